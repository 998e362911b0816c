"""What closing leaves: a bare row, and one line in the body's record without an actor (circles.md 1.6)."""

from datetime import UTC, datetime

import pytest

from circles.models import Act, Agreement, Circle, HeldDuty, Seat, Turn, Words
from circles.rules.refusals import CircleClosed
from rooms.presence import Presence
from rotation.models import Record
from tests.circles.cast import HOUR, START, a_circle, after, performs, seated, settles

pytestmark = pytest.mark.django_db


def an_evening():
    """A circle that has everything a circle can have, and its host."""
    circle = a_circle()
    ana = seated(circle, "Ana", serves=True)
    ben, cleo = seated(circle, "Ben", belongs=True), seated(circle, "Cleo")
    performs(ana, "take-host", after(1))
    performs(ana, "open", after(2))
    performs(ana, "forward", after(3))
    performs(cleo, "hand", after(4))
    performs(cleo, "words", after(5), words="Something only this room should know.")
    performs(ben, "step-in", after(6))
    performs(ana, "step-in", after(7))
    return circle, ana, cleo


def left_behind(circle):
    return [kind.objects.count() for kind in (Words, Act, Agreement, HeldDuty, Turn, Seat)]


def test_everything_of_a_closed_circle_is_erased_at_once():
    circle, ana, _cleo = an_evening()
    assert all(left_behind(circle))
    performs(ana, "move-on", after(10))
    assert performs(ana, "close", after(11)).closed
    assert left_behind(circle) == [0] * 6
    row = Circle.objects.get()
    assert (row.closed_at, row.helping_id, row.round_place) == (after(11), None, None)


def test_the_record_says_that_it_was_held_the_day_and_how_many_and_nobody_by_name():
    circle, ana, _cleo = an_evening()
    performs(ana, "move-on", after(10))
    performs(ana, "close", after(11))
    entry = Record.objects.get(body=circle.meeting.group.body, verb="circle-held")
    assert (entry.alias, entry.facts, entry.at) == (
        None, {"day": "2026-11-24", "people": 3}, datetime(2026, 11, 24, tzinfo=UTC)
    )  # fmt: skip


def test_a_circle_nobody_opened_leaves_no_line():
    circle = a_circle()
    seated(circle, "Cleo")
    assert settles(circle, START + 2 * HOUR, Presence()).closed
    assert (Record.objects.filter(verb="circle-held").count(), Seat.objects.count()) == (0, 0)


def test_nothing_can_be_done_in_a_closed_circle():
    circle, _ana, cleo = an_evening()
    assert settles(circle, START + 3 * HOUR, Presence()).closed
    with pytest.raises(CircleClosed):
        performs(cleo, "done", START + 3 * HOUR)
    with pytest.raises(CircleClosed):
        settles(circle, START + 3 * HOUR)
