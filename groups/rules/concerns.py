""" "Something is wrong here": whom it reaches, and how those who serve there take it up, put it down and answer.

It gives nobody a power over the group: an answer is words, and a visit is company.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils.crypto import salted_hmac

from groups.access import bodies_with_servants, serves_in, upper_bodies
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
    for body in [*local, group.body]:
        if body.pk in served:
            return body
    layer, seen = {body.pk for body in local}, {group.pk}
    while layer := layer - seen:
        seen |= layer
        layer = set(Link.objects.filter(child__in=layer, ended_at=None).values_list("parent", flat=True))
        if above := bodies_with_servants(list(Body.objects.filter(pk__in=layer)), now=now):
            return Body.objects.filter(pk__in=above).order_by("pk")[0]
    return _the_whole(now) or group.body


def _the_whole(now: datetime) -> Body | None:
    """The body with the most beneath it among those that stand on their own and in which somebody serves."""
    under = Link.objects.current().values("child")
    alone = Body.objects.exclude(kind=BodyKind.GROUP).exclude(pk__in=under).exclude(pk__in=Group.objects.values("pk"))
    about_now = Term.objects.serving_around(now.date()).values("role__body")  # a directory may have brought thousands
    alone = alone.filter(pk__in=about_now)
    ranked = list(alone.annotate(many=Count("links_down", filter=Q(links_down__ended_at=None))).order_by("-many", "pk"))
    served = bodies_with_servants(ranked, now=now)
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
    facts = {"group": group, "meeting": meeting, "body": whom_it_reaches(group, now=now), "wrong": str(wrong)}
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
