"""A new group: what it writes is sent, changed, taken back, and some day listed. Nobody approves it.

A servant says that all is answered; then it is listed, when the group said so beforehand or says so now. A talk that
nobody ends holds nothing up: after a week, or a month where the name calls for a talk, it may list itself as it stands.
"""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from groups.access import is_kept
from groups.models import Arrival, Contact, Group, Letter, Meeting, Venue
from groups.models.arrival import an_address
from groups.rules.calendar import lay_out
from groups.rules.claims import keep_for_now
from groups.rules.conditions import in_force, keep_affirmation
from groups.rules.held_names import word_to_talk_about
from groups.types import SPOKEN
from members.models import Member
from rotation.models import Body, BodyKind, Duty, Link, LinkKind, Role
from rotation.rules.links import offer
from rotation.rules.record import note

A_WEEK, A_MONTH = timedelta(days=7), timedelta(days=30)


class State(models.TextChoices):
    """How far a new group has come, in the words of its page."""

    TALK = "talk", _("in conversation")
    ANSWERED = "answered", _("answered")
    LISTED = "listed", _("listed")
    WITHDRAWN = "withdrawn", _("taken back")


class NotYet(Exception):
    """Nobody has answered, and the time after which a group may list itself has not come: `since` says when it does."""

    def __init__(self, since: datetime) -> None:
        super().__init__()
        self.since = since


class NoLongerOpen(Exception):
    """It is listed already, or was taken back."""


class IsKept(Exception):
    """Somebody keeps the group's listing already."""


def state_of(arrival: Arrival) -> State:
    """How far it has come."""
    said = [
        (arrival.withdrawn_at, State.WITHDRAWN),
        (arrival.listed_at, State.LISTED),
        (arrival.answered_at, State.ANSWERED),
    ]
    return next((state for moment, state in said if moment is not None), State.TALK)


def talk_about(arrival: Arrival) -> str:
    """The word of its name that calls for a talk, where there is one."""
    return word_to_talk_about(arrival.name, in_force(arrival.body).talk_words)


def lists_itself_from(arrival: Arrival) -> datetime:
    """From when the group may list itself, whatever was said or not said till then."""
    if arrival.answered_at is not None:
        return arrival.answered_at
    return arrival.sent_at + (A_MONTH if talk_about(arrival) else A_WEEK)


@transaction.atomic
def send(
    *, address: str, body: Body | None, member: Member | None, facts: dict[str, Any], words: str, now: datetime
) -> Arrival:
    """Take in what a new group wrote. Sent again under the same address it is the one that came first."""
    more = {"body": body, "member": member, "sent_at": now, "moved_at": now, "waiting_since": now}
    arrival, is_new = Arrival.objects.get_or_create(address=address, defaults=facts | more)
    if is_new and words:
        Letter.objects.create(arrival=arrival, key=address, from_servant=False, words=words, at=now)
    return arrival


@transaction.atomic
def change(*, arrival: Arrival, facts: dict[str, Any], now: datetime) -> Arrival:
    """Write it anew, as when another name was found in a talk. Raises NoLongerOpen."""
    held = _open(arrival)
    for name, value in facts.items():
        setattr(held, name, value)
    held.moved_at = now
    held.waiting_since = held.waiting_since or now
    held.save(update_fields=[*facts, "moved_at", "waiting_since"])
    return held


@transaction.atomic
def write(*, arrival: Arrival, key: str, words: str, now: datetime) -> Arrival:
    """A word of the group to whoever welcomes it; one sent twice is kept once. Raises NoLongerOpen."""
    held = _open(arrival)
    _letter, is_new = Letter.objects.get_or_create(
        arrival=held, key=key, defaults={"from_servant": False, "words": words, "at": now}
    )
    if is_new:
        held.moved_at = now
        held.waiting_since = held.waiting_since or now
        held.save(update_fields=["moved_at", "waiting_since"])
    return held


@transaction.atomic
def take_back(*, arrival: Arrival, now: datetime) -> Arrival:
    """The group thinks again. Its words are gone thirty days later. Raises NoLongerOpen once it is listed."""
    held = _held(arrival)
    if held.withdrawn_at is not None:
        return held
    held = _open(arrival)
    held.withdrawn_at, held.waiting_since = now, None
    held.save(update_fields=["withdrawn_at", "waiting_since"])
    return held


@transaction.atomic
def list_it(*, arrival: Arrival, now: datetime) -> Group:
    """The group lists itself: it is in its first thirty days from now, new and not yet visited. Gives the group.

    Raises NotYet or NoLongerOpen.
    """
    held = _held(arrival)
    if held.group is not None:
        return held.group
    held = _open(arrival)
    since = lists_itself_from(held)
    if now < since:
        raise NotYet(since)
    return listed(held, now)


@transaction.atomic
def serve(*, arrival: Arrival, member: Member, now: datetime) -> Group:
    """Whoever holds the group's address keeps its listing for six months, while nobody else does. Raises NotYet or IsKept."""
    held = _held(arrival)
    if held.group is None:
        raise NotYet(lists_itself_from(held))
    group = Group.objects.select_for_update(of=("self",)).select_related("body").get(pk=held.group.pk)
    if is_kept(group=group, now=now):
        raise IsKept
    _begin_to_serve(group, member, held.body, now)
    return group


def listed(held: Arrival, now: datetime) -> Group:
    """The group, made of what it wrote. Called by rules that hold the row; `known_at` stays empty, as for anyone new."""
    slug = _free_slug(held.name)
    body = Body.objects.create(
        name=held.name, slug=slug, kind=BodyKind.GROUP, zone=held.meeting["zone"], created_at=now
    )
    group = Group.objects.create(body=body, claimed_at=now)
    note(body=body, member=None, verb="group-began", facts={}, now=now)
    _meeting(group, held, slug, now)
    for duty in held.duties:
        Role.objects.create(body=body, title=str(TITLES[duty]), purpose="", duties=[duty])
    if held.mailbox:
        Contact.objects.create(group=group, mailbox=held.mailbox, kept_at=now)
    if held.affirmed.get("lines"):
        keep_affirmation(group=group, said=held.affirmed, by=None, now=now)
    if held.serves and held.member is not None:
        _begin_to_serve(group, held.member, held.body, now)
    if held.body is not None:
        note(body=held.body, member=None, verb="new-group-listed", facts={"group": held.name}, now=now)
    held.group, held.listed_at, held.waiting_since, held.mailbox = group, now, None, ""
    held.save(update_fields=["group", "listed_at", "waiting_since", "mailbox"])
    return group


def as_meeting(arrival: Arrival) -> dict[str, Any]:
    """Its first meeting, by the names of Meeting."""
    said = dict(arrival.meeting)
    return said | {"time": time.fromisoformat(said["time"]) if said["time"] else None}


def circle_opens_at_its_hour(group: Group) -> bool:
    """Whether a meeting of the group has an hour at which its circle opens here. One query."""
    return group.meetings.filter(has_circle=True, time__isnull=False).exists()


def forget_words(*, now: datetime) -> int:
    """Take away whatever is past its time (Arrival.kept): pages have not shown it since. Gives how many."""
    past = Arrival.objects.exclude(pk__in=Arrival.objects.kept(now).values("pk"))
    return past.delete()[1].get("groups.Arrival", 0)


TITLES = {
    Duty.SECRETARY: _("Secretary"),
    Duty.HOST: _("Host"),
    Duty.TIME: _("Timekeeper"),
    Duty.DOOR: _("Door"),
    Duty.GREET: _("Greeter"),
    Duty.CAPTION: _("Captioner"),
}


def _meeting(group: Group, held: Arrival, slug: str, now: datetime) -> None:
    said = as_meeting(held)
    spoken = [code for code, tag in SPOKEN.items() if tag in said["languages"]]
    # Who meets in a place, or online somewhere else, opens no circle here: the finder and the page send nobody to one.
    here = said["venue"] != Venue.PLACE and not said.get("link")
    meeting = Meeting.objects.create(
        group=group, slug=slug, name=held.name, types=spoken, has_circle=here, changed_at=now, **said
    )
    lay_out(meetings=[meeting], now=now)


def _begin_to_serve(group: Group, member: Member, above: Body | None, now: datetime) -> None:
    """The first servant of the group; with them it can ask for its place in the body that welcomed it."""
    keep_for_now(group=group, member=member, now=now)
    if above is not None and not Link.objects.filter(child=group.body, ended_at=None).exists():
        offer(child=group.body, parent=above, kind=LinkKind.SERVICE, body=group.body, by=member, now=now)


def _free_slug(name: str) -> str:
    """An address of its own for a group and its meeting, from its name where that is free."""
    slug = slugify(name)[:60].strip("-") or "group"
    taken = Body.objects.filter(slug=slug).exists() or Meeting.objects.filter(slug=slug).exists()
    return f"{slug}-{an_address()[:6]}" if taken else slug


def _open(arrival: Arrival) -> Arrival:
    held = _held(arrival)
    if held.listed_at is not None or held.withdrawn_at is not None:
        raise NoLongerOpen
    return held


def _held(arrival: Arrival) -> Arrival:
    return (
        Arrival.objects.select_for_update(of=("self",))
        .select_related("body", "member", "group__body")
        .get(pk=arrival.pk)
    )
