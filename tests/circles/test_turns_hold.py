"""Thousands of random evenings: whatever happens in whatever order, the turn rules keep their promises.

Governance invariant 14 (one person has the floor at a time), circles.md 2 and 7, issue 2 "done when" 5.
"""

import os
import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from circles.rules.helm import host, of_the_group
from circles.rules.settle import settle
from rooms.presence import Presence
from tests.circles.cast import (
    ANA,
    BEN,
    CALLED,
    CLEO,
    CLOSING,
    DEE,
    EVA,
    HANDS,
    OUT_OF_SILENCE,
    PIECE,
    RESERVED,
    ROUND,
    SHARING,
    WELCOME,
    a_table,
    after,
)  # fmt: skip
from tests.circles.evening import VERBS, Evening, facts, twin

pytestmark = pytest.mark.once

PEOPLE = [ANA, BEN, CLEO, DEE, EVA]
SEATS = ["ana", "ben", "cleo", "dee", "eva", "nobody"]
SCRIPTS = [
    [WELCOME, SHARING, CLOSING],
    [HANDS, ROUND],
    [ROUND, WELCOME, HANDS, CLOSING],
    [{"kind": "silence", "title": "Silence"}, HANDS],
    [CALLED, PIECE],
    [OUT_OF_SILENCE, HANDS],
    [SHARING | {"minutes": 40}, RESERVED, CLOSING],
]
# How far the evening has come when its random part begins: what everyone tries first, one after the other.
COME_TO = {
    "gathering": [],
    "opened": ["open"],
    "an offer": ["open", "forward", "hand"],
    "a share": ["open", "take-host", "forward", "hand", "begin"],
    "a share without a host": ["open", "forward", "hand", "begin"],
    "helped": ["open", "forward", "hand", "begin", "step-in"],
    "helped at rest": ["open", "forward", "hand", "begin", "step-in", "pause"],
    "a reading": ["open", "hand", "read"],
    "a sleeper": ["open", "forward", "hand", "begin", 91],
    "kept safe": ["open", "take-host", "forward", "quiet", "to-door", "veil", "hand", "begin"],
    "a word": ["open", "take-host", "hand", "word"],
    "some who would host": ["open", "take-host", "willing-host"],
}
MODES = ["hands", "round", "called", "piece", "silence"]
PAUSES = [0.1, 1, 5, 14.9, 15, 19.9, 20.1, 29, 31, 59, 61, 89, 91, 119, 180, 241, 601, 1800, 10800]
LONGEST = timedelta(minutes=12)

TABS = ["connects", "closes_tab", "loses_line", "opens_page", "stirs", "comes_back"]
TOGETHER = ["pause", "resume", "step-in", "forward", "hand", "begin"]


def a_step(kind, seat, choice, pause, promptly):
    """(what happens, with what), from a few numbers; `kind` weighs one thing against another, `seat` counts places."""
    if kind < 9:
        return "does_something", seat, choice
    if kind < 11:
        return "does", seat, VERBS[choice % len(VERBS)]
    if kind < 14:
        return "everyone", TOGETHER[choice % len(TOGETHER)]
    if kind < 19:
        return "wait", pause, promptly
    if kind < 23:
        return TABS[choice % len(TABS)], seat
    return ("loses_key",) if choice == 0 else ("sits_down", PEOPLE[choice % len(PEOPLE)])


STEPS = st.builds(
    a_step, st.integers(0, 23), st.integers(0, 30), st.integers(0, 120), st.sampled_from(PAUSES), st.booleans()
)
EVENINGS = st.fixed_dictionaries(
    {
        "people": st.lists(st.sampled_from(PEOPLE), unique=True, min_size=1, max_size=5),
        "script": st.sampled_from(SCRIPTS),
        "turn_mode": st.sampled_from(MODES),
        "silence_seconds": st.sampled_from([0, 0, 20, 90]),
        "types": st.sampled_from([[], ["XT"]]),
        "one_turn": st.booleans(),
        "share_seconds": st.sampled_from([30, 180, 300]),
        "come_to": st.sampled_from(sorted(COME_TO)),
        "steps": st.lists(STEPS, min_size=15, max_size=50),
    }
)


def an_evening_by_chance(number):
    """A plan as EVENINGS makes them, but evenly spread: chance goes deeper where a search for small examples goes wide."""
    chance = random.Random(number)
    return {
        "people": chance.sample(PEOPLE, chance.choice([1, 2, 3, 4, 4, 5, 5])),
        "script": chance.choice(SCRIPTS),
        "turn_mode": chance.choice(MODES),
        "silence_seconds": chance.choice([0, 0, 20, 90]),
        "types": chance.choice([[], ["XT"]]),
        "one_turn": chance.random() < 0.5,
        "share_seconds": chance.choice([30, 180, 300]),
        "come_to": chance.choice(sorted(COME_TO)),
        "steps": [
            a_step(
                chance.randint(0, 23),
                chance.randint(0, 30),
                chance.randint(0, 120),
                chance.choice(PAUSES),
                chance.random() < 0.5,
            )
            for _ in range(chance.randint(5, 50))
        ],
    }


CHANCES = st.one_of(EVENINGS, st.integers(0, 2**40).map(an_evening_by_chance))


def lived(plan) -> Evening:
    """That evening, up to the last of its steps, every promise checked after each."""
    table = a_table(
        plan["people"], script=plan["script"], turn_mode=plan["turn_mode"], one_turn=plan["one_turn"],
        share_seconds=plan["share_seconds"], silence_seconds=plan["silence_seconds"], types=plan["types"],
    )  # fmt: skip
    early = plan["come_to"] == "gathering"
    evening = Evening(table, after(minutes=-5 if early else 2))
    for seat in table.seats:
        evening.connects(seat)
    for verb in COME_TO[plan["come_to"]]:
        if isinstance(verb, int):  # seconds
            evening.wait(verb)
            continue
        for seat in list(table.seats):
            if verb != "forward" or not table.sharing:
                evening.does(seat, verb)
    for kind, *how in plan["steps"]:
        if kind in ("does", "does_something") or kind in TABS:
            how[0] = [*table.seats, "nobody"][how[0] % (len(table.seats) + (kind not in TABS))]
        if kind in ("wait", "does", "does_something", "everyone"):
            getattr(evening, kind)(*how)
        else:
            evening.step(lambda kind=kind, how=how: getattr(evening, kind)(*how), told=f"{kind} {how}")
    return evening


def ordinary(examples):
    """So many random evenings, or as many times that as EVENINGS says. With CI set, Hypothesis takes the same ones each time."""
    return settings(
        max_examples=examples * int(os.environ.get("EVENINGS", "1")), deadline=None, database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )  # fmt: skip


@given(CHANCES)
@ordinary(600)
def test_no_order_of_events_breaks_a_promise(plan):
    """Never two open turns; no place, hand or number lost or doubled; versions and fences only rise; the clock is right."""
    lived(plan)


@given(CHANCES, st.lists(st.sampled_from(PAUSES), min_size=1, max_size=8), st.data())
@ordinary(250)
def test_looking_often_or_once_comes_to_the_same(plan, pauses, data):
    """House, settled 2: what is due is applied in order and as at its due moment, whoever looks and however late."""
    evening = lived(plan)
    often, start = evening.table, evening.now
    if often.circle.closed_at is not None:
        return
    ends = {
        seat: start + timedelta(seconds=data.draw(st.sampled_from([-30, 5, 15, 40, 90, 600]))) for seat in often.seats
    }
    if (caller := host(often, start)) is not None:
        ends[caller] = start + LONGEST  # from when nobody calls any more is seen by looking, as is a coming back
    live = frozenset(data.draw(st.sets(st.sampled_from(SEATS)))) & set(often.seats)
    evening.look()
    often.presence = Presence(until=ends, live=live, signs=dict(evening.signs))
    settle(often, start)
    late, now = twin(often), start
    for pause in pauses:
        now += timedelta(seconds=pause)
        settle(often, now)
    settle(late, now)
    assert facts(often) == facts(late)


@given(CHANCES)
@ordinary(250)
def test_those_present_can_always_bring_a_circle_to_its_close(plan):
    """Nobody is indispensable: whoever is left, with or without a host, they can go on and go home."""
    evening = lived(plan)
    if evening.table.circle.closed_at is not None or not evening.table.seats:
        return
    someone_here(evening)
    if not actors(evening):
        return
    if not any(of_the_group(evening.table, each, evening.now) for each in actors(evening)):
        # Strangers leave the door open until the planned end.
        evening.wait(max(0, (evening.table.circle.ends_at - evening.now).total_seconds()), promptly=True)
        if evening.table.circle.closed_at is not None:
            return
        someone_here(evening)
    start = max(evening.now, evening.table.circle.starts_at)
    while evening.table.circle.closed_at is None:
        assert evening.now - start <= LONGEST, evening.story
        for seat in actors(evening):
            for verb in ("open", "resume", "step-out", "done", "listen", "move-on", "forward", "close"):
                evening.does(seat, verb)
        evening.wait(10, promptly=True)


@given(CHANCES)
@ordinary(250)
def test_without_a_host_any_one_present_can_see_the_piece_move_on(plan):
    """circles.md 1.2 and 8.2: a speaker who never ends, a reader asleep or an offer nobody answers stops nobody for long."""
    evening = lived(plan)
    circle = evening.table.circle
    if circle.closed_at or circle.opened_at is None or circle.paused_at or circle.helping_id or not evening.table.seats:
        return
    someone_here(evening)
    if not actors(evening):
        return
    mover, was, start = actors(evening)[0], stand(evening), evening.now
    if len(actors(evening)) == 1 and not evening.table.person(mover).belongs:
        return  # alone and a stranger: there is nobody the piece could move on to
    last = evening.table.turn is None and circle.segment + 1 == len(circle.script)
    if last and not of_the_group(evening.table, mover, evening.now):
        return  # the last part: a stranger's wish alone does not close it before its time
    while stand(evening) == was and circle.closed_at is None and circle.helping_id is None:
        if host(evening.table, evening.now) not in (None, mover):
            return
        assert evening.now - start <= LONGEST, evening.story
        for seat in actors(evening):
            evening.stirs(seat)  # the others are here, awake, and do nothing
        for verb in ("done", "listen", "move-on", "forward", "close"):
            if stand(evening) == was:
                evening.does(mover, verb)
        evening.wait(10, promptly=True)


def stand(evening):
    turn = evening.table.turn
    return evening.table.circle.segment, turn.number if turn else None


def actors(evening):
    """Who is here and stays."""
    evening.look()
    here = [seat.id for seat in evening.table.present(evening.now) if seat.id not in evening.lost]
    for seat in here:
        evening.opens_page(seat)
    return here


def someone_here(evening):
    welcome = [seat.id for seat in evening.table.seats.values() if seat.asked_to_leave_at is None]
    if not actors(evening) and welcome:
        seat = welcome[0]
        evening.step(lambda: (evening.comes_back(seat), evening.connects(seat)), told=f"{seat} comes back")


def test_a_long_evening_reaches_every_kind_of_act():
    """The random evenings are worth something only if they get everywhere: every act is done in some of them."""
    left = set(VERBS)
    for number in range(1500):
        if not left:
            return
        story = [line.split() for line in lived(an_evening_by_chance(number)).story]
        left -= {words[1] for words in story if len(words) == 2 and words[0] in SEATS}
    assert left == set()


@pytest.mark.parametrize("seat", SEATS)
def test_an_act_nobody_can_do_is_refused_and_nothing_else(seat):
    evening = Evening(a_table([]), after())
    for verb in VERBS:
        assert not evening.does(seat, verb)
