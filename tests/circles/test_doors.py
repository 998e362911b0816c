"""Coming in: one place for each, one circle for each evening (circles.md 3; 8.5 and 8.10)."""

from dataclasses import replace

import pytest

from circles.models import Circle
from circles.rules.doors import Arrival, circle_of, take_seat
from circles.rules.refusals import CircleClosed, NoPlaceLeft
from circles.rules.seal import unseal_person
from groups.rules.times import Occurrence
from rooms.memory import memory
from tests.circles.cast import ANA, CLEO, HOUR, START, a_circle, a_meeting, key_of, performs, seated

pytestmark = pytest.mark.django_db

CLEO_AT_THE_DOOR = Arrival("guest:cleo", "Cleo", listening=True)


def test_a_circle_exists_from_its_first_visitor_and_the_next_finds_the_same():
    meeting = a_meeting()
    occurrence = Occurrence(START, START + HOUR)
    first, second = (circle_of(meeting=meeting, occurrence=occurrence) for _ in range(2))
    assert (first, Circle.objects.count()) == (second, 1)
    assert (first.script, first.ends_at, first.opened_at) == (meeting.script, START + HOUR, None)


def test_each_occurrence_has_an_address_of_its_own():
    """circles.md 8.6: circle addresses are random per occurrence."""
    meeting = a_meeting()
    assert a_circle(meeting).slug != a_circle(meeting, START + 24 * HOUR).slug


def test_places_are_taken_in_the_order_people_come():
    circle = a_circle()
    assert [seated(circle, name).place for name in ("Cleo", "Ben", "Ana")] == [1, 2, 3]


def test_who_comes_back_finds_their_place_their_hand_and_a_new_name():
    circle = a_circle()
    seated(circle, "Ana", serves=True)
    cleo = take_seat(circle=circle, arrival=CLEO_AT_THE_DOOR, key=key_of(circle), now=START)
    again = take_seat(circle=circle, arrival=replace(CLEO_AT_THE_DOOR, name="Maple"), key=key_of(circle), now=START)
    assert (again.id, again.place) == (cleo.id, 2)
    assert unseal_person(key_of(circle), again.sealed, seat=again.id) == replace(CLEO, name="Maple")


def test_who_left_may_sit_down_again():
    circle = a_circle()
    cleo = take_seat(circle=circle, arrival=CLEO_AT_THE_DOOR, key=key_of(circle), now=START)
    performs(cleo, "leave", START)
    again = take_seat(circle=circle, arrival=CLEO_AT_THE_DOOR, key=key_of(circle), now=START)
    assert (again.id, again.left_at) == (cleo.id, None)


def test_a_lost_key_loses_names_and_never_a_place():
    """circles.md 1.6: a lost key loses words, never the order; a returning place gives its name again."""
    circle = a_circle()
    cleo = take_seat(circle=circle, arrival=CLEO_AT_THE_DOOR, key=key_of(circle), now=START)
    memory.forget(circle.room)
    again = take_seat(circle=circle, arrival=replace(CLEO_AT_THE_DOOR, seat=cleo.id), key=key_of(circle), now=START)
    assert (again.id, again.place) == (cleo.id, 1)
    assert unseal_person(key_of(circle), again.sealed, seat=again.id) == CLEO


def test_a_place_cookie_of_another_circle_opens_no_place_here():
    other = seated(a_circle(a_meeting("dawn")), "Cleo")
    circle = a_circle()
    ana = seated(circle, "Ana")
    cleo = take_seat(circle=circle, arrival=replace(CLEO_AT_THE_DOOR, seat=other.id), key=key_of(circle), now=START)
    assert cleo.id not in {ana.id, other.id}


def test_standing_is_kept_sealed_with_the_name():
    circle = a_circle()
    ana = seated(circle, "Ana", serves=True)
    assert unseal_person(key_of(circle), ana.sealed, seat=ana.id) == ANA
    assert b"Ana" not in bytes(ana.sealed)


def test_a_full_circle_says_so(monkeypatch):
    monkeypatch.setattr("circles.rules.doors.SEATS_AT_MOST", 1)
    circle = a_circle()
    seated(circle, "Ana")
    with pytest.raises(NoPlaceLeft):
        seated(circle, "Cleo")


def test_nobody_sits_down_in_a_closed_circle():
    circle = a_circle()
    Circle.objects.update(closed_at=START)
    with pytest.raises(CircleClosed):
        seated(circle, "Cleo")
