from datetime import UTC, date, datetime, time, timedelta

import pytest

from groups.models import Evening, Meeting
from groups.rules.calendar import lay_out, lay_out_all
from groups.rules.listings import edit_meeting
from groups.tasks import lay_out_evenings
from tests.groups.cast import NOW, a_group, a_meeting, a_member

pytestmark = pytest.mark.django_db


def starts(meeting):
    return [each.strftime("%m-%d %H:%M") for each in meeting.evenings.values_list("starts_at", flat=True)]


def a_bare_meeting(**facts):
    meeting = a_meeting(a_group(zone="UTC"), **facts)
    Evening.objects.all().delete()
    return meeting


def test_evenings_lie_ready_for_sixty_days_and_one_back():
    meeting = a_bare_meeting(days=[0, 1], time=time(23), minutes=90)
    lay_out(meetings=[meeting], now=NOW)
    assert starts(meeting)[:3] == ["11-22 23:00", "11-23 23:00", "11-29 23:00"]
    assert starts(meeting)[-1] == "01-18 23:00"
    first = meeting.evenings.first()
    assert (first.starts_at - first.opens_at, first.ends_at - first.starts_at) == (
        timedelta(minutes=15),
        timedelta(minutes=90),
    )


def test_a_saved_change_is_laid_out_at_once_and_its_dates_are_kept_plainly():
    ana = a_member("Ana")
    meeting = a_meeting(a_group(secretary=ana, zone="UTC"))
    lay_out(meetings=[meeting], now=NOW)
    kept = meeting.evenings.first().pk
    changes = {"last_on": date(2026, 12, 1), "also_on": ["2026-12-02"]}
    edit_meeting(meeting=meeting, member=ana, changes=changes, seen=0, now=NOW)
    assert starts(meeting) == ["11-24 20:00", "12-01 20:00", "12-02 20:00"]
    assert meeting.evenings.first().pk == kept


def test_what_was_said_wrongly_goes_and_a_meeting_by_appointment_has_none():
    meeting = a_bare_meeting()
    moment = datetime(2026, 11, 25, tzinfo=UTC)
    meeting.evenings.create(opens_at=moment, starts_at=moment, ends_at=moment + timedelta(hours=1))
    meeting.time = None
    lay_out(meetings=[meeting], now=NOW)
    assert starts(meeting) == []


def test_every_night_lays_out_one_day_more_and_lets_the_past_go(django_assert_max_num_queries):
    first = a_bare_meeting(days=[0, 1, 2, 3, 4, 5, 6])
    for row in range(3):
        a_meeting(first.group, f"other-{row}", days=[row])
    assert lay_out_all(now=NOW) == 4
    before = set(first.evenings.values_list("pk", flat=True))
    with django_assert_max_num_queries(8):
        lay_out_all(now=NOW + timedelta(days=1))
    after = set(first.evenings.values_list("pk", flat=True))
    assert (len(before - after), len(after - before), len(after)) == (1, 1, 61)


def test_the_clock_lays_out_whatever_is_there():
    a_bare_meeting()
    assert lay_out_evenings() == Meeting.objects.count() == 1
    assert Evening.objects.exists()
