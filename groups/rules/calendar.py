"""The evenings ahead, laid out from each meeting's rule: whenever it is saved, and by the clock for one more day."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from groups.models import Evening, Meeting
from groups.rules.times import A_DAY, occurrences

BEHIND, AHEAD = A_DAY, 60 * A_DAY  # an evening may last a day, so what is on began no earlier
A_BATCH = 500
IN_THE_RULE = (
    "days", "time", "minutes", "zone", "every", "nths", "months", "first_on", "last_on", "except_on", "also_on",
    "doors_minutes",
)  # fmt: skip


def evenings_of(meeting: Meeting, *, now: datetime) -> list[Evening]:
    """Its evenings from a day back until sixty days ahead, unsaved. Two of one moment (a day a zone skips) are one."""
    doors = timedelta(minutes=meeting.doors_minutes)
    found = {each.starts_at: each for each in occurrences(meeting, now - BEHIND, now + AHEAD)}
    return [
        Evening(meeting=meeting, opens_at=each.starts_at - doors, starts_at=each.starts_at, ends_at=each.ends_at)
        for each in found.values()
    ]


@transaction.atomic
def lay_out(*, meetings: Collection[Meeting], now: datetime) -> None:
    """Make the table say what these meetings' rules say. What it said rightly stays, so that most nights write little."""
    wanted = {_said(each): each for meeting in meetings for each in evenings_of(meeting, now=now)}
    there = {_said(each): each.pk for each in Evening.objects.filter(meeting__in=meetings)}
    Evening.objects.filter(pk__in=[pk for said, pk in there.items() if said not in wanted]).delete()
    missing = [each for said, each in wanted.items() if said not in there]
    # Another hand may lay out the same meeting at the same moment, from the same rule.
    Evening.objects.bulk_create(missing, batch_size=A_BATCH, ignore_conflicts=True)


def lay_out_all(*, now: datetime) -> int:
    """Lay out every meeting, some hundred at a time so that nobody waits for long. Gives how many there were."""
    last = count = 0
    while batch := list(Meeting.objects.filter(pk__gt=last).order_by("pk").only(*IN_THE_RULE)[:A_BATCH]):
        lay_out(meetings=batch, now=now)
        last, count = batch[-1].pk, count + len(batch)
    return count


def _said(evening: Evening) -> tuple[int, datetime, datetime, datetime]:
    return evening.meeting_id, evening.opens_at, evening.starts_at, evening.ends_at
