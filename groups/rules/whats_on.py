"""What is on now and what comes next, for one viewer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.utils.formats import date_format

from groups.models import Group, Meeting
from groups.rules.times import Occurrence, next_occurrence, occurrence_at
from groups.rules.words import when_in_words

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
    doors_are_open: bool = False
    way: Any = None  # what a storey above offers as the way in


def whats_on(*, now: datetime, viewer: tzinfo) -> tuple[list[Row], list[Row]]:
    """Meetings on now (or with open doors), and the next of each group. One query, whatever the number of meetings."""
    meetings = list(
        Meeting.objects.filter(group__in=Group.objects.listed(now))
        .select_related("group__body")
        .defer(*LONG_TEXTS)
        .exclude(time=None)
        .order_by("name", "pk")
    )
    awake = [meeting for meeting in meetings if is_held(meeting)]
    on = [(occurrence, meeting) for meeting in awake if (occurrence := occurrence_at(meeting, now))]
    coming = [(occurrence, meeting) for meeting in awake if (occurrence := _later(meeting, now))]
    on.sort(key=lambda pair: (pair[1].group.claimed_at is None, pair[0].starts_at))
    coming.sort(key=lambda pair: (pair[0].starts_at, pair[1].group.claimed_at is None))
    soonest = _soonest(_one_a_group(coming))
    return (
        [row_of(meeting, occurrence, now, viewer) for occurrence, meeting in on[:MOST_ON_NOW]],
        [row_of(meeting, occurrence, now, viewer) for occurrence, meeting in soonest],
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
        doors_are_open=opens_at <= now < occurrence.ends_at,
    )


def is_held_here(meeting: Meeting) -> bool:
    """Whether a circle of it can open in this house: its group has answered and wants one."""
    return meeting.has_circle and meeting.group.claimed_at is not None


def _later(meeting: Meeting, now: datetime) -> Occurrence | None:
    """The first occurrence whose doors are still shut."""
    return next_occurrence(meeting, now + timedelta(minutes=meeting.doors_minutes))


def _soonest(pairs: list[tuple[Occurrence, Meeting]]) -> list[tuple[Occurrence, Meeting]]:
    """As many as a front page holds, in order of time; a thousand listings from elsewhere do not crowd out our own."""
    ours_first = sorted(pairs, key=lambda pair: pair[1].group.claimed_at is None)
    return sorted(ours_first[:MOST_NEXT], key=lambda pair: pair[0].starts_at)


def _one_a_group(pairs: Iterable[tuple[Occurrence, Meeting]]) -> list[tuple[Occurrence, Meeting]]:
    first: dict[int, tuple[Occurrence, Meeting]] = {}
    for occurrence, meeting in pairs:
        first.setdefault(meeting.group_id, (occurrence, meeting))
    return list(first.values())
