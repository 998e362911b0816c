"""Company for a group: its contact, and neighbours who sat with it. Either lets it be known outside; neither approves it."""

from datetime import datetime

from django.db import transaction

from groups.access import belongs_since, may_keep_listing, serves_above
from groups.models import Contact, Group, Visit
from groups.rules.life import FIRST_DAYS
from groups.rules.refusals import NotTheSecretary
from members.models import Member
from rotation.rules.record import note


class NotANeighbour(Exception):
    """Whoever sat with a group says so as a member of another one that is known itself."""


class NotTheirs(Exception):
    """Only a servant of the group's local body, or for an answer its own secretary, may say this."""


@transaction.atomic
def keep_contact(*, group: Group, member: Member | None, mailbox: str, now: datetime) -> Contact:
    """Write down the group's mailbox. The record says that it was changed and never what it is. Raises NotTheSecretary."""
    held = _held(group)
    if not may_keep_listing(member=member, group=held, now=now):
        raise NotTheSecretary
    contact = Contact.objects.filter(group=held).first()
    if contact is not None and contact.mailbox == mailbox:
        return contact
    contact, _made = Contact.objects.update_or_create(
        group=held, defaults={"mailbox": mailbox, "kept_at": now, "unreached_at": None, "answered_at": None}
    )
    note(body=held.body, member=member, verb="contact-changed", facts={}, now=now)
    return contact


@transaction.atomic
def could_not_be_reached(*, group: Group, member: Member | None, now: datetime) -> None:
    """A servant of the local body wrote to the contact and heard nothing: the group stays listed, and a visit is asked for.

    Raises NotTheirs.
    """
    held = _held(group)
    if not serves_above(member=member, group=held, now=now):
        raise NotTheirs
    if Contact.objects.filter(group=held, unreached_at=None).update(unreached_at=now):
        note(body=held.body, member=None, verb="contact-unreached", facts={}, now=now)


@transaction.atomic
def contact_answered(*, group: Group, member: Member | None, now: datetime) -> None:
    """The contact answered, as the local body or the group itself says; after thirty days the group is known by that.

    Raises NotTheirs.
    """
    held = _held(group)
    own = may_keep_listing(member=member, group=held, now=now)
    if not own and not serves_above(member=member, group=held, now=now):
        raise NotTheirs
    contact = Contact.objects.filter(group=held).first()
    if contact is None:
        return
    becomes_known = held.known_at is None and held.claimed_at is not None and now >= held.claimed_at + FIRST_DAYS
    if contact.unreached_at is None and not becomes_known:
        return
    contact.unreached_at, contact.answered_at = None, now
    contact.save(update_fields=["unreached_at", "answered_at"])
    if becomes_known:
        held.known_at = now
        held.save(update_fields=["known_at"])
    note(body=held.body, member=member if own else None, verb="contact-answered", facts={}, now=now)


@transaction.atomic
def sat_with(*, group: Group, neighbour: Group, member: Member | None, now: datetime) -> Visit:
    """ "I sat with them", said by a member of `neighbour`: from then on the group is known. Once for each neighbour.

    Raises NotANeighbour.
    """
    held = _held(group)
    _check_neighbour(held, neighbour, member)
    visit, is_new = Visit.objects.get_or_create(group=held, neighbour=neighbour, defaults={"at": now})
    if is_new:
        if held.known_at is None:
            held.known_at = now
            held.save(update_fields=["known_at"])
        note(body=held.body, member=None, verb="group-visited", facts={"neighbour": neighbour.body.name}, now=now)
    return visit


@transaction.atomic
def did_not_sit(*, group: Group, neighbour: Group, member: Member | None, now: datetime) -> None:
    """Take back that somebody of `neighbour` sat there; what the group was known by alone goes with it.

    Raises NotANeighbour.
    """
    held = _held(group)
    _check_neighbour(held, neighbour, member)
    visit = Visit.objects.filter(group=held, neighbour=neighbour).first()
    if visit is None:
        return
    visit.delete()
    if held.known_at == visit.at:
        held.known_at = Visit.objects.filter(group=held).values_list("at", flat=True).first()
        held.save(update_fields=["known_at"])
    note(body=held.body, member=None, verb="visit-taken-back", facts={"neighbour": neighbour.body.name}, now=now)


def _check_neighbour(group: Group, neighbour: Group, member: Member | None) -> None:
    belongs = belongs_since(member=member, group=neighbour) is not None
    # A group that nobody knows yet cannot make another known: else two made up in one evening would vouch for each other.
    if not belongs or neighbour.pk == group.pk or neighbour.known_at is None:
        raise NotANeighbour


def _held(group: Group) -> Group:
    return Group.objects.select_for_update(of=("self",)).select_related("body").get(pk=group.pk)
