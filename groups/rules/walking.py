"""A neighbouring group walks with a new one for a while: offered by its servant, accepted by the new group, some day done.

It gives nobody a power in the other group, and no group needs one.
"""

from datetime import datetime

from django.db import transaction

from groups.access import may_keep_listing
from groups.models import Group, Walk
from groups.rules.refusals import NotTheSecretary
from groups.rules.visits import NotANeighbour
from members.models import Member
from rotation.rules.record import note


class IsOver(Exception):
    """The walk is done, or the offer was taken back."""


@transaction.atomic
def offer_to_walk(*, group: Group, neighbour: Group, member: Member | None, now: datetime) -> Walk:
    """Say for `neighbour`, a known group, that it would walk with this one. Once at a time for each neighbour.

    Raises NotANeighbour.
    """
    held = _held(group)
    keeps = may_keep_listing(member=member, group=neighbour, now=now)
    if not keeps or neighbour.known_at is None or neighbour.pk == held.pk or neighbour.is_over:
        raise NotANeighbour
    walk, is_new = Walk.objects.get_or_create(
        group=held, neighbour=neighbour, done_at=None, defaults={"offered_at": now}
    )
    if is_new:
        _note_in_both(walk, verb="walk-offered", speaking=neighbour, member=member, now=now)
    return walk


@transaction.atomic
def accept_walk(*, walk: Walk, member: Member | None, now: datetime) -> Walk:
    """The new group says yes. Raises NotTheSecretary or IsOver."""
    held = _held(walk.group)
    if not may_keep_listing(member=member, group=held, now=now):
        raise NotTheSecretary
    said = _fresh(walk)
    if said.accepted_at is None:
        said.accepted_at = now
        said.save(update_fields=["accepted_at"])
        _note_in_both(said, verb="walk-accepted", speaking=held, member=member, now=now)
    return said


@transaction.atomic
def end_walk(*, walk: Walk, speaking: Group, member: Member | None, now: datetime) -> Walk:
    """Either of the two says that it is done, or that nothing comes of the offer. Raises NotTheSecretary or IsOver."""
    _held(walk.group)
    if speaking.pk not in (walk.group_id, walk.neighbour_id):
        raise NotTheSecretary
    if not may_keep_listing(member=member, group=speaking, now=now):
        raise NotTheSecretary
    said = _fresh(walk)
    said.done_at = now
    said.save(update_fields=["done_at"])
    if said.accepted_at is None:
        _note_in_both(said, verb="walk-declined", speaking=speaking, member=member, now=now)
    else:
        _note_in_both(said, verb="walk-done", speaking=speaking, member=member, now=now)
    return said


def _fresh(walk: Walk) -> Walk:
    said = Walk.objects.select_related("group__body", "neighbour__body").get(pk=walk.pk)
    if said.done_at is not None:
        raise IsOver
    return said


def _held(group: Group) -> Group:
    return Group.objects.select_for_update(of=("self",)).select_related("body").get(pk=group.pk)


def _note_in_both(walk: Walk, *, verb: str, speaking: Group, member: Member | None, now: datetime) -> None:
    """A line in the record of both; whoever said it is named in their own group's alone."""
    facts = {"group": walk.group.body.name, "neighbour": walk.neighbour.body.name}
    for each in (walk.group, walk.neighbour):
        note(body=each.body, member=member if each.pk == speaking.pk else None, verb=verb, facts=facts, now=now)
