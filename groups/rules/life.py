"""A group's life: what it is today, read from what its people said and from the clock; and saying that it rests or ends.

Nobody approves a group, and no job changes what it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groups.access import may_keep_listing
from groups.models import Contact, Group, Meeting
from groups.rules.refusals import NotTheSecretary
from members.models import Member
from rotation.models import Term
from rotation.rules.record import note

FIRST_DAYS = timedelta(days=30)


class State(models.TextChoices):
    """What a group is today, in the words of its page."""

    AHEAD = "ahead", _("It has yet to begin.")
    ELSEWHERE = "elsewhere", _("It is listed elsewhere, and nobody here has answered for it yet.")
    PENDING = "pending", _("It is in its first thirty days here.")
    INCOMPLETE = "incomplete", _("Something is missing yet.")
    ACTIVE = "active", _("It meets.")
    UNKNOWN = "unknown", _("It is listed, and could not be reached of late. A visit would be welcome.")
    INACTIVE = "inactive", _("It rests for now.")
    CLOSED = "closed", _("It has closed. What it wrote down is kept.")
    LEFT = "left", _("It asked to be listed here no more.")
    MERGED = "merged", _("It has become one with another group.")


@dataclass(frozen=True)
class Facts:
    """What the state is read from beside the group's own moments."""

    has_meeting: bool
    has_contact: bool
    is_unreached: bool
    is_served: bool


def state_of(group: Group, *, now: datetime) -> State:
    """What the group is today. At most one query; nothing is written."""
    return said_of(group, now=now) or lived(facts_of(group, now=now), since=group.claimed_at or now, now=now)


def said_of(group: Group, *, now: datetime) -> State | None:
    """What its people said of it; None where it lives on and the rest decides."""
    said = [
        (group.merged_into_id is not None, State.MERGED),
        (group.left_at is not None, State.LEFT),
        (group.closed_at is not None, State.CLOSED),
        (group.resting_since is not None, State.INACTIVE),
        (group.starts_at is not None and group.starts_at > now, State.AHEAD),
        (group.claimed_at is None, State.ELSEWHERE),
    ]
    return next((state for is_so, state in said if is_so), None)


def lived(facts: Facts, *, since: datetime, now: datetime) -> State:
    """What follows from its facts and from how long it has been here."""
    if not facts.is_served:
        return State.INCOMPLETE
    if now < since + FIRST_DAYS:
        return State.PENDING
    if not (facts.has_meeting and facts.has_contact):
        return State.INCOMPLETE
    return State.UNKNOWN if facts.is_unreached else State.ACTIVE


def facts_of(group: Group, *, now: datetime) -> Facts:
    """The facts a state is read from. One query."""
    contact = Contact.objects.filter(group=OuterRef("pk"))
    served = Term.objects.serving(on=now.astimezone(group.body.tz).date()).filter(role__body=OuterRef("pk"))
    found = Group.objects.filter(pk=group.pk).values_list(
        Exists(Meeting.objects.filter(group=OuterRef("pk"))),
        Exists(contact),
        Exists(contact.filter(unreached_at__isnull=False)),
        Exists(served),
    )
    return Facts(*found.get())


def missing_of(group: Group, *, now: datetime) -> list[str]:
    """What an incomplete group lacks, in words for its own people; outsiders are not told. One query."""
    facts = facts_of(group, now=now)
    said = [
        (facts.has_meeting, gettext("a meeting")),
        (facts.has_contact, gettext("a contact")),
        (facts.is_served, gettext("someone who serves")),
    ]
    return [words for is_there, words in said if not is_there]


@transaction.atomic
def rest(*, group: Group, member: Member | None, now: datetime) -> Group:
    """Let the group rest: it is listed no more until it comes back. Raises NotTheSecretary."""
    held = _held(group, member, now)
    if held.resting_since is None:
        held.resting_since = now
        held.save(update_fields=["resting_since"])
        note(body=held.body, member=member, verb="group-rests", facts={}, now=now)
    return held


@transaction.atomic
def close(*, group: Group, member: Member | None, now: datetime) -> Group:
    """Let the group end: it is listed no more, and its record stays. Raises NotTheSecretary."""
    held = _held(group, member, now)
    if held.closed_at is None:
        held.closed_at = now
        held.save(update_fields=["closed_at"])
        note(body=held.body, member=member, verb="group-closed", facts={}, now=now)
    return held


@transaction.atomic
def leave(*, group: Group, member: Member | None, now: datetime) -> Group:
    """Let the group go its own way: unlisted from this moment, in every feed too. Raises NotTheSecretary."""
    held = _held(group, member, now)
    if held.left_at is None:
        held.left_at = now
        held.save(update_fields=["left_at"])
        note(body=held.body, member=member, verb="group-left", facts={}, now=now)
    return held


@transaction.atomic
def come_back(*, group: Group, member: Member | None, now: datetime) -> Group:
    """Take back that the group rests, has closed or has left: it is listed as before. Raises NotTheSecretary."""
    held = _held(group, member, now)
    if held.resting_since or held.closed_at or held.left_at:
        held.resting_since = held.closed_at = held.left_at = None
        held.save(update_fields=["resting_since", "closed_at", "left_at"])
        note(body=held.body, member=member, verb="group-is-back", facts={}, now=now)
    return held


def _held(group: Group, member: Member | None, now: datetime) -> Group:
    held = Group.objects.select_for_update(of=("self",)).select_related("body").get(pk=group.pk)
    if not may_keep_listing(member=member, group=held, now=now):
        raise NotTheSecretary
    return held
