"""Meetings by appointment: they have no evening laid out, and are found by themselves."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from groups.models import Meeting
from groups.models.group import is_listed
from groups.models.meeting import is_held
from groups.rules.narrowing import Search, asked_of_meetings
from groups.rules.whats_on import LONG_TEXTS, Row
from groups.rules.words import weekly_in_words

A_PAGE = 20


@dataclass(frozen=True)
class Found:
    """A page of what was found, in order of time (or of distance), and where the next page begins; "" at the end."""

    rows: list[Row]
    distances: list[float | None]
    following: str


def by_appointment(*, search: Search, after: str, now: datetime, among: QuerySet[Meeting] | None) -> Found:
    """Those that answer what else is asked, in the order they came; `after` is what the page before gave."""
    found = Meeting.objects.filter(is_held(), is_listed(now, "group__"), time=None)
    found = found.filter(asked_of_meetings(search, among, ""))
    if after.isdecimal() and len(after) < 12:
        found = found.filter(pk__gt=int(after))
    whole = found.select_related("group__body").defer(*LONG_TEXTS).order_by("pk")
    page = list(whole[: A_PAGE + 1])
    more, page = len(page) > A_PAGE, page[:A_PAGE]
    return Found(
        rows=[Row(each, None, False, weekly_in_words(each), "") for each in page],
        distances=[None] * len(page),
        following=str(page[-1].pk) if more else "",
    )
