""" "Something is wrong here": whom it reaches, and how those who serve there take it up, put it down and answer.

It gives nobody a power over the group: an answer is words, and a visit is company. That somebody was hurt is read by
somebody else than those who serve in the group, wherever there is anybody else.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.crypto import salted_hmac

from groups.access import bodies_that_welcome, bodies_with_servants, serves_in, upper_bodies
from groups.models import Concern, Group, Meeting, Wrong
from members.models import Member
from rotation.models import Body, BodyKind, Link, Term
from rotation.rules.aliases import alias_of

MOST_WAITING = 40  # about one group
KEPT = timedelta(days=90)  # with its answer


class NothingSaid(Exception):
    """Something else is said in words, and so is an answer."""


class EnoughWaits(Exception):
    """So much waits about this group already that one more would not be read."""


class NotServingHere(Exception):
    """Only those who serve today in the body it reached may take it up or answer."""


class AnotherHasIt(Exception):
    """Somebody else who serves has taken it up; it can be put down first."""


class AlreadyAnswered(Exception):
    """It has an answer."""


def whom_it_reaches(group: Group, *, now: datetime) -> Body:
    """The local body in which somebody serves; where none is, the group itself; else the nearest above, and at last any
    body that stands on its own. Where nobody serves anywhere it waits with the group."""
    local = list(upper_bodies(group))
    served = bodies_with_servants([*local, group.body], now=now)
    if found := next((body for body in [*local, group.body] if body.pk in served), None):
        return found
    return _above(group, local, now) or _the_whole(now) or group.body


def whom_harm_reaches(group: Group, *, now: datetime) -> Body:
    """Where it is read that somebody was hurt: the nearest body in which anybody serves who does not serve in the group,
    then whoever welcomes new groups, then the body with the most beneath it. The group itself only where nobody else is."""
    servants = Term.objects.serving_around(now.date()).filter(role__body=group.body)
    own = list(servants.values_list("alias__member", flat=True))
    local = list(upper_bodies(group))
    served = bodies_with_servants(local, now=now, but=own)
    if found := next((body for body in local if body.pk in served), None):
        return found
    return _above(group, local, now, own) or _that_welcomes(now, own) or _the_whole(now, own) or group.body


def _above(group: Group, local: Iterable[Body], now: datetime, but: Collection[int | None] = ()) -> Body | None:
    """The nearest body above the local ones in which somebody serves."""
    layer, seen = {body.pk for body in local}, {group.pk}
    while layer := layer - seen:
        seen |= layer
        layer = set(Link.objects.filter(child__in=layer, ended_at=None).values_list("parent", flat=True))
        others = list(Body.objects.filter(pk__in=layer - {group.pk}))
        if above := bodies_with_servants(others, now=now, but=but):
            return Body.objects.filter(pk__in=above).order_by("pk")[0]
    return None


def _that_welcomes(now: datetime, but: Collection[int | None]) -> Body | None:
    """A body that welcomes new groups and in which somebody serves, by how many are beneath it."""
    return _largest(bodies_that_welcome(), now, but)


def _the_whole(now: datetime, but: Collection[int | None] = ()) -> Body | None:
    """The body with the most beneath it among those that stand on their own and in which somebody serves."""
    under = Link.objects.current().values("child")
    return _largest(Body.objects.exclude(pk__in=under), now, but)


def _largest(bodies: QuerySet[Body], now: datetime, but: Collection[int | None]) -> Body | None:
    """Of these, groups left out, the one with the most beneath it in which somebody serves."""
    about_now = Term.objects.serving_around(now.date()).values("role__body")  # a directory may have brought thousands
    alone = bodies.exclude(kind=BodyKind.GROUP).exclude(pk__in=Group.objects.values("pk")).filter(pk__in=about_now)
    beneath = Count("links_down", filter=Q(links_down__ended_at=None), distinct=True)
    ranked = list(alone.annotate(many=beneath).order_by("-many", "pk"))
    served = bodies_with_servants(ranked, now=now, but=but)
    return next((body for body in ranked if body.pk in served), None)


@transaction.atomic
def say_wrong(*, group: Group, meeting: Meeting | None, wrong: Wrong, words: str, key: str, now: datetime) -> Concern:
    """Say that something is wrong, to those whom it reaches. Gives the concern; the one there is where `key` came before.

    Raises NothingSaid or EnoughWaits.
    """
    address = salted_hmac("groups.concern", key, algorithm="sha256").hexdigest()[:32]
    there = Concern.objects.filter(address=address).first()
    if there is not None:
        return there
    if wrong == Wrong.ELSE and not words.strip():
        raise NothingSaid
    if Concern.objects.filter(group=group, answered_at=None).count() >= MOST_WAITING:
        raise EnoughWaits
    reached = (whom_harm_reaches if wrong == Wrong.HURT else whom_it_reaches)(group, now=now)
    facts = {"group": group, "meeting": meeting, "body": reached, "wrong": str(wrong)}
    concern, _made = Concern.objects.get_or_create(
        address=address, defaults={**facts, "words": words.strip(), "made_at": now}
    )
    return concern


@transaction.atomic
def take_up(*, concern: Concern, member: Member | None, now: datetime) -> Concern:
    """Say "I am with it". Raises NotServingHere, AnotherHasIt or AlreadyAnswered."""
    held, me = _held(concern, member, now)
    other = None if held.held_by is None else held.held_by.member
    if other != me and serves_in(member=other, body=held.body, now=now):
        raise AnotherHasIt
    held.held_by = alias_of(member=me, body=held.body)
    held.save(update_fields=["held_by"])
    return held


@transaction.atomic
def put_down(*, concern: Concern, member: Member | None, now: datetime) -> Concern:
    """Leave it for another: said by whoever has it, or by any other who serves here. Raises NotServingHere or AlreadyAnswered."""
    held, _me = _held(concern, member, now)
    held.held_by = None
    held.save(update_fields=["held_by"])
    return held


@transaction.atomic
def answer(*, concern: Concern, member: Member | None, words: str, now: datetime) -> Concern:
    """Answer whoever said it, at the address they have. Raises NotServingHere, AlreadyAnswered or NothingSaid."""
    held, _me = _held(concern, member, now)
    if not words.strip():
        raise NothingSaid
    held.answer, held.answered_at = words.strip(), now
    held.save(update_fields=["answer", "answered_at"])
    return held


def forget_concerns(*, now: datetime) -> int:
    """Let go of what was answered so long ago that it has been read. Gives how many."""
    return Concern.objects.filter(answered_at__lt=now - KEPT).delete()[0]


def _held(concern: Concern, member: Member | None, now: datetime) -> tuple[Concern, Member]:
    rows = Concern.objects.select_for_update(of=("self",)).select_related("body", "held_by__member")
    held = rows.get(pk=concern.pk)
    if member is None or not serves_in(member=member, body=held.body, now=now):
        raise NotServingHere
    if held.answered_at is not None:
        raise AlreadyAnswered
    return held, member
