"""What the servants who welcome new groups do: take a talk up and put it down, write, tick off, and say that all is answered.

Their power comes from a term with that duty today, in the body the group wrote to; none of it is a power over a group.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from groups.access import arrivals_at, may_welcome
from groups.models import Arrival, Group, Letter, Tick
from groups.rules.arriving import NoLongerOpen, listed
from groups.rules.conditions import in_force
from groups.rules.held_names import word_to_talk_about
from groups.rules.waiting import waiting_since
from members.models import Member
from rotation.models import Alias, Body, Term
from rotation.rules.aliases import alias_of

WORTH_DOING = {
    "wrote": _("Somebody of us wrote back"),
    "hour": _("Hour, zone and place are as the group means them"),
    "conditions": _("We talked about what belonging asks for"),
    "contact": _("The contact can be reached"),
    "company": _("A neighbouring group knows of them"),
}


class NotAWelcomer(Exception):
    """Only whoever welcomes new groups in that body today may do this."""


class AnotherHasIt(Exception):
    """Somebody who serves has taken this talk up; it can be put down first."""


class NoSuchLine(ValueError):
    """Not a line of the list."""


@dataclass(frozen=True)
class Waiting:
    """A new group in the queue: since when it waits, and who has taken it up, if they serve still."""

    arrival: Arrival
    since: str
    holder: Alias | None
    talk_about: str
    same_name: Group | None = None


def of_the_same_name(names: Iterable[str]) -> dict[str, Group]:
    """Groups that bear one of these names already, by name. One query."""
    found = Group.objects.filter(body__name__in=list(names), merged_into=None).select_related("body")
    return {group.body.name: group for group in found.order_by("-pk")}


def queue(*, body: Body, now: datetime) -> list[Waiting]:
    """The new groups that wrote to a body, whoever has waited longest first. Five queries, however many there are."""
    rows = list(arrivals_at(body, now=now))
    rows.sort(key=lambda each: (each.waiting_since is None, each.waiting_since or each.moved_at))
    today = now.astimezone(body.tz).date()
    serving = set(Term.objects.serving(on=today).filter(role__body=body).values_list("alias", flat=True))
    same = of_the_same_name(each.name for each in rows)
    here, elsewhere = in_force(body).talk_words, in_force(None).talk_words
    return [
        Waiting(
            arrival=each,
            since=since_in_words(each, now=now),
            holder=each.held_by if each.held_by_id in serving else None,
            talk_about=word_to_talk_about(each.name, here if each.body_id else elsewhere),
            same_name=same.get(each.name),
        )
        for each in rows
    ]


def since_in_words(arrival: Arrival, *, now: datetime) -> str:
    """Since when it waits for a word, as one would say it: by the weekday within the week. Empty where nobody waits."""
    if arrival.waiting_since is None:
        return ""
    return waiting_since(arrival.waiting_since, now=now)


def holder_of(arrival: Arrival, *, now: datetime) -> Alias | None:
    """Who has taken the talk up; nobody once their term is over."""
    if arrival.held_by is None or arrival.body is None:
        return None
    today = now.astimezone(arrival.body.tz).date()
    serving = Term.objects.serving(on=today).filter(alias=arrival.held_by, role__body=arrival.body)
    return arrival.held_by if serving.exists() else None


@transaction.atomic
def take_up(*, arrival: Arrival, body: Body, member: Member | None, now: datetime) -> Arrival:
    """Say "I am with them". Raises NotAWelcomer, NoLongerOpen or AnotherHasIt."""
    held, me = _open(arrival, body, member, now)
    holder = holder_of(held, now=now)
    if holder is not None and holder.pk != me.pk:
        raise AnotherHasIt
    return _save(held, held_by=me)


@transaction.atomic
def put_down(*, arrival: Arrival, body: Body, member: Member | None, now: datetime) -> Arrival:
    """Leave the talk for another to take up: said by whoever has it, or by any other who welcomes there, for them.

    Raises NotAWelcomer or NoLongerOpen.
    """
    held, _me = _open(arrival, body, member, now)
    return _save(held, held_by=None)


@transaction.atomic
def write_back(
    *, arrival: Arrival, body: Body, member: Member | None, key: str, words: str, answers: bool, now: datetime
) -> Arrival:
    """A word to the group; with `answers`, that there is nothing more to talk about: then it is listed, or may list itself.

    Sent twice it is kept once. Raises NotAWelcomer or NoLongerOpen.
    """
    if Letter.objects.filter(arrival=arrival, key=key).exists():
        return arrival
    held, _me = _open(arrival, body, member, now)
    Letter.objects.create(arrival=held, key=key, from_servant=True, words=words, at=now)
    changes: dict[str, Any] = {"waiting_since": None, "moved_at": now}
    if answers and held.answered_at is None:
        changes["answered_at"] = now
    _save(held, **changes)
    if held.answered_at is not None and held.list_when_answered:
        listed(held, now)
    return held


@transaction.atomic
def tick(*, arrival: Arrival, body: Body, member: Member | None, line: str, done: bool, now: datetime) -> None:
    """Tick a line of the list, or take the tick back. Raises NotAWelcomer, NoLongerOpen or NoSuchLine."""
    if line not in WORTH_DOING:
        raise NoSuchLine
    held, me = _open(arrival, body, member, now)
    if done:
        Tick.objects.get_or_create(arrival=held, line=line, defaults={"by": me, "at": now})
    else:
        Tick.objects.filter(arrival=held, line=line).delete()


def _open(arrival: Arrival, body: Body, member: Member | None, now: datetime) -> tuple[Arrival, Alias]:
    """The row, held, and the servant's alias. A group that wrote to nobody in particular is theirs who answer first."""
    rows = Arrival.objects.select_for_update(of=("self",)).select_related("body", "member", "held_by")
    held = rows.get(pk=arrival.pk)
    if member is None or held.body_id not in (None, body.pk) or not may_welcome(member=member, body=body, now=now):
        raise NotAWelcomer
    if held.listed_at is not None or held.withdrawn_at is not None:
        raise NoLongerOpen
    if held.body is None:
        _save(held, body=body)
    return held, alias_of(member=member, body=body)


def _save(held: Arrival, **changes: Any) -> Arrival:
    for name, value in changes.items():
        setattr(held, name, value)
    held.save(update_fields=list(changes))
    return held
