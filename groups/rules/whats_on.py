"""What is on now, what comes next, and when in words: the viewer's time first, the meeting's own beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groups.models import Meeting
from groups.rules.times import Occurrence, next_occurrence, occurrence_at

MOST_ON_NOW = 12
MOST_NEXT = 8
LONG_TEXTS = ("notes", "link_notes", "crosstalk_words", "script", "group__about", "group__welcome")


@dataclass(frozen=True)
class Row:
    """One line of the front page: a meeting, the evening meant, and when that is for this viewer."""

    meeting: Meeting
    occurrence: Occurrence
    has_begun: bool
    when: str
    opens: str  # when its doors open, for meetings held here
    way: Any = None  # what a storey above offers as the way in


def whats_on(*, now: datetime, viewer: tzinfo) -> tuple[list[Row], list[Row]]:
    """Meetings on now (or with open doors), and the next of each group. One query, whatever the number of meetings."""
    meetings = list(
        Meeting.objects.select_related("group__body").defer(*LONG_TEXTS).exclude(time=None).order_by("name", "pk")
    )
    awake = [meeting for meeting in meetings if is_held(meeting)]
    on = [(occurrence, meeting) for meeting in awake if (occurrence := occurrence_at(meeting, now))]
    coming = [(occurrence, meeting) for meeting in awake if (occurrence := _later(meeting, now))]
    on.sort(key=lambda pair: (pair[1].group.claimed_at is None, pair[0]))
    coming.sort(key=lambda pair: (pair[0], pair[1].group.claimed_at is None))
    return (
        [row_of(meeting, occurrence, now, viewer) for occurrence, meeting in on[:MOST_ON_NOW]],
        [row_of(meeting, occurrence, now, viewer) for occurrence, meeting in _one_a_group(coming)[:MOST_NEXT]],
    )


def is_held(meeting: Meeting) -> bool:
    """Whether people can meet there just now: a listing nobody here answers for may say that it rests."""
    return meeting.group.claimed_at is not None or not meeting.rests


def row_of(meeting: Meeting, occurrence: Occurrence, now: datetime, viewer: tzinfo) -> Row:
    """That evening as a line of a page."""
    opens_at = occurrence.starts_at - timedelta(minutes=meeting.doors_minutes)
    return Row(
        meeting=meeting,
        occurrence=occurrence,
        has_begun=occurrence.starts_at <= now,
        when=when_in_words(occurrence.starts_at, meeting.tz, now, viewer),
        opens=date_format(opens_at.astimezone(viewer), "H:i") if is_held_here(meeting) else "",
    )


def is_held_here(meeting: Meeting) -> bool:
    """Whether a circle of it can open in this house: its group has answered and wants one."""
    return meeting.has_circle and meeting.group.claimed_at is not None


def when_in_words(moment: datetime, own: tzinfo, now: datetime, viewer: tzinfo) -> str:
    """The moment for this viewer with the meeting's own zone named, as in "today 19:00 your time · 20:00 Madrid"."""
    here, there = moment.astimezone(viewer), moment.astimezone(own)
    clock = f"{_day_in_words(here, now.astimezone(viewer))} {date_format(here, 'H:i')}"
    if str(viewer) == str(own):
        return f"{clock} {city_of(own)}"
    # A viewer who has told no zone sees UTC, and it would be untrue to call that theirs.
    mine = f"{clock} UTC" if str(viewer) == "UTC" else _("%(clock)s your time") % {"clock": clock}
    theirs = date_format(there, "H:i" if there.date() == here.date() else "l H:i")
    return f"{mine} · {theirs} {city_of(own)}"


def city_of(zone: tzinfo) -> str:
    """The place a zone is named after: "New York" for America/New_York."""
    return str(zone).rpartition("/")[2].replace("_", " ")


def _day_in_words(day: datetime, now: datetime) -> str:
    apart = (day.date() - now.date()).days
    words = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    return words.get(apart) or date_format(day, "l" if 0 < apart < 7 else "l j F")


def _later(meeting: Meeting, now: datetime) -> Occurrence | None:
    """The first occurrence whose doors are still shut."""
    return next_occurrence(meeting, now + timedelta(minutes=meeting.doors_minutes))


def _one_a_group(pairs: Iterable[tuple[Occurrence, Meeting]]) -> list[tuple[Occurrence, Meeting]]:
    first: dict[int, tuple[Occurrence, Meeting]] = {}
    for occurrence, meeting in pairs:
        first.setdefault(meeting.group_id, (occurrence, meeting))
    return list(first.values())
