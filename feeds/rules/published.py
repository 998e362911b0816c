"""Which meetings a feed for the outside names, and whether anything in it has changed since."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet, Subquery, Sum

from feeds.models import ListedMeeting
from groups.access import published_groups
from groups.models import Group, Meeting, Tally
from rotation.models import Body, Link

A_BATCH = 500
EDITION = "1"  # another whenever a feed says the same meetings in another way


def published_meetings(*, now: datetime) -> QuerySet[Meeting]:
    """Every meeting of a group that a neighbour has sat with, that has answered, or that a trusted directory named."""
    return Meeting.objects.filter(group__in=published_groups(now=now))


def is_published(group: Group, *, now: datetime) -> bool:
    """Whether feeds for the outside name this group just now. One query."""
    return published_groups(now=now).filter(pk=group.pk).exists()


def meetings_below(body: Body, *, now: datetime) -> QuerySet[Meeting]:
    """Those of them whose group is this body or stands below it, through any bodies in between."""
    seen: set[int] = set()
    level = {body.pk}
    while level:
        seen |= level
        agreed = Q(child_yes_at__isnull=False, parent_yes_at__isnull=False) | ~Q(source="")
        level = set(Link.objects.filter(agreed, parent__in=level, ended_at=None).values_list("child", flat=True)) - seen
    return published_meetings(now=now).filter(group__in=seen)


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


def state_of_all(*more: str, now: datetime) -> str:
    """A short word that is another as soon as anything listed comes, goes or is changed; like `state_of`, but at once.

    It hangs on the clock only in that a group begins on a day that was said ahead.
    """
    begun = Group.objects.filter(starts_at__lte=now).order_by("-starts_at").values("starts_at")[:1]
    told = Tally.objects.aggregate(changes=Sum("changes"), begun=Max(Subquery(begun)))
    return _named(told["changes"], told["begun"], *more)


def state_of(meetings: QuerySet[Meeting], *more: str) -> str:
    """A short word that is another as soon as a meeting among them comes, goes or is changed. One query.

    `more` is what else the answer hangs on, such as the address it is asked at.
    """
    told = meetings.aggregate(
        Count("pk"), Sum("pk"), Sum("version"), Max("changed_at"), Sum("group__version"), Max("group__known_at")
    )
    return _named(*told.values(), *more)


def _named(*told: object) -> str:
    return hashlib.sha256("\n".join(map(str, [EDITION, *told])).encode()).hexdigest()[:32]
