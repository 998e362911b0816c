"""The group's yes or no to a link, number or place that somebody else gave for one of its meetings."""

from datetime import datetime

from django.db import transaction

from groups.access import may_keep_listing
from groups.models import HeldChange
from groups.rules.listings import change_as_agreed
from groups.rules.plain import from_plain
from groups.rules.refusals import NotTheSecretary
from members.models import Member
from rotation.rules.record import note


class AlreadySettled(Exception):
    """It was said before, or what was taken is put back from the meeting's history."""


@transaction.atomic
def this_is_ours(*, held: HeldChange, member: Member | None, now: datetime) -> HeldChange:
    """ "Yes, this is ours": the listing says it from now on. A no said before can be turned so too.

    Raises NotTheSecretary or AlreadySettled.
    """
    change = _held(held, member, now)
    if change.is_ours:
        raise AlreadySettled
    facts = {"by": change.side, "of": change.of}
    change_as_agreed(meeting=change.meeting, member=member, changes=from_plain(change.wanted), facts=facts, now=now)
    return _answered(change, is_ours=True, now=now)


@transaction.atomic
def keep_ours(*, held: HeldChange, member: Member | None, now: datetime) -> HeldChange:
    """ "No, keep the old": it stays as it is, and the same is not asked again. Raises NotTheSecretary or AlreadySettled."""
    change = _held(held, member, now)
    if change.answered_at is not None:
        raise AlreadySettled
    fields = {name: {"before": change.was.get(name), "after": value} for name, value in change.wanted.items()}
    facts = {"meeting": change.meeting.slug, "by": change.side, "of": change.of, "offered": fields}
    note(body=change.meeting.group.body, member=member, verb="change-not-ours", facts=facts, now=now)
    return _answered(change, is_ours=False, now=now)


def _held(held: HeldChange, member: Member | None, now: datetime) -> HeldChange:
    found = HeldChange.objects.select_for_update(of=("self",)).select_related("meeting__group__body")
    change = found.get(pk=held.pk)
    if not may_keep_listing(member=member, group=change.meeting.group, now=now):
        raise NotTheSecretary
    return change


def _answered(change: HeldChange, *, is_ours: bool, now: datetime) -> HeldChange:
    change.is_ours, change.answered_at = is_ours, now
    change.save(update_fields=["is_ours", "answered_at"])
    return change
