"""The demo evening: pretend people hold a real circle through all of its parts, and wait for whoever joins them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from circles import demo
from circles.live import renew_plain_lease
from circles.models import Circle, Seat
from circles.rules.doors import Arrival, take_seat
from tests.circles.cast import key_of, performs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def noon():
    """Well inside the day, so that the demo's circle lasts as long as the test."""
    return datetime.now(UTC)


def lives(evening: demo.DemoEvening, now: datetime, seconds: int) -> list[str]:
    """What happens in that time, as "name verb"; the pretend people are slow, so the time is made up."""
    happened = []
    for second in range(0, seconds, 4):
        if move := evening.step(now + timedelta(seconds=second)):
            happened.append(f"{evening._people[move.seat]} {move.verb}")
    return happened


def test_pretend_people_hold_a_whole_evening_and_begin_again(noon):
    happened = lives(demo.DemoEvening(), noon, 700)
    first = happened[: happened.index("Alder back") + 1]
    assert first[:4] == ["Alder take-host", "Alder open", "Alder forward", "Alder hand"]
    by_hands, by_round = first[: first.index("Alder forward", 4)], first[first.index("Alder forward", 4) :]
    for part in (by_hands, by_round):
        assert [line for line in part if line.endswith("done")] == [f"{name} done" for name in demo.SHARES]
    assert not any(line.startswith(demo.LISTENS) for line in happened)
    assert Circle.objects.count() == 1


def test_pretend_people_wait_for_a_guest_who_has_the_piece(noon):
    evening = demo.DemoEvening()
    lives(evening, noon, 40)
    circle = Circle.objects.get()
    arrival = Arrival(identity="guest:maple", name="Maple", listening=False)
    maple = take_seat(circle=circle, arrival=arrival, key=key_of(circle), now=timezone.now())
    now = timezone.now()
    renew_plain_lease(circle.room, maple.pk)
    performs(maple, "hand", now)
    seen = []
    for second in range(40, 400, 4):
        evening.step(noon + timedelta(seconds=second))
        turn = circle.turns.filter(ended_at=None).first()
        if turn and turn.seat_id == maple.pk:
            seen.append(turn.begun_at)
            if turn.begun_at is None:
                performs(maple, "begin", timezone.now())
    assert len(seen) > 10  # once Maple has the piece nobody takes it away
    assert Seat.objects.count() == len(demo.SHARES) + 2


def test_front_page_leads_to_the_evening_once_it_is_held(client, noon):
    assert demo.where() not in client.get("/").content.decode()
    demo.DemoEvening().step(noon)
    assert demo.where() in client.get("/").content.decode()
