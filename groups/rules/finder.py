"""Finding a meeting: one query over the evenings laid out, whatever is asked, and no dearer on the hundredth page."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

from django.db.models import Exists, F, FloatField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import ASin, Cos, Radians, Sin, Sqrt

from groups.models import Evening, Meeting, Venue
from groups.rules.calendar import BEHIND
from groups.rules.times import A_DAY
from groups.rules.whats_on import Row, evenings, occurrence_of, row_of

A_PAGE = 20
MOST_WORDS = 6
SOON, FAR = 7, 60  # days ahead that are looked through
EARTH = 6371.0  # kilometres from its middle
A_DEGREE = 111.2  # kilometres from south to north
HOURS = {"morning": (5, 12), "afternoon": (12, 17), "evening": (17, 22), "night": (22, 29)}  # a night goes on to five


@dataclass(frozen=True)
class Near:
    """A place, to two decimals (about a kilometre), and how far one would go."""

    latitude: float
    longitude: float
    kilometres: int


@dataclass(frozen=True)
class Search:
    """What somebody asks for. Whatever is empty is not asked."""

    words: str = ""
    place: str = ""
    on_now: bool = False
    day: int | None = None  # 0 is Sunday, as the viewer's calendar has it
    hours: str = ""
    where: str = ""
    kind: str = ""
    language: str = ""
    near: Near | None = None
    far: bool = False

    @property
    def days(self) -> int:
        """How many days ahead are looked through: a name may be that of a meeting that comes round by the month."""
        return FAR if self.far or self.words or self.place else SOON


@dataclass(frozen=True)
class Found:
    """A page of what was found, in order of time (or of distance), and where the next page begins; "" at the end."""

    rows: list[Row]
    distances: list[float | None]
    following: str


def find(*, search: Search, after: str, now: datetime, viewer: tzinfo, among: QuerySet[Meeting] | None = None) -> Found:
    """Each meeting once, at its next evening that answers what is asked. `after` is what the page before gave.

    `among` narrows it to some of the meetings, as where only those below a body are asked for.
    """
    asked = _asked(search, now, viewer)
    earlier = Evening.objects.filter(asked, meeting=OuterRef("meeting"), starts_at__lt=OuterRef("starts_at"))
    found = evenings(now).filter(asked, _of_meetings(search), ~Exists(earlier))
    found = found if among is None else found.filter(meeting__in=among)
    found = _by_distance(found, search.near, after) if search.near else _by_time(found, after)
    page = list(found[: A_PAGE + 1])
    more, page = len(page) > A_PAGE, page[:A_PAGE]
    return Found(
        rows=[row_of(each.meeting, occurrence_of(each), now, viewer) for each in page],
        distances=[getattr(each, "distance", None) for each in page],
        following=_mark(page[-1], search, after) if more else "",
    )


def _asked(search: Search, now: datetime, viewer: tzinfo) -> Q:
    """When: of what has not ended, the days and hours asked for, as the viewer's clock has them."""
    when = Q(starts_at__gt=now - BEHIND, starts_at__lt=now + search.days * A_DAY, ends_at__gt=now)
    if search.on_now:
        return when & Q(opens_at__lte=now)
    if search.day is None and not search.hours:
        return when
    first, last = HOURS.get(search.hours, (0, 24))
    today = now.astimezone(viewer).date()
    within = Q(pk__in=[])
    for offset in range(-1, search.days + 1):
        day = today + offset * A_DAY
        if search.day is None or day.isoweekday() % 7 == search.day:
            midnight = datetime.combine(day, time(), tzinfo=viewer)
            # Added to the clock on the wall, not to the hours gone by: nine is nine on the day the clock changes too.
            within |= Q(
                starts_at__gte=midnight + timedelta(hours=first), starts_at__lt=midnight + timedelta(hours=last)
            )
    return when & within


def _of_meetings(search: Search) -> Q:
    """What kind of meeting: each thing asked narrows."""
    asked = Q()
    for word in search.words.split()[:MOST_WORDS]:
        named = Q(meeting__name__icontains=word) | Q(meeting__group__body__name__icontains=word)
        asked &= named | _in_place(word)
    for word in search.place.split()[:MOST_WORDS]:
        asked &= _in_place(word)
    if search.where == "here":
        asked &= Q(meeting__has_circle=True, meeting__group__claimed_at__isnull=False)
    elif search.where:
        asked &= Q(meeting__venue__in=[search.where, Venue.HYBRID])
    if search.kind:
        asked &= Q(meeting__types__icontains=f'"{search.kind}"')
    if search.language:
        asked &= Q(meeting__languages__icontains=f'"{search.language}"')
    return asked


def _in_place(word: str) -> Q:
    return Q(meeting__region__icontains=word) | Q(meeting__address__icontains=word) | Q(meeting__place__icontains=word)


def _by_time(found: QuerySet[Evening], after: str) -> QuerySet[Evening]:
    """From the mark on: the page begins where the one before ended, and nothing before it is read again."""
    seconds, _sep, meeting = after.partition("-")
    if seconds.isdecimal() and meeting.isdecimal() and len(seconds) < 12 and len(meeting) < 12:
        moment = datetime.fromtimestamp(int(seconds), tz=UTC)
        found = found.filter(Q(starts_at__gt=moment) | Q(meeting__gt=int(meeting)), starts_at__gte=moment)
    return found.order_by("starts_at", "meeting")


def _by_distance(found: QuerySet[Evening], near: Near, after: str) -> QuerySet[Evening]:
    """Within a box around the place, and of that within the circle, the nearest first."""
    high = near.kilometres / A_DEGREE
    wide = min(180.0, high / max(0.01, _cosine(near.latitude)))
    box = Q(
        meeting__latitude__range=(near.latitude - high, near.latitude + high),
        meeting__longitude__range=(near.longitude - wide, near.longitude + wide),
    )
    measured = found.filter(box).annotate(distance=_distance(near)).filter(distance__lte=near.kilometres)
    skipped = int(after) if after.isdecimal() and len(after) < 6 else 0
    return measured.order_by("distance", "starts_at", "meeting")[skipped:]


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
