"""Finding a meeting: one query over the evenings laid out, whatever is asked, and no dearer on the hundredth page."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

from django.db.models import Exists, F, FloatField, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import ASin, Cos, Radians, Sin, Sqrt

from groups.models import Evening, Meeting
from groups.rules.appointments import A_PAGE, Found, by_appointment
from groups.rules.calendar import BEHIND
from groups.rules.narrowing import (
    FEW,
    Near,
    Search,
    asked_of_meetings,
    asks_several,
    few_that_answer,
    few_that_answer_all,
)
from groups.rules.times import A_DAY
from groups.rules.whats_on import LONGEST_DOORS, evenings, occurrence_of, row_of

A_WHILE = timedelta(hours=6)  # looked through before it is asked whether few answer everything
EARTH = 6371.0  # kilometres from its middle
HOURS = {"morning": (5, 12), "afternoon": (12, 17), "evening": (17, 22), "night": (22, 29)}  # a night goes on to five


def find(
    *,
    search: Search,
    after: str,
    now: datetime,
    viewer: tzinfo,
    among: QuerySet[Meeting] | None = None,
    few: int = FEW,
) -> Found:
    """Each meeting once, at its next evening that answers what is asked. `after` is what the page before gave.

    `among` narrows it to some of the meetings, as where only those below a body are asked for. Where at most `few`
    meetings answer, they are looked up before their evenings are; what is found is the same.
    """
    if search.by_appointment:
        return by_appointment(search=search, after=after, now=now, among=among)
    question = _Question(search, among, after, now, _asked(search, now, viewer))
    page = _page(question, few)
    more, page = len(page) > A_PAGE, page[:A_PAGE]
    return Found(
        rows=[row_of(each.meeting, occurrence_of(each), now, viewer) for each in page],
        distances=[getattr(each, "distance", None) for each in page],
        following=_mark(page[-1], search, after) if more else "",
    )


@dataclass(frozen=True)
class _Question:
    """All that a page hangs on, and when its evenings may be."""

    search: Search
    among: QuerySet[Meeting] | None
    after: str
    now: datetime
    asked: Q


def _page(question: _Question, few: int) -> list[Evening]:
    """The evenings of a page, and one more where there is more."""
    search, among, now = question.search, question.among, question.now
    these = few_that_answer(search, among, now=now, few=few)
    if these is None and not search.near and asks_several(search, among):
        # Where many answer all that is asked, the next hours fill the page, and nothing more need be known.
        moment, _meeting = _read(question.after) or (now, 0)
        page = _walk(question, None, until=max(now, moment) + A_WHILE)
        if len(page) > A_PAGE:
            return page
        these = few_that_answer_all(search, among, now=now, few=few)
    return _walk(question, these) if these is None or search.near else _of_these(question, these)


def _walk(question: _Question, these: list[int] | None, *, until: datetime | None = None) -> list[Evening]:
    """Through the evenings in their order, or by distance: of these meetings, where they are given; no further than `until`."""
    search, asked = question.search, question.asked
    earlier = Evening.objects.filter(asked, meeting=OuterRef("meeting"), starts_at__lt=OuterRef("starts_at"))
    of_meetings = asked_of_meetings(search, question.among) if these is None else Q(meeting__in=these)
    found = evenings(question.now).filter(asked, of_meetings, ~Exists(earlier))
    found = found.filter(starts_at__lt=until) if until else found
    found = _by_distance(found, search.near, question.after) if search.near else _by_time(found, question.after)
    return list(found[: A_PAGE + 1])


def _asked(search: Search, now: datetime, viewer: tzinfo) -> Q:
    """When: of what has not ended, the days and hours asked for, as the viewer's clock has them."""
    if search.on_now:
        return Q(starts_at__gt=now - BEHIND, starts_at__lte=now + LONGEST_DOORS, opens_at__lte=now, ends_at__gt=now)
    when = Q(starts_at__gt=now - BEHIND, starts_at__lt=now + search.days * A_DAY, ends_at__gt=now)
    if search.day is None and not search.hours:
        return when
    first, last = HOURS.get(search.hours, (0, 24))
    today = now.astimezone(viewer).date()
    within, bounds = Q(pk__in=[]), []
    for offset in range(-1, search.days + 1):
        day = today + offset * A_DAY
        if search.day is None or day.isoweekday() % 7 == search.day:
            midnight = datetime.combine(day, time(), tzinfo=viewer)
            # Added to the clock on the wall, not to the hours gone by: nine is nine on the day the clock changes too.
            begins, ends = midnight + timedelta(hours=first), midnight + timedelta(hours=last)
            within |= Q(starts_at__gte=begins, starts_at__lt=ends)
            bounds += [begins, ends]
    # Said once more as a whole, so that an index is entered where the first of them begins.
    return when & within & Q(starts_at__gte=bounds[0], starts_at__lt=bounds[-1])


def _by_time(found: QuerySet[Evening], after: str) -> QuerySet[Evening]:
    """From the mark on: the page begins where the one before ended, and nothing before it is read again."""
    if mark := _read(after):
        moment, meeting = mark
        found = found.filter(Q(starts_at__gt=moment) | Q(meeting__gt=meeting), starts_at__gte=moment)
    return found.order_by("starts_at", "meeting_id")  # not by the meeting, which is in the order of names


def _of_these(question: _Question, these: list[int]) -> list[Evening]:
    """A page and one more of these meetings' next evenings, from the mark on: each meeting's first, and then those rows."""
    first = (
        Evening.objects.filter(question.asked, meeting__in=these).values_list("meeting").annotate(at=Min("starts_at"))
    )
    if mark := _read(question.after):
        moment, meeting = mark
        first = first.filter(Q(at__gt=moment) | Q(meeting__gt=meeting), at__gte=moment)
    keys = list(first.order_by("at", "meeting_id")[: A_PAGE + 1]) if these else []
    if not keys:
        return []
    ids, moments = zip(*keys, strict=True)
    found = {
        (each.meeting_id, each.starts_at): each
        for each in evenings(question.now).filter(meeting__in=ids, starts_at__in=moments)
    }
    return [found[key] for key in keys if key in found]


def _read(after: str) -> tuple[datetime, int] | None:
    seconds, _sep, meeting = after.partition("-")
    if seconds.isdecimal() and meeting.isdecimal() and len(seconds) < 12 and len(meeting) < 12:
        return datetime.fromtimestamp(int(seconds), tz=UTC), int(meeting)
    return None


def _by_distance(found: QuerySet[Evening], near: Near, after: str) -> QuerySet[Evening]:
    """Of what is in the box around the place, whatever is within the circle, the nearest first."""
    measured = found.annotate(distance=_distance(near)).filter(distance__lte=near.kilometres)
    skipped = int(after) if after.isdecimal() and len(after) < 6 else 0
    return measured.order_by("distance", "starts_at", "meeting_id")[skipped:]


def _mark(last: Evening, search: Search, after: str) -> str:
    """Where the next page begins: behind the last moment and meeting, or behind so many by distance."""
    if search.near:
        return str((int(after) if after.isdecimal() else 0) + A_PAGE)
    return f"{int(last.starts_at.timestamp())}-{last.meeting_id}"


def _distance(near: Near) -> Any:
    """Kilometres over the earth's surface, by the haversine, in plain SQL of either database."""
    latitude, longitude = Radians(F("meeting__latitude")), Radians(F("meeting__longitude"))
    here = [Value(math.radians(each), FloatField()) for each in (near.latitude, near.longitude)]
    north, east = Sin((latitude - here[0]) / 2.0), Sin((longitude - here[1]) / 2.0)
    chord = north * north + Cos(latitude) * Value(_cosine(near.latitude), FloatField()) * east * east
    return Value(2 * EARTH, FloatField()) * ASin(Sqrt(chord))


def _cosine(degrees: float) -> float:
    return math.cos(math.radians(degrees))
