"""Where a body stands among others: an upper one offered, agreed by both, left when the lower one says so, or exchanged.

A link counts with two confirmations, each by whoever serves as secretary of that body. It gives nobody a power in the other.
"""

from datetime import datetime

from django.db import connection, transaction

from members.models import Member
from rotation.access import may_speak_for
from rotation.models import Body, Link, LinkKind
from rotation.rules.record import note

ONE_AT_A_TIME = 7_463_181  # the name of the lock at which everyone waits who changes the ladders


class NotTheirServant(Exception):
    """Only whoever serves as secretary of one of the two bodies today may say this for it."""


class BelowItself(Exception):
    """The lower body stands above the upper one already; no body is its own upper body, however far up."""


class HasOneOfThisKind(Exception):
    """The lower body has an upper body of this kind already: it can move, or leave that one first."""


class AlreadyOver(Exception):
    """This link has ended, or never counted."""


@transaction.atomic
def offer(*, child: Body, parent: Body, kind: LinkKind, body: Body, by: Member | None, now: datetime) -> Link:
    """Say for `body`, one of the two, that `child` should have its place in `parent`. Gives the link.

    What is offered from both sides is agreed. Raises NotTheirServant, BelowItself or HasOneOfThisKind.
    """
    _hold_the_ladders()
    _check_speaker(child, parent, body, by, now)
    if parent.pk in below(child, kind):
        raise BelowItself
    if Link.objects.current().filter(child=child, kind=kind).exists():
        raise HasOneOfThisKind
    open_offers = Link.objects.filter(child=child, parent=parent, kind=kind, ended_at=None, source="")
    link = open_offers.first()
    if link is None:
        link = Link.objects.create(child=child, parent=parent, kind=kind, offered_at=now)
        _note_in_both(link, verb="link-offered", body=body, by=by, now=now)
    return _say_yes(link, body, by, now)


@transaction.atomic
def move(*, link: Link, to: Body, by: Member | None, now: datetime) -> Link:
    """Ask for the lower body of a link that counts to have its place in `to` instead: it stays until all three agree.

    Gives the new link. Raises NotTheirServant, AlreadyOver or BelowItself.
    """
    _hold_the_ladders()
    held = _held(link)
    _check_speaker(held.child, held.child, held.child, by, now)
    if not held.is_current or to.pk == held.parent_id:
        raise AlreadyOver
    if to.pk in below(held.child, LinkKind(held.kind)):
        raise BelowItself
    asked = Link.objects.filter(leaves=held, parent=to, ended_at=None).first()
    if asked is None:
        asked = Link.objects.create(
            child=held.child, parent=to, kind=held.kind, offered_at=now, child_yes_at=now, leaves=held
        )
        _note_in_both(asked, verb="link-move-asked", body=held.child, by=by, now=now)
    return asked


@transaction.atomic
def say_yes(*, link: Link, body: Body, by: Member | None, now: datetime) -> Link:
    """Say yes to a link for `body`: the lower one, the upper one, or the one that is left by a move. Gives it as it is now.

    Raises NotTheirServant, AlreadyOver, BelowItself or HasOneOfThisKind, and then it stays as it was.
    """
    _hold_the_ladders()
    held = _held(link)
    if held.ended_at is not None or held.source:
        raise AlreadyOver
    left = held.leaves.parent if held.leaves else held.parent
    if body.pk == left.pk != held.parent_id:
        _check_speaker(left, left, body, by, now)
        if held.released_at is None:
            held.released_at = now
            note(body=left, member=by, verb="link-released", facts=_facts(held), now=now)
            _count(held, "released_at", by=by, now=now)
        return held
    _check_speaker(held.child, held.parent, body, by, now)
    return _say_yes(held, body, by, now)


@transaction.atomic
def end(*, link: Link, body: Body, by: Member | None, now: datetime) -> Link:
    """End a link for its lower body, at any time; its upper body may say no only while it is an offer.

    A move away from what has ended needs nobody else's yes but the new upper body's. Raises NotTheirServant or AlreadyOver.
    """
    _hold_the_ladders()
    held = _held(link)
    may_end = {held.child_id} if held.is_current else {held.child_id, held.parent_id}
    if body.pk not in may_end:
        raise NotTheirServant
    _check_speaker(held.child, held.parent, body, by, now)
    if held.ended_at is not None or held.source:
        raise AlreadyOver
    if held.is_current:
        _note_in_both(held, verb="link-ended", body=body, by=by, now=now)
    else:
        _note_in_both(held, verb="link-declined", body=body, by=by, now=now)
    held.ended_at = now
    held.save(update_fields=["ended_at"])
    for moving in Link.objects.filter(leaves=held, ended_at=None, released_at=None).select_related("child", "parent"):
        moving.released_at = now
        try:
            _count(moving, "released_at", by=by, now=now)
        except (BelowItself, HasOneOfThisKind):  # what was asked meanwhile cannot be; leaving is never held up by it
            moving.ended_at = now
            moving.save(update_fields=["ended_at"])
    return held


def below(body: Body, kind: LinkKind) -> set[int]:
    """The ids of `body` and of every body that stands under it by links of that kind. One query a layer."""
    found, layer = {body.pk}, {body.pk}
    while layer:
        under = Link.objects.current().filter(parent__in=layer, kind=kind).values_list("child", flat=True)
        layer = set(under) - found
        found |= layer
    return found


def _hold_the_ladders() -> None:
    """Let one at a time look who stands above whom and write. SQLite's transactions queue up by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def _held(link: Link) -> Link:
    return Link.objects.select_related("child", "parent", "leaves__parent").get(pk=link.pk)


def _check_speaker(child: Body, parent: Body, body: Body, by: Member | None, now: datetime) -> None:
    if body.pk not in (child.pk, parent.pk) or not may_speak_for(member=by, body=body, now=now):
        raise NotTheirServant


def _say_yes(link: Link, body: Body, by: Member | None, now: datetime) -> Link:
    side = "child_yes_at" if body.pk == link.child_id else "parent_yes_at"
    if getattr(link, side) is None:
        setattr(link, side, now)
        _count(link, side, by=by, now=now)
    return link


def _count(link: Link, changed: str, *, by: Member | None, now: datetime) -> None:
    """Keep a yes; where it was the last one wanted the link counts, and the one it replaces no longer."""
    if not link.is_current:
        link.save(update_fields=[changed])
        return
    if link.parent_id in below(link.child, LinkKind(link.kind)):
        raise BelowItself
    standing = Link.objects.current().filter(child=link.child, kind=link.kind).exclude(pk=link.pk)
    if set(standing.values_list("pk", flat=True)) - {link.leaves_id}:
        raise HasOneOfThisKind
    standing.update(ended_at=now)
    link.save(update_fields=[changed])
    _note_in_both(link, verb="link-agreed", body=None, by=by, now=now)


def _note_in_both(link: Link, *, verb: str, body: Body | None, by: Member | None, now: datetime) -> None:
    """A line in the record of both; whoever said it is named in their own body's alone."""
    for each in (link.child, link.parent):
        said_here = body is not None and each.pk == body.pk
        note(body=each, member=by if said_here else None, verb=verb, facts=_facts(link), now=now)


def _facts(link: Link) -> dict[str, str]:
    return {"child": link.child.name, "parent": link.parent.name, "kind": str(link.kind)}
