"""Our meetings as iCalendar: their whole rule, in their own zone, right across every change of the clock. Nobody is named."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from icalendar import Calendar, Event, Timezone, vRecur

from groups.models import Meeting
from groups.rules.recurrence import is_held_on, rrule_of
from groups.rules.times import start_on, zone_called
from groups.rules.whats_on import is_held, is_held_here
from groups.rules.words import weekly_in_words

PRODUCT = "-//Fellowship//Meetings//EN"
A_DAY = timedelta(days=1)
FAR = 11 * 366  # days in which even a fifth Sunday of February has come
ZONES_UNTIL = date(2045, 1, 1)
OURS = uuid.UUID("5a1c1f2e-3b64-4f0e-9c53-6d2c4a0f7b11")  # what meetings' own marks are made from


def calendar_of(
    meetings: Iterable[Meeting],
    *,
    name: str,
    zone: str,
    root: str,
    language: str = settings.LANGUAGE_CODE,
    days: Iterable[Event] = (),
) -> bytes:
    """A calendar of these meetings. `zone` is the one it names where it holds none; `root` is where this house answers.

    `days` are whole days that stand in it besides.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    with translation.override(language):
        events: list[Any] = [event for meeting in meetings for event in events_of(meeting, root=root)]
    starts = {event.start.tzinfo.key: event.start.date() for event in sorted(events, key=_latest_first)}
    for each, first in sorted((starts or {zone: date(2026, 1, 1)}).items()):
        calendar.add_component(_zone(each, first.year))
    for event in [*events, *days]:
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def events_of(meeting: Meeting, *, root: str) -> Iterator[Event]:
    """The meeting's rule as one event, and each day outside it that comes before its first as one of its own.

    By appointment there is none. Extra days before the first are not written into the rule: readers overlook them there.
    """
    if meeting.time is None or not is_held(meeting):
        return
    first = first_day(meeting)
    extra = sorted({date.fromisoformat(day) for day in meeting.also_on if day not in meeting.except_on})
    for day in extra:
        if first is None or day < first:
            yield _event(meeting, day, root=root, mark=f"-{day.isoformat()}")
    if first is not None:
        event = _event(meeting, first, root=root)
        event.add("rrule", _rule(meeting))
        if without := [date.fromisoformat(day) for day in meeting.except_on if date.fromisoformat(day) > first]:
            event.add("exdate", [_start(meeting, day) for day in sorted(without)])
        if later := [day for day in extra if day > first]:
            event.add("rdate", [_start(meeting, day) for day in later])
        yield event


def first_day(meeting: Meeting) -> date | None:
    """The first day its rule names, without extra days, counted from the day the rule begins or the group came here."""
    if not meeting.days:
        return None
    start = meeting.first_on or meeting.group.body.created_at.astimezone(zone_called(meeting.zone)).date()
    days = (start + ahead * A_DAY for ahead in range(FAR))
    return next((day for day in days if day.isoformat() not in meeting.also_on and is_held_on(meeting, day)), None)


def _event(meeting: Meeting, day: date, *, root: str, mark: str = "") -> Event:
    page = f"{root}/meetings/{meeting.slug}/"
    event = Event()
    event.add("uid", f"{_own_mark(meeting)}{mark}")
    event.add("sequence", meeting.version)
    event.add("dtstamp", (meeting.changed_at or meeting.group.body.created_at).astimezone(UTC))
    event.add("dtstart", _start(meeting, day))
    event.add("duration", timedelta(minutes=meeting.minutes))
    event.add("summary", meeting.name)
    link = "" if is_held_here(meeting) else meeting.link
    event.add("description", "\n\n".join(part for part in (weekly_in_words(meeting), link, meeting.notes) if part))
    event.add("location", ", ".join(part for part in (meeting.place, meeting.address) if part) or link or page)
    event.add("url", page)
    event.add("transp", "TRANSPARENT")  # nobody is said to be busy for having subscribed
    return event


def _own_mark(meeting: Meeting) -> uuid.UUID:
    """The same wherever and whenever it is asked for, and another in every house."""
    return uuid.uuid5(OURS, f"{meeting.pk} {meeting.group_id} {meeting.group.body.created_at.isoformat()}")


def _start(meeting: Meeting, day: date) -> datetime:
    assert meeting.time is not None, "a meeting by arrangement has no day to start on"
    return datetime.combine(day, meeting.time, tzinfo=zone_called(meeting.zone))


def _rule(meeting: Meeting) -> vRecur:
    """UNTIL is the moment of the last day's start in UTC: the last day itself belongs to it, whatever its offset."""
    rule: vRecur = vRecur.from_ical(rrule_of(meeting))
    if meeting.last_on:
        rule["until"] = start_on(meeting, meeting.last_on, zone_called(meeting.zone))
    return rule


def _latest_first(event: Any) -> float:
    return -float(event.start.timestamp())


@cache
def _zone(zone: str, year: int) -> Timezone:
    """What the clocks of a zone do from that year on. Made once: walking through the years takes some milliseconds."""
    made = Timezone.from_tzid(zone, first_date=date(year - 1, 1, 1), last_date=ZONES_UNTIL)
    parts: list[Any] = made.subcomponents
    for part in parts:
        # A change is told by the clock before it (RFC 5545, 3.6.5); the library tells those forward by the clock after.
        if (forward := part.TZOFFSETTO - part.TZOFFSETFROM) > timedelta():
            _put_back(part, forward)
    return made


def _put_back(part: Any, by: timedelta) -> None:
    part["dtstart"].dt -= by
    for listed in part["rdate"] if isinstance(part.get("rdate"), list) else filter(None, [part.get("rdate")]):
        for each in listed.dts:
            each.dt -= by
