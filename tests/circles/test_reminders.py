"""Who said "I will" is told the day before, and nothing of it stays once they could have come."""

from datetime import timedelta

import pytest

from circles.models import Pledge
from circles.rules.pledges import coming, named, redeem, take_back
from circles.rules.reminders import sweep
from members.models import Note
from members.rules.notes import notes_of
from members.rules.telling import in_words, kinds_of_notes
from tests.circles.cast import START, a_circle, a_meeting
from tests.members.cast import a_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def pledged():
    """Ben said he would host and keep the time, next time."""
    ben, circle = a_member("Ben"), a_circle(a_meeting())
    for duty in ("host", "time"):
        Pledge.objects.create(meeting=circle.meeting, starts_at=circle.starts_at, duty=duty, member=ben)
    return ben, circle


def test_one_note_the_day_before_whatever_they_said_they_would_do(pledged):
    ben, circle = pledged
    assert sweep(now=circle.starts_at - timedelta(hours=37)) == 0
    assert [sweep(now=circle.starts_at - timedelta(hours=hours)) for hours in (36, 30, 2)] == [1, 0, 0]
    (note,) = notes_of(ben, now=circle.starts_at - timedelta(hours=1))
    assert circle.meeting.name in in_words(note, kinds_of_notes())
    assert note.until == circle.starts_at


def test_it_goes_when_they_sit_down_and_when_they_cannot_after_all(pledged):
    ben, circle = pledged
    sweep(now=circle.starts_at - timedelta(hours=2))
    assert sorted(redeem(circle, f"member:{ben.pk}")) == ["host", "time"]
    assert not Note.objects.exists()


def test_another_duty_kept_keeps_the_note(pledged):
    ben, circle = pledged
    before = START - timedelta(hours=2)
    (evening, *_later) = coming(circle.meeting, before)
    sweep(now=before)
    for duty, left in (("host", 1), ("time", 0)):
        take_back(meeting=circle.meeting, at=named(evening), duty=duty, member=ben, now=before)
        assert Note.objects.count() == left
