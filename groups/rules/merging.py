"""Two groups become one, by a yes of each; and become two again, just as they were. Both keep their own record."""

from datetime import datetime, timedelta

from django.db import transaction

from groups.access import may_keep_listing
from groups.models import Group, Meeting, Merger, Picture
from groups.rules.refusals import NotTheSecretary
from members.models import Member
from rotation.rules.record import note


class NotTheseTwo(Exception):
    """A group merges with another one, and neither of them is merged into a third."""


class TooLate(Exception):
    """A year has passed since the two became one: whatever they are now, they are together."""


class MergedOnward(Exception):
    """The other group has itself been merged since; that is undone first."""


# A merge counts as undecided until the next yearly census (invariant 51). The census is a year from the second yes, and no
# act of either group: a right that somebody could end by a click would be none.
UNTIL_CENSUS = timedelta(days=366)


def undone_until(merger: Merger) -> datetime | None:
    """Until when two groups that became one can be two again; None where one of them has yet to say yes."""
    if merger.group_yes_at is None or merger.into_yes_at is None:
        return None
    return max(merger.group_yes_at, merger.into_yes_at) + UNTIL_CENSUS


@transaction.atomic
def say_merge(*, group: Group, into: Group, speaking: Group, member: Member | None, now: datetime) -> Merger:
    """Say for `speaking`, one of the two, that `group` should become one with `into`. With the second yes it does.

    Raises NotTheSecretary or NotTheseTwo.
    """
    if group.pk == into.pk or speaking.pk not in (group.pk, into.pk):
        raise NotTheseTwo
    merging, staying = _held(group, into)
    if not may_keep_listing(member=member, group=speaking, now=now):
        raise NotTheSecretary
    open_ones = Merger.objects.filter(group=merging, into=staying, undone_at=None)
    merger = open_ones.first() or Merger(group=merging, into=staying, offered_at=now)
    if merging.merged_into_id == staying.pk:
        return merger
    if merging.merged_into_id or staying.merged_into_id:
        raise NotTheseTwo
    if merger.pk is None:
        _note_in_both(merger, verb="merger-offered", speaking=speaking, member=member, now=now)
    if speaking.pk == merging.pk:
        merger.group_yes_at = merger.group_yes_at or now
    else:
        merger.into_yes_at = merger.into_yes_at or now
    if merger.group_yes_at and merger.into_yes_at:
        _become_one(merger, now)
        _note_in_both(merger, verb="groups-merged", speaking=speaking, member=member, now=now)
    merger.save()
    return merger


@transaction.atomic
def undo_merge(*, merger: Merger, speaking: Group, member: Member | None, now: datetime) -> Merger:
    """Take back an offer, or let two groups be two again: each meeting and picture is where it was.

    Said by either of the two. Raises NotTheSecretary, NotTheseTwo, MergedOnward or TooLate.
    """
    merging, staying = _held(merger.group, merger.into)
    held = Merger.objects.get(pk=merger.pk)
    if speaking.pk not in (merging.pk, staying.pk):
        raise NotTheseTwo
    if not may_keep_listing(member=member, group=speaking, now=now):
        raise NotTheSecretary
    if held.undone_at is not None:
        return held
    if merging.merged_into_id == staying.pk:
        until = undone_until(held)
        if until is not None and now >= until:
            raise TooLate
        if staying.merged_into_id is not None:
            raise MergedOnward
        Meeting.objects.filter(pk__in=held.moved["meetings"]).update(group=merging)
        Picture.objects.filter(pk__in=held.moved["pictures"]).update(group=merging)
        Group.objects.filter(pk=merging.pk).update(merged_into=None)
    held.undone_at = now
    held.save(update_fields=["undone_at"])
    _note_in_both(held, verb="merger-undone", speaking=speaking, member=member, now=now)
    return held


def _become_one(merger: Merger, now: datetime) -> None:
    meetings, pictures = Meeting.objects.filter(group=merger.group), Picture.objects.filter(group=merger.group)
    merger.moved = {
        "meetings": list(meetings.values_list("pk", flat=True)),
        "pictures": list(pictures.values_list("pk", flat=True)),
    }
    meetings.update(group=merger.into)
    pictures.update(group=merger.into)
    Group.objects.filter(pk=merger.group_id).update(merged_into=merger.into)


def _held(group: Group, into: Group) -> tuple[Group, Group]:
    """Both groups, held in one order by whoever asks, so that nobody waits in a ring."""
    both = Group.objects.select_for_update(of=("self",)).select_related("body").order_by("pk")
    held = {each.pk: each for each in both.filter(pk__in=[group.pk, into.pk])}
    return held[group.pk], held[into.pk]


def _note_in_both(merger: Merger, *, verb: str, speaking: Group, member: Member | None, now: datetime) -> None:
    """A line in the record of both; whoever said it is named in their own group's alone."""
    facts = {"group": merger.group.body.name, "into": merger.into.body.name}
    for each in (merger.group, merger.into):
        note(body=each.body, member=member if each.pk == speaking.pk else None, verb=verb, facts=facts, now=now)
