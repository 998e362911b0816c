"""Which meetings a feed for the outside names, and whether anything in it has changed since."""

import hashlib
from collections.abc import Iterator

from django.db.models import Count, Max, QuerySet, Sum

from feeds.models import ListedMeeting
from groups.models import Meeting

A_BATCH = 500
EDITION = "1"  # another whenever a feed says the same meetings in another way


def published_meetings() -> QuerySet[Meeting]:
    """Every meeting of a group that a neighbour has sat with, that has answered, or that a trusted directory named."""
    return Meeting.objects.filter(group__known_at__isnull=False)


def in_batches(meetings: QuerySet[Meeting], *, at_once: int = A_BATCH) -> Iterator[list[Meeting]]:
    """All of them in the order they came, so many at a time: no more than a batch is ever in memory.

    Each batch is a query of its own, so that no cursor stays open while a slow reader reads.
    """
    last = 0
    while batch := list(meetings.filter(pk__gt=last).select_related("group__body").order_by("pk")[:at_once]):
        yield batch
        last = batch[-1].pk


def kept_of(batch: list[Meeting]) -> dict[int, dict[str, object]]:
    """What feeds said of these meetings that we have no field for, by meeting."""
    return dict(ListedMeeting.objects.filter(meeting__in=batch).values_list("meeting_id", "facts"))


def state_of(meetings: QuerySet[Meeting], *more: str) -> str:
    """A short word that is another as soon as a meeting among them comes, goes or is changed. One query.

    `more` is what else the answer hangs on, such as the address it is asked at.
    """
    told = meetings.aggregate(
        Count("pk"), Sum("pk"), Sum("version"), Max("changed_at"), Sum("group__version"), Max("group__known_at")
    )
    return hashlib.sha256("\n".join([EDITION, *map(str, told.values()), *more]).encode()).hexdigest()[:32]
