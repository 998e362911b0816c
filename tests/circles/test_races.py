"""Many at the same instant, in real threads on real rows: one gets it, nobody's place is lost (issue 2; circles.md 4, 7)."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from circles.models import Act, CareTaken, Circle, HeldDuty, Seat, Turn
from circles.models.duty import Duty
from circles.rules.doors import Arrival, circle_of, take_seat
from circles.rules.lock import VERB as LOCK
from circles.rules.refusals import CircleClosed, LockJustChanged, NotNow, NotYourTurn, SomeoneElseHasIt
from circles.rules.sitting import perform, settle_circle
from groups.rules.times import Occurrence
from tests.circles.cast import (
    CLOSING,
    HANDS,
    HOUR,
    START,
    a_circle,
    a_meeting,
    after,
    all_here,
    key_of,
    performs,
    seated,
)  # fmt: skip

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """All the deeds, each in a thread of its own, let go together. What each gave, or the NotNow it met."""
    barrier = threading.Barrier(len(deeds))

    def run(deed):
        try:
            barrier.wait(10)
            return deed()
        except NotNow as no:
            return type(no)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def act(circle, seat, verb, now, act_key=None):
    """An act ready to be let go: presence and key read beforehand, as a request has them at hand."""
    presence, key = all_here(circle, now), key_of(circle)
    return lambda: perform(
        room=circle.room, seat=seat.pk, verb=verb, act_key=act_key or f"{verb}-{seat.pk}", presence=presence, key=key,
        clock=lambda: now,
    )  # fmt: skip


def opened(*names, script=(HANDS, CLOSING)):
    """An open circle in its sharing, and these members' places."""
    circle = a_circle(a_meeting(script=list(script)))
    places = [seated(circle, name, belongs=True) for name in names]
    performs(places[0], "open", after(60))
    return circle, places


def names(count):
    return [f"Guest {number}" for number in range(count)]


def test_twenty_first_visitors_make_one_circle():
    meeting = a_meeting()
    made = at_once(*[lambda: circle_of(meeting=meeting, occurrence=Occurrence(START, START + HOUR)).pk] * 20)
    assert (len(set(made)), Circle.objects.count()) == (1, 1)


def test_twenty_who_sit_down_at_once_get_a_place_each():
    circle = a_circle()
    key = key_of(circle)
    arrive = lambda name: take_seat(  # noqa: E731
        circle=circle, arrival=Arrival(f"guest:{name}", name, listening=True), key=key, now=START
    )
    at_once(*[lambda name=name: arrive(name) for name in names(20)])
    assert sorted(Seat.objects.values_list("place", flat=True)) == list(range(1, 21))


def test_one_person_at_twenty_doors_gets_one_place():
    circle = a_circle()
    key = key_of(circle)
    cleo = Arrival("guest:cleo", "Cleo", listening=True)
    seats = at_once(*[lambda: take_seat(circle=circle, arrival=cleo, key=key, now=START).pk] * 20)
    assert (len(set(seats)), Seat.objects.count()) == (1, 1)


def test_twenty_hands_at_once_stand_in_one_order():
    circle, places = opened(*names(20))
    at_once(*[act(circle, seat, "hand", after(61)) for seat in places])
    assert sorted(Seat.objects.values_list("hand", flat=True)) == list(range(1, 21))
    first = Seat.objects.get(hand=1)
    assert list(Turn.objects.values_list("seat_id", "number", "ended_at")) == [(first.pk, 1, None)]
    assert Circle.objects.get().version == 1 + 20


def test_of_two_who_open_at_once_one_does():
    circle = a_circle()
    places = [seated(circle, name, belongs=True) for name in ("Ben", "Dee")]
    outcomes = at_once(*[act(circle, seat, "open", after(60)) for seat in places])
    assert [outcome for outcome in outcomes if isinstance(outcome, type)] == [NotNow]
    assert Circle.objects.get().opened_at == after(60)


@pytest.mark.parametrize("duty", Duty.values)
def test_of_those_who_pick_up_a_duty_at_once_one_gets_it_and_the_others_are_told(duty):
    """Governance invariant 8."""
    circle, places = opened("Ben", "Dee", "Eva")
    outcomes = at_once(*[act(circle, seat, f"take-{duty}", after(61)) for seat in places])
    refused = [outcome for outcome in outcomes if isinstance(outcome, type)]
    assert refused == [SomeoneElseHasIt, SomeoneElseHasIt]
    (winner,) = [seat.pk for seat, outcome in zip(places, outcomes, strict=True) if not isinstance(outcome, type)]
    assert list(HeldDuty.objects.values_list("duty", "seat_id")) == [(duty, winner)]


def test_handed_on_and_picked_up_at_the_same_instant_a_duty_has_one_holder():
    """Governance invariant 8: it goes to the one who had said they would, or the one who pressed; never to both or neither."""
    circle, (ben, dee, eva) = opened("Ben", "Dee", "Eva")
    performs(ben, "take-time", after(61))
    performs(dee, "willing-time", after(62))
    at_once(*[act(circle, ben, "put-time", after(63)), act(circle, eva, "take-time", after(63))])
    assert list(HeldDuty.objects.values_list("duty", "seat_id")) == [(Duty.TIME, dee.pk)]
    assert Seat.objects.get(pk=dee.pk).willing == []


def test_a_pass_pressed_twice_at_once_passes_once():
    """Invariant 14 and the fence: the piece goes from Ben to Dee, never past her."""
    circle, places = opened("Ben", "Dee", "Eva")
    for seat in places:
        performs(seat, "hand", after(61))
    performs(places[0], "begin", after(62))
    outcomes = at_once(*[act(circle, places[0], "done", after(63), f"tab-{tab}") for tab in range(4)])
    assert sorted(outcome is NotYourTurn for outcome in outcomes) == [False, True, True, True]
    assert list(Turn.objects.values_list("seat_id", "ended_at")) == [(places[0].pk, after(63)), (places[1].pk, None)]


def test_a_pass_and_a_move_on_at_the_same_instant_pass_once():
    circle, places = opened("Ben", "Dee", "Eva")
    performs(places[2], "take-host", after(60))
    for seat in places[:2]:
        performs(seat, "hand", after(61))
    performs(places[0], "begin", after(62))
    outcomes = at_once(act(circle, places[0], "done", after(63)), act(circle, places[2], "move-on", after(63)))
    assert len([outcome for outcome in outcomes if isinstance(outcome, type)]) == 1
    assert list(Turn.objects.values_list("number", "ended_at")) == [(1, after(63)), (2, None)]


def test_the_same_act_sent_many_times_at_once_happens_once():
    circle, places = opened("Ben", "Dee")
    outcomes = at_once(*[act(circle, places[1], "hand", after(61), "one-key-only")] * 8)
    assert {outcome.version for outcome in outcomes} == {Circle.objects.get().version}
    assert (Act.objects.filter(verb="hand").count(), Seat.objects.exclude(hand=None).count()) == (1, 1)


def test_many_processes_whose_timers_fire_at_once_change_it_once():
    """House, settled 2."""
    circle, places = opened("Ben", "Dee")
    for seat in places:
        performs(seat, "hand", after(61))
    presence = all_here(circle, after(91))
    outcomes = at_once(*[lambda: settle_circle(room=circle.room, presence=presence, clock=lambda: after(91))] * 8)
    assert [outcome.changed for outcome in outcomes].count(True) == 1
    assert list(Turn.objects.values_list("seat_id", "ended_at")) == [(places[0].pk, after(91)), (places[1].pk, None)]


def test_an_answer_and_the_end_of_its_time_at_once_leave_one_open_turn():
    """Whoever comes first under the lock wins; the piece is with one of the two, and the other stands next."""
    circle, places = opened("Ben", "Dee")
    for seat in places:
        performs(seat, "hand", after(61))
    presence = all_here(circle, after(91))
    at_once(
        act(circle, places[0], "begin", after(90.9)),
        *[lambda: settle_circle(room=circle.room, presence=presence, clock=lambda: after(91))] * 3,
    )
    turn = Turn.objects.get(ended_at=None)
    assert (turn.seat_id, turn.begun_at) in [(places[0].pk, after(90.9)), (places[1].pk, None)]


def test_point_13_lock_changed_by_both_servants_at_once_is_changed_once():
    """circles.md 8.13; whoever acts meanwhile is not told that the circle has closed."""
    circle, (ana, ben, dee) = opened("Ana", "Ben", "Dee")
    for duty, seat in (("host", ana), ("door", ben)):
        performs(seat, f"take-{duty}", after(61))
    acts = [act(circle, seat, verb, after(90)) for seat, verb in ((ana, LOCK), (ben, LOCK), (dee, "hand"))]
    outcomes = at_once(*acts)
    now = Circle.objects.get()
    assert sorted(str(each) for each in outcomes[:2]).count(str(LockJustChanged)) == 1
    assert [now.slug != circle.slug, now.room, now.lock_changed_at, now.closed_at] == [
        True,
        circle.room,
        after(90),
        None,
    ]
    assert [outcomes[2] not in (CircleClosed, NotYourTurn), CareTaken.objects.count()] == [True, 1]
    assert Seat.objects.get(pk=dee.pk).hand == 1
