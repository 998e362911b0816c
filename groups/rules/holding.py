"""A link, a number or a place changed by anyone but the group's own servant waits for the group's yes.

Whoever brings in a change from elsewhere calls `hold_back` once for all its meetings, and writes what is left. A listing
nobody here answers for holds nothing back: the list it came from is its only voice.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from groups.models import Contact, HeldChange, Meeting, Side
from groups.rules.plain import plain
from rotation.models import Duty, Term

# Where people would go, if the listing said so. Coordinates go with the address they belong to.
GUARDED = ("link", "link_notes", "phone", "place", "address", "latitude", "longitude")
A_BATCH = 500
Changes = Mapping[str, Any]  # what a meeting would say, by the model's names


def answering_for_themselves(*, now: datetime) -> QuerySet[Meeting]:
    """Meetings whose group answers for its listing: it was claimed, has a contact, or somebody serves as its secretary.

    A term counts a day early and a day late: which day it is, is the group's own to say, and holding back harms nobody.
    """
    today: date = now.date()
    served = Term.objects.filter(
        role__body=OuterRef("group"),
        role__duties__icontains=f'"{Duty.SECRETARY}"',
        starts_on__lte=today + timedelta(days=1),
        ends_on__gte=today,
    )
    has_a_voice = Q(group__claimed_at__isnull=False) | Exists(Contact.objects.filter(group=OuterRef("group")))
    return Meeting.objects.filter(has_a_voice | Exists(served))


@transaction.atomic
def hold_back(*, wanted: Mapping[int, Changes], side: Side, of: str, now: datetime) -> dict[int, set[str]]:
    """Keep waiting what somebody other than the group's servant would have these meetings (by id) say of where they are.

    Gives, for each meeting that answers for itself, the fields the caller leaves as they are. What was answered once is
    not asked again; a newer value from the same side takes the place of the one that waits, and one that is gone is
    waited for no more. As many queries for one meeting as for five hundred.
    """
    held: dict[int, set[str]] = {}
    ids = sorted(wanted)
    for start in range(0, len(ids), A_BATCH):
        some = ids[start : start + A_BATCH]
        held |= _hold_some({pk: wanted[pk] for pk in some}, side, of, now)
    return held


def _hold_some(wanted: Mapping[int, Changes], side: Side, of: str, now: datetime) -> dict[int, set[str]]:
    found = answering_for_themselves(now=now).filter(pk__in=wanted).only("pk", *GUARDED)
    voiced = {meeting.pk: meeting for meeting in found}
    differing = {pk: _differing(meeting, wanted[pk]) for pk, meeting in voiced.items()}
    known = list(HeldChange.objects.filter(meeting__in=voiced, side=side, of=of))
    answered = [(each.meeting_id, each.wanted) for each in known if each.answered_at is not None]
    ask = {pk: values for pk, values in differing.items() if values and (pk, values) not in answered}
    waiting = {each.meeting_id: each for each in known if each.answered_at is None}
    stays = {pk for pk, each in waiting.items() if ask.get(pk) == each.wanted}
    _take_out([each.pk for pk, each in waiting.items() if pk not in stays])
    fresh = [
        HeldChange(meeting=voiced[pk], side=side, of=of, was=_was(voiced[pk], values), wanted=values, made_at=now)
        for pk, values in ask.items()
        if pk not in stays
    ]
    # Another import at the same moment may have asked the same.
    HeldChange.objects.bulk_create(fresh, batch_size=A_BATCH, ignore_conflicts=True)
    return {pk: set(values) for pk, values in differing.items()}


def _take_out(pks: Collection[int]) -> None:
    if pks:
        HeldChange.objects.filter(pk__in=pks, answered_at=None).delete()


def _differing(meeting: Meeting, changes: Changes) -> dict[str, Any]:
    return {
        name: plain(changes[name]) for name in GUARDED if name in changes and getattr(meeting, name) != changes[name]
    }


def _was(meeting: Meeting, values: Changes) -> dict[str, Any]:
    return {name: plain(getattr(meeting, name)) for name in values}
