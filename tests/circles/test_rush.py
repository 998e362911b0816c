"""A rush of guests: after more than five within half a minute, those who come next knock (circles.md 8.13)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from circles.models import CareTaken, Circle, Seat
from circles.rules.clock import RUSH, RUSH_IN
from circles.rules.doors import Arrival, take_seat
from circles.rules.knocks import knock
from tests.circles.cast import CLOSING, HANDS, a_circle, after, key_of, performs, seated
from tests.circles.visiting import (
    DOOR,
    a_guest,
    a_meeting_on_now,
    a_member_inside,
    comes_in,
    does,
    one_who_belongs,
    page,
)
from tests.groups.cast import a_member

pytestmark = pytest.mark.django_db
LONG = RUSH_IN.total_seconds()


def arrives(circle, name, seconds=0, **facts):
    arrival = Arrival(f"guest:{name}", name, **facts)
    return take_seat(circle=circle, arrival=arrival, key=key_of(circle), now=after(seconds))


def guests_arrive(circle, count, *, over=1.0, start=0.0, word="Guest"):
    """So many guests, spread evenly over so many seconds."""
    return [arrives(circle, f"{word} {each}", start + over * each / max(count - 1, 1)) for each in range(count)]


def is_slow(circle):
    circle.refresh_from_db()
    return circle.slow_door


@pytest.fixture
def attended():
    """A circle in which Ben of the group has a place."""
    circle = a_circle()
    seated(circle, "Ben", belongs=True)
    return circle


@pytest.mark.parametrize(
    ("count", "over", "slow"),
    [(RUSH, 1, False), (RUSH + 1, 0, True), (RUSH + 1, LONG - 1, True), (RUSH + 1, LONG + 1, False), (12, 70, False)],
)
def test_more_than_five_guests_within_half_a_minute_make_the_door_slow(attended, count, over, slow):
    guests_arrive(attended, count, over=over)
    assert is_slow(attended) == slow


def test_seated_people_keep_their_places(attended):
    places = guests_arrive(attended, RUSH + 1)
    assert Seat.objects.filter(left_at=None).count() == 1 + len(places)


def test_members_servants_and_certified_adults_are_no_rush(attended):
    for each in range(8):
        facts = ({"belongs": True}, {"duties": ("door",)}, {"certified": True})[each % 3]
        arrives(attended, f"Member {each}", **facts)
    assert not is_slow(attended)


def test_whoever_comes_back_or_takes_another_name_is_not_counted_again(attended):
    guests_arrive(attended, RUSH)
    for each in range(6):
        arrival = Arrival("guest:Guest 0", f"Another name {'abcdef'[each]}")
        seat = take_seat(circle=attended, arrival=arrival, key=key_of(attended), now=after(2))
        performs(seat, "leave", after(2))
    assert not is_slow(attended)


@pytest.mark.parametrize("gone", [False, True])
def test_six_tabs_slow_nothing_where_nobody_of_the_group_has_a_place(gone):
    """A knock would protect nobody there, and nobody could open the door again."""
    circle = a_circle()
    if gone:
        performs(seated(circle, "Ben", belongs=True), "leave", after(0))
    guests_arrive(circle, 3 * RUSH)
    assert not is_slow(circle)


def test_a_door_that_was_opened_again_counts_anew(attended):
    first = Seat.objects.get(place=1)
    guests_arrive(attended, RUSH + 1)
    performs(first, "open-door", after(2))
    guests_arrive(attended, RUSH, start=3, word="Late")
    assert [is_slow(attended), CareTaken.objects.count()] == [False, 1]
    arrives(attended, "One more", 5)
    assert is_slow(attended)


def test_whoever_was_let_in_by_answer_is_no_rush(attended):
    for each in range(2 * RUSH):
        arrival = Arrival(f"guest:Guest {each}", f"Guest {each}")
        knock(circle=attended, arrival=arrival, key=key_of(attended), now=after(0), let_in=True)
    guests_arrive(attended, 2 * RUSH)
    assert not is_slow(attended)


def test_a_rehearsal_has_no_rush(attended):
    attended.rehearsal = True
    attended.save()
    guests_arrive(attended, RUSH + 1)
    assert not is_slow(attended)


def test_after_a_rush_guests_knock_members_come_in_and_the_seated_come_back_until_the_group_opens():
    meeting = a_meeting_on_now(script=[HANDS, CLOSING])
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    guests = [a_guest(f"Guest {'abcdef'[each]}")[0] for each in range(RUSH + 1)]
    new = Client()
    answer = new.post(DOOR, {"name": "Reed", "how": "speak"})
    assert answer["Location"] == f"{DOOR}waiting/"
    a_member_inside(one_who_belongs(a_member("Dee"), meeting))
    assert comes_in(guests[0], "Guest a") == circle
    assert does(guests[0], circle, "open-door").status_code == 409
    assert does(ben, circle, "open-door").status_code == 302
    assert new.post(DOOR, {"name": "Reed", "how": "speak"})["Location"] == page(circle)


def test_once_the_group_has_gone_a_slow_door_opens_by_itself():
    """Nobody is indispensable: whoever knocks is let in, one after the other."""
    meeting = a_meeting_on_now(script=[HANDS, CLOSING])
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    for each in range(RUSH + 1):
        a_guest(f"Guest {'abcdef'[each]}")
    does(ben, circle, "leave")
    new = Client()
    new.post(DOOR, {"name": "Reed", "how": "speak"})
    assert new.get(f"{DOOR}waiting/").status_code == 200
    circle.knocks.update(at=timezone.now() - timedelta(seconds=21))
    assert new.get(f"{DOOR}waiting/")["Location"] == page(circle)
    assert Circle.objects.get().slow_door
