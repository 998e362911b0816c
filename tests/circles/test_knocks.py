"""Knocking: who waits, who may answer, what happens when nobody does (circles.md 3 and 8.13)."""

from datetime import timedelta

import pytest

from circles.models import Circle, Knock
from circles.rules.answering import GONE, answerable, attended, by_number, shown, shown_to
from circles.rules.doors import Arrival
from circles.rules.knocks import AGAIN, ONE_BY_ONE, PATIENCE, WAITING_AT_MOST, knock, look_again, stand
from circles.rules.refusals import AlreadyAnswered, CircleClosed, DoorIsBusy, NotJustNow, NotNow, NotYours
from circles.rules.seal import Person, seal_person, unseal_person
from circles.rules.table import read_table
from tests.circles.cast import (
    ANA,
    BEN,
    CLEO,
    SHARING,
    START,
    a_circle,
    a_meeting,
    a_table,
    after,
    all_here,
    does,
    everyone_here,
    key_of,
    performs,
    seated,
)
from tests.circles.test_races import at_once
from tests.circles.visiting import (
    CLOSING,
)

KEY = b"k" * 32


# Who may answer, in memory


def knocked(table, name, at=START, *, first_time=False, number=None):
    row = Knock(
        id=name.lower(), circle=table.circle, number=number or len(table.knocks) + 1, who=name, at=at, seen_at=at,
        sealed=seal_person(KEY, Person(name, first_time=first_time), seat=name.lower()),
    )  # fmt: skip
    table.knocks[row.id] = row
    return row


def at_the_door(*people, **customs):
    return a_table(list(people), script=[SHARING], segment=0, threshold="knock", **customs)


def stays(table, now):
    """Everyone inside is here, and every page at the door has just looked."""
    table.presence = everyone_here(table, now)
    for row in table.knocks.values():
        row.seen_at = now
    return table


def may_answer(table, now):
    """Who may answer whom at that moment."""
    stays(table, now)
    return {
        seat: [row.id for row in answerable(table, seat, now)] for seat in table.seats if answerable(table, seat, now)
    }


def test_whoever_serves_answers_at_once_and_members_after_a_minute_and_guests_never():
    table = at_the_door(ANA, BEN, CLEO)
    knocked(table, "Maple")
    assert may_answer(table, after(0)) == {"ana": ["maple"]}
    assert may_answer(table, after(59)) == {"ana": ["maple"]}
    assert may_answer(table, after(60)) == {"ana": ["maple"], "ben": ["maple"]}


def test_whoever_picked_up_the_door_answers_at_once():
    table = at_the_door(BEN, CLEO)
    knocked(table, "Maple")
    assert may_answer(table, after(1)) == {}
    does(table, "ben", "take-host", after(61))
    knocked(table, "Reed", after(62))
    assert may_answer(table, after(62)) == {"ben": ["maple", "reed"]}


@pytest.mark.parametrize("verb", ["let-in", "not-now", "let-all-in", "all-not-now"])
def test_guest_answers_nobody(verb):
    table = at_the_door(BEN, CLEO)
    knocked(table, "Maple")
    stays(table, after(120))
    with pytest.raises(NotYours):
        does(table, "cleo", verb, after(120), to="maple")
    assert (table.knocks["maple"].let_in_at, table.knocks["maple"].not_now_at) == (None, None)


def test_member_who_answers_too_early_is_told_that_there_is_nothing_to_do_yet():
    table = at_the_door(BEN, CLEO)
    knocked(table, "Maple")
    for verb in ("let-in", "let-all-in"):
        with pytest.raises(NotNow):
            does(table, "ben", verb, after(30), to="maple")
    assert table.knocks["maple"].let_in_at is None


def test_one_is_answered_or_all_at_once():
    table = at_the_door(ANA)
    for seconds, name in enumerate(("Maple", "Reed", "Willow")):
        knocked(table, name, after(seconds))
    does(table, "ana", "not-now", after(5), to="reed")
    does(table, "ana", "let-all-in", after(6))
    answers = {name: (row.let_in_at, row.not_now_at) for name, row in table.knocks.items()}
    assert answers == {"maple": (after(6), None), "reed": (None, after(5)), "willow": (after(6), None)}


def test_a_crowd_need_not_be_answered_one_by_one():
    table = at_the_door(ANA)
    for name in ("Maple", "Reed", "Willow"):
        knocked(table, name)
    does(table, "ana", "all-not-now", after(5))
    assert [row.not_now_at for row in table.knocks.values()] == [after(5)] * 3


def test_a_knock_is_answered_once():
    table = at_the_door(ANA, BEN)
    knocked(table, "Maple")
    stays(table, after(60))
    does(table, "ben", "not-now", after(60), to="maple")
    with pytest.raises(AlreadyAnswered):
        does(table, "ana", "let-in", after(61), to="maple")
    assert table.knocks["maple"].let_in_at is None


def test_whoever_left_the_door_is_not_answered_and_not_shown():
    table = at_the_door(ANA)
    knocked(table, "Maple")
    assert answerable(table, "ana", START + GONE - timedelta(seconds=1)) != []
    assert answerable(table, "ana", START + GONE) == []


@pytest.mark.parametrize("number", [None, 0, 2, 999_999])
def test_number_nobody_knocked_under_is_nobody(number):
    table = at_the_door(ANA)
    knocked(table, "Maple")
    with pytest.raises(AlreadyAnswered):
        by_number(table, number)


def test_only_who_may_answer_is_shown_who_waits_and_nothing_but_a_name_and_a_tick():
    """circles.md 3: the door sees the chosen name and "first time here?" only."""
    table = at_the_door(ANA, BEN, CLEO)
    knocked(table, "Maple", after(0), first_time=True)
    knocked(table, "Reed", after(30))
    stays(table, after(60))
    told = {seat: shown_to(table, seat, after(60)) for seat in table.seats}
    assert told == {"ana": "knocks", "ben": "late-knocks", "cleo": ""}
    seen = {
        who: [vars(each) for each in shown(table, [who], KEY, after(60))] for who in ("knocks", "late-knocks", "host")
    }
    maple, reed = (
        {"number": number, "name": name, "first_time": first}
        for number, name, first in ((1, "Maple", True), (2, "Reed", False))
    )
    assert seen == {"knocks": [maple, reed], "late-knocks": [maple], "host": []}


def test_door_is_attended_while_somebody_is_here_who_may_answer():
    table = at_the_door(ANA, BEN, CLEO)
    here = lambda *gone: attended(a_presence(table, gone), after(0))  # noqa: E731
    assert [here(), here("ana"), here("ben"), here("ana", "ben")] == [True, True, True, False]


def a_presence(table, gone):
    table.presence = everyone_here(table, after(0), but=gone)
    return table


# Knocking in the database


def arrival(name, **facts):
    return Arrival(f"guest:{name}", name, **facts)


def a_knocking_circle(*people):
    circle = a_circle(a_meeting(script=[SHARING, CLOSING], threshold="knock"))
    return circle, [seated(circle, name, serves=name == "Ana", belongs=name == "Ben") for name in people]


def knocks_at(circle, name, now=START, **facts):
    return knock(circle=circle, arrival=arrival(name, **facts), key=key_of(circle), now=now)


def looks(circle, name, now):
    """How it stands with that knock when its page looks: "waits", "come" or "not now"."""
    circle = Circle.objects.select_related("meeting__group__body").get(pk=circle.pk)
    presence = all_here(circle, now)
    table = read_table(circle, presence=presence, key=key_of(circle))
    at = stand(table, identity=f"guest:{name}", seat=None, key=key_of(circle), now=now)
    mine = look_again(at, presence=presence, key=key_of(circle)).knock
    return "come" if mine.let_in_at else "not now" if mine.not_now_at else "waits"


@pytest.mark.django_db
def test_knock_is_sealed_and_kept_once_however_often_one_knocks():
    circle, _people = a_knocking_circle("Ana")
    rows = [knocks_at(circle, "Maple", after(seconds), first_time=True) for seconds in (0, 5, 9)]
    (row,) = Knock.objects.all()
    assert [each.pk for each in rows] == [row.pk] * 3
    assert (row.number, row.at) == (1, after(0))  # no way ahead, and no way back
    assert unseal_person(key_of(circle), row.sealed, seat=row.pk) == Person("Maple", first_time=True)
    assert b"Maple" not in bytes(row.sealed)
    assert "Maple" not in row.who


@pytest.mark.django_db
def test_knocks_are_limited_in_number_and_those_who_left_make_room():
    circle, _people = a_knocking_circle("Ana")
    for number in range(WAITING_AT_MOST):
        knocks_at(circle, f"Guest {number}")
    with pytest.raises(DoorIsBusy):
        knocks_at(circle, "Maple", after(1))
    knocks_at(circle, "Guest 3", after(2))  # whoever waits already is not turned away
    knocks_at(circle, "Maple", START + GONE)
    assert Knock.objects.count() == WAITING_AT_MOST + 1


@pytest.mark.django_db
def test_whoever_was_asked_to_wait_may_knock_again_after_a_while():
    circle, (ana,) = a_knocking_circle("Ana")
    knocks_at(circle, "Maple")
    performs(ana, "not-now", after(5), to=1)
    with pytest.raises(NotJustNow):
        knocks_at(circle, "Maple", after(5) + AGAIN - timedelta(seconds=1))
    again = knocks_at(circle, "Maple", after(5) + AGAIN)
    assert (again.not_now_at, again.at) == (None, after(5) + AGAIN)


@pytest.mark.django_db
def test_nobody_knocks_at_a_closed_circle():
    circle, (ana,) = a_knocking_circle("Ana")
    knocks_at(circle, "Maple")
    for seconds, verb in enumerate(("open", "take-host", "close"), start=60):
        performs(ana, verb, after(seconds))
    with pytest.raises(CircleClosed):
        knocks_at(circle, "Reed", after(63))
    assert Knock.objects.count() == 0  # erased with everything else


@pytest.mark.django_db
def test_unanswered_knock_opens_the_door_by_itself():
    """Nobody is indispensable: a phone left on a table must not keep anyone out."""
    circle, _people = a_knocking_circle("Ana", "Ben")
    knocks_at(circle, "Maple")
    moments = [after(1), after(61), START + PATIENCE - timedelta(seconds=1), START + PATIENCE]
    assert [looks(circle, "Maple", now) for now in moments] == ["waits", "waits", "waits", "come"]


@pytest.mark.django_db
def test_with_nobody_there_to_answer_the_door_opens_at_once():
    circle, _people = a_knocking_circle("Cleo")
    knocks_at(circle, "Maple")
    assert looks(circle, "Maple", after(1)) == "come"


@pytest.mark.django_db
def test_after_unrest_the_door_opens_for_one_every_twenty_seconds_in_the_order_of_knocking():
    """circles.md 8.13: a crowd cannot flood in, and nobody is locked out."""
    circle, _people = a_knocking_circle("Cleo")
    Circle.objects.update(slow_door=True)
    names = ["Maple", "Reed", "Willow"]
    for seconds, name in enumerate(names):
        knocks_at(circle, name, after(seconds))
    came = {}
    for seconds in range(0, 70, 5):
        for name in reversed(names):  # the last to knock looks first
            if name not in came and looks(circle, name, after(seconds)) == "come":
                came[name] = seconds
    each = ONE_BY_ONE.seconds
    assert came == {"Maple": each, "Reed": 2 * each, "Willow": 3 * each}


@pytest.mark.django_db
def test_after_unrest_one_who_went_away_holds_nobody_up():
    circle, _people = a_knocking_circle("Cleo")
    Circle.objects.update(slow_door=True)
    knocks_at(circle, "Maple", after(0))
    knocks_at(circle, "Reed", after(1))
    assert [looks(circle, "Reed", after(seconds)) for seconds in (30, 59, 60)] == ["waits", "waits", "come"]


@pytest.mark.django_db
def test_after_unrest_those_inside_have_time_to_answer_first():
    circle, (_ana, ben) = a_knocking_circle("Ana", "Ben")
    Circle.objects.update(slow_door=True)
    knocks_at(circle, "Maple")
    assert looks(circle, "Maple", START + PATIENCE - timedelta(seconds=1)) == "waits"
    performs(ben, "not-now", START + PATIENCE - timedelta(seconds=1), to=1)
    assert looks(circle, "Maple", START + PATIENCE) == "not now"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_is_heard_and_the_other_told():
    circle, (ana, ben) = a_knocking_circle("Ana", "Ben")
    knocks_at(circle, "Maple")
    Knock.objects.update(seen_at=after(61))

    def answers(seat, verb):
        try:
            performs(seat, verb, after(61), to=1)
        except AlreadyAnswered:
            return "told"
        except NotNow:
            return "told"
        return "heard"

    said = at_once(lambda: answers(ana, "let-in"), lambda: answers(ben, "not-now"))
    (row,) = Knock.objects.all()
    assert sorted(said) == ["heard", "told"]
    assert [row.let_in_at is None, row.not_now_at is None].count(True) == 1


@pytest.mark.django_db(transaction=True)
def test_after_unrest_of_two_who_look_at_once_one_comes_in():
    circle, _people = a_knocking_circle("Cleo")
    Circle.objects.update(slow_door=True)
    for name in ("Maple", "Reed"):
        knocks_at(circle, name)
    at_once(*[lambda name=name: looks(circle, name, after(20)) for name in ("Maple", "Reed")] * 3)
    assert Knock.objects.filter(let_in_at=None).count() == 1
