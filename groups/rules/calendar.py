"""The evenings ahead, laid out from each meeting's rule: whenever it is saved, and by the clock for one more day."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from groups.models import Evening, Meeting
from groups.rules.times import A_DAY, Occurrence, occurrences

BEHIND, AHEAD = A_DAY, 60 * A_DAY  # an evening may last a day, so what is on began no earlier
A_BATCH = 500
IN_THE_RULE = (
    "days", "time", "minutes", "zone", "every", "nths", "months", "first_on", "last_on", "except_on", "also_on",
    "doors_minutes",
)  # fmt: skip


def evenings_of(meeting: Meeting, *, now: datetime) -> list[Evening]:
    """Its evenings from a day back until sixty days ahead, unsaved. Two of one moment (a day a zone skips) are one."""
    doors = timedelta(minutes=meeting.doors_minutes)
    return [
        Evening(meeting=meeting, opens_at=each.starts_at - doors, starts_at=each.starts_at, ends_at=each.ends_at)
        for each in _ahead(meeting, now)
    ]


def _ahead(meeting: Meeting, now: datetime) -> list[Occurrence]:
    found = {each.starts_at: each for each in occurrences(meeting, now - BEHIND, now + AHEAD)}
    return list(found.values())


def lay_out(*, meetings: Collection[Meeting], now: datetime) -> None:
    """Make the table say what these meetings' rules say. What it said rightly stays, so that most nights write little."""
    held: dict[str, list[Occurrence]] = {}  # many meetings share a rule, and reckoning it out is what takes long
    wanted = {}
    for meeting in meetings:
        rule = repr([getattr(meeting, name) for name in IN_THE_RULE])
        if rule not in held:
            held[rule] = _ahead(meeting, now)
        doors = timedelta(minutes=meeting.doors_minutes)
        for each in held[rule]:
            wanted[meeting.pk, each.starts_at - doors, each.starts_at, each.ends_at] = each
    said = ("meeting_id", "opens_at", "starts_at", "ends_at")
    there = {tuple(row): pk for pk, *row in Evening.objects.filter(meeting__in=meetings).values_list("pk", *said)}
    gone = [pk for row, pk in there.items() if row not in wanted]
    missing = [Evening(**dict(zip(said, row, strict=True))) for row in wanted if row not in there]
    if gone or missing:
        with transaction.atomic():
            Evening.objects.filter(pk__in=gone).delete()
            # Another hand may lay out the same meeting at the same moment, from the same rule.
            Evening.objects.bulk_create(missing, batch_size=A_BATCH, ignore_conflicts=True)


def lay_out_all(*, now: datetime) -> int:
    """Lay out every meeting, some hundred at a time so that nobody waits for long. Gives how many there were."""
    last = count = 0
    while batch := list(Meeting.objects.filter(pk__gt=last).order_by("pk").only(*IN_THE_RULE)[:A_BATCH]):
        lay_out(meetings=batch, now=now)
        last, count = batch[-1].pk, count + len(batch)
    return count
