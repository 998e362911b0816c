"""When a weekly meeting happens: pure arithmetic over days, time, length and zone. Asks no database and no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from groups.models import Meeting

A_DAY = timedelta(days=1)


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
    near = [each for each in _around(meeting, now) if each.starts_at - doors <= now < each.ends_at]
    return min(near, default=None)


def next_occurrence(meeting: Meeting, after: datetime) -> Occurrence | None:
    """The first occurrence that starts later than `after`; None for a meeting by appointment."""
    return min((each for each in _around(meeting, after) if each.starts_at > after), default=None)


def _around(meeting: Meeting, moment: datetime) -> Iterator[Occurrence]:
    """Every occurrence near `moment`: one may last a day and a zone may skip one, so three days back and nine on."""
    if meeting.time is None or not meeting.days:
        return
    zone = ZoneInfo(meeting.zone)
    today = moment.astimezone(zone).date()
    for offset in range(-3, 10):
        day = today + offset * A_DAY
        if day.isoweekday() % 7 in meeting.days:
            starts_at = start_on(meeting, day, zone)
            yield Occurrence(starts_at, starts_at + timedelta(minutes=meeting.minutes))


def start_on(meeting: Meeting, day: date, zone: ZoneInfo) -> datetime:
    """The moment the meeting starts on that day of its own calendar, in UTC.

    `fold=0` is the whole rule: where the clock jumps, a time that does not exist is read with the offset before the
    jump and so lands that much later; where the clock is put back, the first of the two equal times is meant.
    """
    assert meeting.time is not None, "a meeting by arrangement has no day to start on"
    return datetime.combine(day, meeting.time, tzinfo=zone).replace(fold=0).astimezone(UTC)
