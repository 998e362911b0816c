"""What kind of meeting somebody asks for: each thing asked narrows, and what few meetings answer is looked up first.

Of what many meetings answer, the next twenty evenings are soon found by walking through time. Where few do, that walk would
go through all sixty days: there the meetings are found first, by the indexes of their own, and then their evenings.
"""

import math
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from groups.models import Meeting, Venue
from groups.models.group import is_listed
from groups.models.meeting import is_held

MOST_WORDS = 6
FEW = 400  # of a hundred thousand; one evening in some hundred is found fast enough by walking
APPOINTMENT = "appointment"  # asked for in place of a time of day
SOON, FAR = 7, 60  # days ahead that are looked through
A_DEGREE = 111.2  # kilometres from south to north


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
    def by_appointment(self) -> bool:
        """Whether those are asked for that have no hour, and are asked for one."""
        return self.hours == APPOINTMENT and not self.on_now

    @property
    def days(self) -> int:
        """How many days ahead are looked through: a name may be that of a meeting that comes round by the month."""
        return FAR if self.far or self.words or self.place else SOON


def asked_of_meetings(search: Search, among: QuerySet[Meeting] | None, of: str = "meeting__") -> Q:
    """All that is asked of a meeting, for a query over evenings, or over whatever reaches meetings by `of`.

    `among` are those that it should be one of, if any are given.
    """
    return _all_of(_things_asked(search, among, of))


def few_that_answer(
    search: Search, among: QuerySet[Meeting] | None, *, now: datetime, few: int = FEW
) -> list[int] | None:
    """The meetings that are held, listed and answer all that is asked of them, where there are at most `few`.

    None where there are more, or nothing is asked.
    """
    asked, there = _things_asked(search, among, ""), is_held() & is_listed(now, "group__")
    for ways in asked:
        found = _by_any(ways, Q(), few)
        if found is not None:
            return _some(_all_of(asked) & there & Q(pk__in=found), few) if found else []
    return None


def asks_several(search: Search, among: QuerySet[Meeting] | None) -> bool:
    """Whether more than one thing is asked of a meeting, so that few may answer all where many answer each."""
    return len(_things_asked(search, among, "")) > 1


def few_that_answer_all(
    search: Search, among: QuerySet[Meeting] | None, *, now: datetime, few: int = FEW
) -> list[int] | None:
    """Like `few_that_answer`, where many answer each of the things asked: those that answer all of them, where they are few."""
    asked, there = _things_asked(search, among, ""), is_held() & is_listed(now, "group__")
    for ways in asked:  # one that is rather rare will do to look among
        found = _by_any(ways, Q(), 10 * few)
        if found is not None:
            these = _some(_all_of(asked) & there & Q(pk__in=found), few)
            return these if len(these) <= few else None
    return _by_any(asked[0], _all_of(asked[1:]) & there, few)


def _by_any(ways: list[Q], besides: Q, few: int) -> list[int] | None:
    """The meetings found in any of the ways, where they are few. A query for each: no index reaches over two tables."""
    found: set[int] = set()
    for way in ways:
        found |= set(_some(way & besides, few))
        if len(found) > few:
            return None
    return sorted(found)


def _some(asked: Q, few: int) -> list[int]:
    return list(Meeting.objects.filter(asked).order_by().values_list("pk", flat=True)[: few + 1])


def _all_of(asked: list[list[Q]]) -> Q:
    everything = Q()
    for ways in asked:
        everything &= _either(ways)
    return everything


def _either(ways: list[Q]) -> Q:
    either = Q()
    for way in ways:
        either |= way
    return either


def _things_asked(search: Search, among: QuerySet[Meeting] | None, of: str) -> list[list[Q]]:
    """Each thing asked as the ways in which a meeting may answer it; `of` is where a query reaches the meeting."""
    asked = [[_in_box(search.near, of)]] if search.near else []
    if among is not None:
        asked.append([Q(**{f"{of}pk__in": among.order_by().values("pk")})])
    # The longest word first: it is the likeliest to be rare.
    for word in sorted(search.words.split()[:MOST_WORDS], key=len, reverse=True):
        own = Q(**{f"{of}name__icontains": word}) | _in_place(word, of)
        asked.append([own, Q(**{f"{of}group__body__name__icontains": word})])
    asked += [[_in_place(word, of)] for word in sorted(search.place.split()[:MOST_WORDS], key=len, reverse=True)]
    if search.kind:
        asked.append([Q(**{f"{of}types__names": search.kind})])
    if search.language:
        asked.append([Q(**{f"{of}languages__names": search.language})])
    if search.where == "here":
        asked.append([Q(**{f"{of}has_circle": True, f"{of}group__claimed_at__isnull": False})])
    elif search.where:
        asked.append([Q(**{f"{of}venue__in": [search.where, Venue.HYBRID]})])
    return asked


def _in_place(word: str, of: str) -> Q:
    return _either([Q(**{f"{of}{name}__icontains": word}) for name in ("region", "address", "place")])


def _in_box(near: Near, of: str) -> Q:
    """A box around the circle that is meant, which an index can find."""
    high = near.kilometres / A_DEGREE
    wide = min(180.0, high / max(0.01, math.cos(math.radians(near.latitude))))
    return Q(
        **{
            f"{of}latitude__range": (near.latitude - high, near.latitude + high),
            f"{of}longitude__range": (near.longitude - wide, near.longitude + wide),
        }
    )
