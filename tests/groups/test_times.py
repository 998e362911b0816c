from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from groups.models import Meeting
from groups.rules.times import Occurrence, next_occurrence, occurrence_at

pytestmark = pytest.mark.once

SUNDAY, MONDAY, TUESDAY, SATURDAY = 0, 1, 2, 6
EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]


def a_weekly(days, at, zone="UTC", minutes=60, doors=15):
    return Meeting(days=days, time=at, zone=zone, minutes=minutes, doors_minutes=doors)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def an_hour_from(*parts, minutes=60):
    return Occurrence(utc(*parts), utc(*parts) + timedelta(minutes=minutes))


def test_next_occurrence_is_the_coming_day_in_the_meetings_own_zone():
    meeting = a_weekly([TUESDAY], time(20), "Europe/Madrid")
    assert next_occurrence(meeting, utc(2026, 11, 23, 12)) == an_hour_from(2026, 11, 24, 19)
    assert next_occurrence(meeting, utc(2026, 11, 24, 18, 59)) == an_hour_from(2026, 11, 24, 19)
    assert next_occurrence(meeting, utc(2026, 11, 24, 19)) == an_hour_from(2026, 12, 1, 19)


def test_next_occurrence_takes_the_nearest_of_several_days():
    meeting = a_weekly([SATURDAY, MONDAY], time(9))
    assert next_occurrence(meeting, utc(2026, 11, 23, 12)) == an_hour_from(2026, 11, 28, 9)
    assert next_occurrence(meeting, utc(2026, 11, 28, 12)) == an_hour_from(2026, 11, 30, 9)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (utc(2026, 11, 24, 18, 44, 59), None),
        (utc(2026, 11, 24, 18, 45), an_hour_from(2026, 11, 24, 19)),
        (utc(2026, 11, 24, 19, 59, 59), an_hour_from(2026, 11, 24, 19)),
        (utc(2026, 11, 24, 20), None),
    ],
)
def test_occurrence_at_counts_from_open_doors_to_the_end(now, expected):
    assert occurrence_at(a_weekly([TUESDAY], time(20), "Europe/Madrid"), now) == expected


def test_occurrence_at_reaches_over_midnight_and_over_a_whole_day():
    late = a_weekly([TUESDAY], time(23, 30), minutes=90)
    assert occurrence_at(late, utc(2026, 11, 25, 0, 59)) == an_hour_from(2026, 11, 24, 23, 30, minutes=90)
    assert occurrence_at(late, utc(2026, 11, 25, 1)) is None
    whole_day = a_weekly([TUESDAY], time(20), minutes=1440)
    assert occurrence_at(whole_day, utc(2026, 11, 25, 19, 59)) == an_hour_from(2026, 11, 24, 20, minutes=1440)


def test_occurrence_at_keeps_the_evening_that_still_goes_while_the_next_doors_open():
    round_the_clock = a_weekly(EVERY_DAY, time(20), minutes=1440)
    assert occurrence_at(round_the_clock, utc(2026, 11, 24, 19, 50)) == an_hour_from(2026, 11, 23, 20, minutes=1440)
    assert occurrence_at(round_the_clock, utc(2026, 11, 24, 20)) == an_hour_from(2026, 11, 24, 20, minutes=1440)


def test_a_time_that_does_not_exist_is_shifted_by_the_gap():
    # In New York 02:30 on 8 March 2026 is skipped: the meeting is at 03:30 summer time.
    meeting = a_weekly([SUNDAY], time(2, 30), "America/New_York")
    found = next_occurrence(meeting, utc(2026, 3, 7))
    assert found == an_hour_from(2026, 3, 8, 7, 30)
    assert found.starts_at.astimezone(ZoneInfo("America/New_York")).time() == time(3, 30)


def test_a_time_that_comes_twice_means_the_first():
    # In Madrid 02:30 on 25 October 2026 comes twice: first at 00:30 UTC.
    meeting = a_weekly([SUNDAY], time(2, 30), "Europe/Madrid")
    assert next_occurrence(meeting, utc(2026, 10, 24)) == an_hour_from(2026, 10, 25, 0, 30)
    assert next_occurrence(meeting, utc(2026, 10, 25, 0, 30)) == an_hour_from(2026, 11, 1, 1, 30)


def test_a_half_hour_jump_shifts_by_half_an_hour():
    # Lord Howe Island moves its clock by thirty minutes: 02:00 to 02:30 on 4 October 2026.
    meeting = a_weekly([SUNDAY], time(2, 10), "Australia/Lord_Howe")
    found = next_occurrence(meeting, utc(2026, 10, 3))
    assert found.starts_at.astimezone(ZoneInfo("Australia/Lord_Howe")).time() == time(2, 40)


def test_a_day_that_a_zone_skips_is_one_meeting_and_not_two():
    # Samoa had no 30 December 2011: Friday's hour and Saturday's are the same moment.
    meeting = a_weekly(EVERY_DAY, time(10), "Pacific/Apia")
    first = next_occurrence(meeting, utc(2011, 12, 30, 12))
    assert first == an_hour_from(2011, 12, 30, 20)
    assert next_occurrence(meeting, first.starts_at) == an_hour_from(2011, 12, 31, 20)


@pytest.mark.parametrize(("days", "at"), [([], time(20)), ([TUESDAY], None)])
def test_a_meeting_by_appointment_has_no_occurrence(days, at):
    meeting = a_weekly(days, at)
    assert (occurrence_at(meeting, utc(2026, 11, 24, 20)), next_occurrence(meeting, utc(2026, 11, 24, 20))) == (
        None,
        None,
    )


meetings = some.builds(
    a_weekly,
    days=some.lists(some.integers(0, 6), min_size=1, max_size=7, unique=True),
    at=some.times().map(lambda at: at.replace(second=0, microsecond=0)),
    zone=some.sampled_from(sorted(available_timezones())),
    minutes=some.integers(5, 1440),
    doors=some.integers(5, 30),
)
moments = some.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 1), timezones=some.just(UTC))  # noqa: DTZ001


@given(meeting=meetings, moment=moments)
@settings(max_examples=300, deadline=None)
def test_next_occurrence_is_later_near_and_on_one_of_the_days(meeting, moment):
    found = next_occurrence(meeting, moment)
    zone = ZoneInfo(meeting.zone)
    assert moment < found.starts_at <= moment + timedelta(days=9)
    assert found.ends_at - found.starts_at == timedelta(minutes=meeting.minutes)
    local = found.starts_at.astimezone(zone)
    days = {(local.date() - timedelta(days=back)).isoweekday() % 7 for back in (0, 1)}
    if local.replace(tzinfo=None).time() == meeting.time:
        assert local.isoweekday() % 7 in meeting.days
    else:  # a gap moved it, at most into the following day
        assert days & set(meeting.days)


@given(meeting=meetings, moment=moments)
@settings(max_examples=300, deadline=None)
def test_no_occurrence_lies_between_a_moment_and_the_next(meeting, moment):
    found = next_occurrence(meeting, moment)
    zone = ZoneInfo(meeting.zone)
    day = moment.astimezone(zone).date() - timedelta(days=2)
    while day <= found.starts_at.astimezone(zone).date():
        if day.isoweekday() % 7 in meeting.days:
            starts_at = datetime.combine(day, meeting.time, tzinfo=zone).astimezone(UTC)
            assert not moment < starts_at < found.starts_at
        day += timedelta(days=1)


@given(meeting=meetings, moment=moments)
@settings(max_examples=300, deadline=None)
def test_occurrence_at_is_in_force_at_its_start_and_over_at_its_end(meeting, moment):
    found = next_occurrence(meeting, moment)
    doors = timedelta(minutes=meeting.doors_minutes)
    for inside in (found.starts_at - doors, found.starts_at, found.ends_at - timedelta(microseconds=1)):
        at = occurrence_at(meeting, inside)
        assert at is not None
        assert at.starts_at - doors <= inside < at.ends_at
        assert at <= found
    assert occurrence_at(meeting, found.ends_at) != found


@given(meeting=meetings, day=some.dates(date(1990, 1, 1), date(2037, 1, 1)))
@settings(max_examples=200, deadline=None)
def test_a_time_the_clock_shows_is_kept_to_the_minute(meeting, day):
    zone = ZoneInfo(meeting.zone)
    naive = datetime.combine(day, meeting.time)
    starts_at = naive.replace(tzinfo=zone).astimezone(UTC)
    exists = starts_at.astimezone(zone).replace(tzinfo=None) == naive
    if exists and day.isoweekday() % 7 in meeting.days:
        at = next_occurrence(meeting, starts_at - timedelta(microseconds=1))
        assert at.starts_at == starts_at
