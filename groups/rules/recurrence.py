"""Which days a meeting is held on: its weekly rule, and whatever narrows or widens it. Pure arithmetic over dates.

The same rule in the words of RFC 5545 is what calendars are given (`rrule_of`); a test holds the two against each other.
"""

import calendar
from datetime import date, timedelta

from groups.models import Meeting

CODES = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"]  # 0 is Sunday
A_WEEK = 7


def is_held_on(meeting: Meeting, day: date) -> bool:
    """Whether the meeting's rule names that day of its own calendar. Exceptions win over everything."""
    iso = day.isoformat()
    if iso in meeting.except_on:
        return False
    return iso in meeting.also_on or _is_in_rule(meeting, day)


def is_plain_weekly(meeting: Meeting) -> bool:
    """Whether "these days, every week" says all there is to say, which is all that the weekly formats can."""
    narrowed = meeting.nths or meeting.months or meeting.first_on or meeting.last_on
    return meeting.every == 1 and not (narrowed or meeting.except_on or meeting.also_on)


def rrule_of(meeting: Meeting) -> str:
    """The rule as RFC 5545 has it, without exceptions, extra days and its end: "FREQ=MONTHLY;BYDAY=1TH".

    A meeting that has days is assumed; weeks begin on Monday.
    """
    codes = [CODES[day] for day in sorted(set(meeting.days))]
    if meeting.nths:
        parts = ["FREQ=MONTHLY", "BYDAY=" + ",".join(f"{nth}{code}" for nth in sorted(meeting.nths) for code in codes)]
    else:
        parts = ["FREQ=WEEKLY", "BYDAY=" + ",".join(codes)]
    if meeting.every > 1:
        parts.insert(1, f"INTERVAL={meeting.every}")
    if meeting.months:
        parts.append("BYMONTH=" + ",".join(str(month) for month in sorted(meeting.months)))
    return ";".join(parts)


def _is_in_rule(meeting: Meeting, day: date) -> bool:
    if day.isoweekday() % A_WEEK not in meeting.days:
        return False
    if (meeting.first_on and day < meeting.first_on) or (meeting.last_on and day > meeting.last_on):
        return False
    if meeting.months and day.month not in meeting.months:
        return False
    if meeting.nths and not _nth_of_month(day) & set(meeting.nths):
        return False
    return meeting.every == 1 or _rounds_since_the_first(meeting, day) % meeting.every == 0


def _nth_of_month(day: date) -> set[int]:
    """Which of its weekday in the month a day is, counted from either end: {1, -5} for the first of five."""
    last = calendar.monthrange(day.year, day.month)[1]
    return {(day.day - 1) // A_WEEK + 1, -((last - day.day) // A_WEEK + 1)}


def _rounds_since_the_first(meeting: Meeting, day: date) -> int:
    """Weeks (from Monday to Monday), or months where the rule is by the month, since the first day."""
    first = meeting.first_on
    assert first is not None, "the database keeps other weeks from having no first day"
    if meeting.nths:
        return (day.year - first.year) * 12 + day.month - first.month
    return (_monday_of(day) - _monday_of(first)).days // A_WEEK


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
