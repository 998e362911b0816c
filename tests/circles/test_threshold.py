"""Who comes in, and how: the group's own threshold, latecomers, and guests who listen first (circles.md 3; 8.13, 8.18)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from circles.access import Standing
from circles.rules.refusals import ListenFirst
from circles.rules.seal import Person
from circles.rules.threshold import Inside, answer, came_late, check_listened, doors_close_at, inside
from groups.models import Meeting
from tests.circles.cast import ANA, BEN, CLEO, CLOSING, SHARING, START, a_table, after, does, piece, time_passes

GUEST = Standing()
STRANGER = Standing(account=True)  # has a sign-in and belongs elsewhere
JOINED = Standing(account=True, joined=True)
BELONGS = Standing(account=True, belongs=True)
SERVES = Standing(account=True, duties=("host",))
ADULT = Standing(account=True, certified=True)
EVERYBODY = {
    "guest": GUEST, "stranger": STRANGER, "joined": JOINED, "belongs": BELONGS, "serves": SERVES, "adult": ADULT,
}  # fmt: skip
OPENED = Inside(opened_at=START, attended=True)


def said(inside=OPENED, now=START, *, has_place=False, let_in=False, **customs):
    """What that door says to each kind of person."""
    meeting = Meeting(pk=1, **customs)
    each = {
        name: answer(meeting, who, inside, now, has_place=has_place, let_in=let_in).value
        for name, who in EVERYBODY.items()
    }
    return " ".join(each.values())


@pytest.mark.parametrize(
    ("customs", "slow", "says"),
    [
        # guest, stranger, joined today, belongs, serves, certified adult
        ({"threshold": "open"}, False, "come come come come come come"),
        ({"threshold": "knock"}, False, "knock knock knock come come come"),
        ({"threshold": "members"}, False, "members members knock come come come"),
        ({"threshold": "open"}, True, "knock knock knock come come come"),
        ({"threshold": "knock"}, True, "knock knock knock come come come"),
        ({"threshold": "members"}, True, "members members knock come come come"),
        ({"threshold": "open", "youth": True}, False, "account come come come come come"),
        ({"threshold": "members", "youth": True}, False, "account members knock come come come"),
    ],
)
def test_each_threshold_to_each_kind_of_person(customs, slow, says):
    """circles.md 3 and 8.13: open door, knock, members only; a slow door makes new guests knock and nobody else."""
    assert said(replace(OPENED, slow=slow), **customs) == says


@pytest.mark.parametrize("customs", [{"threshold": "knock"}, {"threshold": "members"}, {"latecomers": "shut"}])
def test_whoever_has_sat_here_tonight_comes_back_freely(customs):
    """circles.md 8.13: seated people are untouched."""
    slow = replace(OPENED, slow=True)
    assert said(slow, START + timedelta(hours=1), has_place=True, **customs) == "come come come come come come"


def test_nobody_without_a_sign_in_sits_with_young_people_whoever_let_them_in():
    """circles.md 8.16: no guests."""
    assert said(youth=True, has_place=True, let_in=True).split()[0] == "account"


def test_door_that_nobody_could_answer_is_open_unless_there_was_unrest():
    """Nobody is indispensable: with nobody there to answer, a knock would be a locked door."""
    nobody = replace(OPENED, attended=False)
    assert said(nobody, threshold="knock") == "come come come come come come"
    assert said(replace(nobody, slow=True), threshold="knock") == "knock knock knock come come come"
    assert said(nobody, threshold="members") == "members members come come come come"


def test_whoever_was_let_in_comes_in():
    assert said(replace(OPENED, slow=True), threshold="knock", let_in=True) == "come come come come come come"
    assert said(threshold="members", let_in=True).split()[:2] == ["members", "members"]  # a knock is no way round it


def test_doors_close_a_while_after_the_opening_and_not_for_whoever_is_needed():
    """circles.md 8.18: doors close n minutes after opening."""
    shut = {"latecomers": "shut", "late_minutes": 10}
    assert said(OPENED, START + timedelta(minutes=10) - timedelta(seconds=1), **shut) == "come come come come come come"
    assert said(OPENED, START + timedelta(minutes=10), **shut) == "late late late late come come"
    assert said(Inside(), START + timedelta(hours=1), **shut) == "come come come come come come"  # not opened yet
    # Nobody is made to knock for nothing.
    assert said(OPENED, START + timedelta(minutes=10), threshold="knock", **shut) == "late late late late come come"
    assert doors_close_at(Meeting(**shut), START) == START + timedelta(minutes=10)


def test_at_the_next_pause_means_when_nobody_has_the_piece():
    """circles.md 8.18: at the next pause."""
    sharing = replace(OPENED, sharing=True)
    assert said(sharing, latecomers="pause") == "pause pause pause pause pause pause"
    assert said(OPENED, latecomers="pause") == "come come come come come come"
    assert said(sharing, latecomers="any") == "come come come come come come"
    assert said(Inside(sharing=True), latecomers="pause") == "come come come come come come"


def test_a_share_that_began_while_one_waited_tells_of_a_pause_in_between():
    table = a_table(script=[SHARING], segment=0)
    does(table, "ben", "hand", after(0))
    does(table, "ben", "begin", after(5))
    look = lambda since: inside(table, attended=True, since=since).sharing  # noqa: E731
    assert [look(after(4)), look(after(5)), look(after(6))] == [False, True, True]
    does(table, "ben", "done", after(60))
    assert look(after(70)) is False


# Guests listen first


def a_careful_table(**customs):
    """Cleo, a guest, came at the start to a group in which guests listen first for ten minutes."""
    table = a_table([ANA, BEN, CLEO, Person("Dora", duties=("door",))], segment=0, listen_first_minutes=10, **customs)
    for seat in table.seats.values():
        seat.came_at = START
    return table


def test_guests_listen_first_and_read_from_when_they_may_speak():
    """circles.md 8.13: a group may let guests listen first for n minutes."""
    table = a_careful_table(script=[SHARING])
    with pytest.raises(ListenFirst) as no:
        does(table, "cleo", "hand", after(minutes=9))
    assert "19:10" in str(no.value.says)
    for seat in ("ana", "ben", "dora"):
        check_listened(table, seat, START)
    time_passes(table, after(minutes=10))
    does(table, "cleo", "hand", after(minutes=10))
    assert piece(table) == ("offered", "cleo")


def test_round_passes_by_a_guest_who_still_listens_first():
    table = a_careful_table(script=[SHARING | {"mode": "round"}])
    order = []
    for seconds in range(0, 40, 10):
        if (at := piece(table)) is not None:
            order.append(at[1])
            does(table, at[1], "listen", after(seconds))
    assert order == ["ana", "ben", "dora"]
    time_passes(table, after(minutes=11))
    assert piece(table) is None  # it does not turn back; but they may ask for it like anyone
    does(table, "cleo", "hand", after(minutes=11))
    assert piece(table) == ("offered", "cleo")


@pytest.mark.parametrize(("mode", "verb"), [("silence", "rise"), ("hands", "hand"), ("piece", "hand")])
def test_guest_who_listens_first_has_no_other_way_to_a_voice(mode, verb):
    table = a_careful_table(script=[SHARING | {"mode": mode}])
    with pytest.raises(ListenFirst):
        does(table, "cleo", verb, after(minutes=1))


def test_guest_who_listens_first_does_not_read_aloud_either():
    table = a_careful_table(script=[{"kind": "reading", "title": "Reading"}, CLOSING])
    with pytest.raises(ListenFirst):
        does(table, "cleo", "read", after(minutes=1))
    does(table, "ben", "read", after(minutes=1))
    assert piece(table) == ("reading", "ben")


def test_a_group_that_asks_for_no_minutes_lets_a_guest_speak_at_once():
    table = a_table([ANA, CLEO], script=[SHARING], segment=0)
    table.seats["cleo"].came_at = START
    does(table, "cleo", "hand", START)
    assert piece(table) == ("offered", "cleo")


def test_just_for_a_little_while_a_page_tells_a_latecomer_where_the_circle_is():
    table = a_table(segment=0)
    table.seats["cleo"].came_at, table.seats["ben"].came_at = after(600), after(-60)
    late = lambda seat, seconds: came_late(table, seat, after(seconds))  # noqa: E731
    assert [late("cleo", 600), late("cleo", 779), late("cleo", 780), late("ben", 0)] == [True, True, False, False]
