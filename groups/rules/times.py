"""When a meeting happens: pure arithmetic over its rule, time, length and zone. Asks no database and no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from groups.models import Meeting
from groups.rules.recurrence import is_held_on

A_DAY = timedelta(days=1)
SEASONS = 400  # days ahead in which whatever comes round every year, or every few months, comes again
zone_called = cache(ZoneInfo)  # the library itself keeps only the last eight at hand


@dataclass(frozen=True, order=True)
class Occurrence:
    """One evening of a meeting, as two moments in UTC."""

    starts_at: datetime
    ends_at: datetime


def occurrence_at(meeting: Meeting, now: datetime) -> Occurrence | None:
    """The occurrence in force at `now`, or else the one whose doors are open; None between meetings or by appointment.

    An evening still going keeps its room: where one ends after the doors of the next have opened, the earlier is given.
    """
    doors = timedelta(minutes=meeting.doors_minutes)
    near = [each for each in _near(meeting, now, range(-3, 2)) if each.starts_at - doors <= now < each.ends_at]
    return min(near, default=None)


def next_occurrence(meeting: Meeting, after: datetime) -> Occurrence | None:
    """The first occurrence that starts later than `after`; None by appointment, or when none comes for over a year."""
    return next((each for each in _near(meeting, after, range(-1, SEASONS)) if each.starts_at > after), None)


def occurrences(meeting: Meeting, start: datetime, end: datetime) -> Iterator[Occurrence]:
    """Every occurrence that begins from `start` until before `end`, in order."""
    days = range(-1, (end - start).days + 3)
    return (each for each in _near(meeting, start, days) if start <= each.starts_at < end)


def _near(meeting: Meeting, moment: datetime, days: range) -> Iterator[Occurrence]:
    """The occurrences on these days, in order, counted from the day that holds `moment` in the meeting's zone.

    One may last a day and a zone may skip one, so what is in force began at most three days back.
    """
    if meeting.time is None or not (meeting.days or meeting.also_on):
        return
    zone = zone_called(meeting.zone)
    today = moment.astimezone(zone).date()
    for offset in days:
        day = today + offset * A_DAY
        if is_held_on(meeting, day):
            starts_at = start_on(meeting, day, zone)
            yield Occurrence(starts_at, starts_at + timedelta(minutes=meeting.minutes))


def start_on(meeting: Meeting, day: date, zone: ZoneInfo) -> datetime:
    """The moment the meeting starts on that day of its own calendar, in UTC.

    `fold=0` is the whole rule: where the clock jumps, a time that does not exist is read with the offset before the
    jump and so lands that much later; where the clock is put back, the first of the two equal times is meant.
    """
    assert meeting.time is not None, "a meeting by arrangement has no day to start on"
    return datetime.combine(day, meeting.time, tzinfo=zone).replace(fold=0).astimezone(UTC)
