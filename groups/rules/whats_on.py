"""What is on now and what comes next, for one viewer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.formats import date_format

from groups.models import Evening, Meeting
from groups.models.group import is_listed
from groups.models.meeting import is_held as is_held_now
from groups.rules.calendar import BEHIND
from groups.rules.times import Occurrence
from groups.rules.words import when_in_words

MOST_ON_NOW = 12
MOST_NEXT = 8
LONGEST_DOORS = timedelta(minutes=30)
OURS_FIRST = [ExpressionWrapper(Q(meeting__group__claimed_at__isnull=True), output_field=BooleanField())]
IN_ORDER = ["starts_at", "meeting__name", "meeting"]
LONG_TEXTS = ("notes", "link_notes", "crosstalk_words", "script", "group__about", "group__welcome")


@dataclass(frozen=True)
class Row:
    """One line of the front page: a meeting, the evening meant, and when that is for this viewer."""

    meeting: Meeting
    occurrence: Occurrence | None  # none by appointment
    has_begun: bool
    when: str
    opens: str  # when its doors open, for meetings held here
    doors_are_open: bool = False
    way: Any = None  # what a storey above offers as the way in


def whats_on(*, now: datetime, viewer: tzinfo) -> tuple[list[Row], list[Row]]:
    """Meetings on now (or with open doors), and the next of each group. Three queries, whatever the number of meetings."""
    # Two evenings of one meeting may touch: the earlier keeps the room until it ends.
    on = _first_of_each(
        lambda each: each.meeting_id, evenings_on(now).order_by(*OURS_FIRST, *IN_ORDER)[: 2 * MOST_ON_NOW]
    )
    return (
        [row_of(each.meeting, occurrence_of(each), now, viewer) for each in on[:MOST_ON_NOW]],
        [row_of(each.meeting, occurrence_of(each), now, viewer) for each in _soonest(now)],
    )


def evenings(now: datetime) -> QuerySet[Evening]:
    """Every evening laid out of a meeting that is held and listed, each with its meeting, group and body."""
    whole = listed_evenings(now).select_related("meeting__group__body")
    return whole.defer(*(f"meeting__{name}" for name in LONG_TEXTS))


def evenings_on(now: datetime) -> QuerySet[Evening]:
    """Those that are on now, or whose doors are open."""
    near = Q(starts_at__gt=now - BEHIND, starts_at__lte=now + LONGEST_DOORS)
    return evenings(now).filter(near, opens_at__lte=now, ends_at__gt=now)


def listed_evenings(now: datetime) -> QuerySet[Evening]:
    """Every evening laid out of a meeting that is held and listed, and nothing read with it."""
    return Evening.objects.filter(is_held_now("meeting__"), is_listed(now, "meeting__group__"))


def occurrence_of(evening: Evening) -> Occurrence:
    """The evening as two moments."""
    return Occurrence(evening.starts_at, evening.ends_at)


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


def _soonest(now: datetime) -> list[Evening]:
    """As many as a front page holds, in order of time; a thousand listings from elsewhere do not crowd out our own."""
    ours = _next_of_each_group(now, meeting__group__claimed_at__isnull=False)
    others = _next_of_each_group(now, meeting__group__claimed_at__isnull=True)
    return sorted((ours + others)[:MOST_NEXT], key=lambda each: each.starts_at)


def _next_of_each_group(now: datetime, **of: bool) -> list[Evening]:
    """The first evening of each group whose doors are still shut, as many groups as a front page holds."""
    shut = {"opens_at__gt": now, "starts_at__gt": now}
    earlier = (
        listed_evenings(now)
        .filter(**shut)
        .filter(meeting__group=OuterRef("meeting__group"), starts_at__lt=OuterRef("starts_at"))
    )
    # A group may begin two meetings at one moment, so a few more are read.
    first = evenings(now).filter(~Exists(earlier), **shut, **of).order_by(*IN_ORDER)
    return _first_of_each(lambda each: each.meeting.group_id, first[: 4 * MOST_NEXT])[
        :MOST_NEXT
    ]  # a group may begin two at one moment


def _first_of_each(what: Callable[[Evening], int], found: Iterable[Evening]) -> list[Evening]:
    first: dict[int, Evening] = {}
    for each in found:
        first.setdefault(what(each), each)
    return list(first.values())
