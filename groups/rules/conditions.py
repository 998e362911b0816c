"""What a group affirms to belong: a body's own text, in versions; the group's word for it, said again each year."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from groups.access import may_keep_listing
from groups.models import Affirmation, Conditions, Group
from groups.rules.held_names import TALK_WORDS
from groups.rules.refusals import NotTheSecretary
from members.models import Member
from rotation.access import may_speak_for
from rotation.models import Body, Duty, Link, Role, Term
from rotation.rules.aliases import alias_of
from rotation.rules.record import note

A_YEAR = timedelta(days=366)
LAYERS = 8  # of bodies above one another that are looked at


class NotItsServant(Exception):
    """Only whoever serves as secretary of a body writes down its conditions of belonging."""


class WrittenMeanwhile(Exception):
    """Somebody else wrote a newer version after this one was begun."""


class SaysNothing(ValueError):
    """Conditions have at least one line."""


@dataclass(frozen=True)
class InForce:
    """The conditions that hold somewhere, as a page shows them."""

    body: Body | None  # whose they are; None for those the house begins with
    version: int  # 0 for those
    lines: list[str]
    talk_words: list[str]
    at: datetime | None = None
    position: str = ""
    why: str = ""

    def numbered(self) -> dict[str, str]:
        """Each line under its version and number, so that nobody affirms by number what was changed meanwhile."""
        return {f"{self.version}.{number}": line for number, line in enumerate(self.lines)}

    def affirmed(self, lines: list[str]) -> dict[str, Any]:
        """What a group affirms of them, as it is kept with what it wrote."""
        kept = [line for line in self.lines if line in lines]
        return {"body": self.body.pk if self.body else None, "version": self.version, "lines": kept}


def begin_with() -> list[str]:
    """The conditions of a fellowship that has not written its own, in the viewer's language."""
    return [
        gettext("We are two or more people with the same thing in common, and that is what we meet for."),
        gettext("As a group we belong to nothing else: no church, party, clinic or firm."),
        gettext("We pay our own way."),
        gettext("Whoever wants what we want is welcome. There is no fee, no test, and nobody to ask."),
    ]


def in_force(body: Body | None) -> InForce:
    """The conditions of a body, else of the nearest body above that has some, else those the house begins with."""
    layer = [] if body is None else [body.pk]
    for _above in range(LAYERS):
        if not layer:
            break
        # The one asked about first; above it, the same one for everybody who asks.
        found = Conditions.objects.filter(body__in=layer).select_related("body").order_by("body", "-version").first()
        if found is not None:
            return as_in_force(found)
        layer = list(Link.objects.current().filter(child__in=layer).values_list("parent", flat=True))
    return InForce(None, 0, begin_with(), TALK_WORDS)


def as_in_force(kept: Conditions) -> InForce:
    """A version as a page shows it."""
    return InForce(kept.body, kept.version, kept.lines, kept.talk_words, kept.at, kept.position, kept.why)


def versions_of(body: Body) -> list[Conditions]:
    """Every version a body has written, newest first."""
    return list(Conditions.objects.filter(body=body).select_related("body"))


@transaction.atomic
def write_down(
    *, body: Body, member: Member | None, lines: list[str], talk_words: list[str], why: str, seen: int, now: datetime
) -> Conditions:
    """Write a body's conditions down anew, as the version after `seen`. What is the same already stays that version.

    Raises NotItsServant, SaysNothing or WrittenMeanwhile.
    """
    Body.objects.select_for_update(no_key=True).get(pk=body.pk)
    if member is None or not may_speak_for(member=member, body=body, now=now):
        raise NotItsServant
    if not lines:
        raise SaysNothing
    last = Conditions.objects.filter(body=body).order_by("-version").first()
    if last is not None and (last.lines, last.talk_words) == (lines, talk_words):
        return last
    if (last.version if last else 0) != seen:
        raise WrittenMeanwhile
    kept = Conditions.objects.create(
        body=body,
        version=seen + 1,
        lines=lines,
        talk_words=talk_words,
        by=alias_of(member=member, body=body),
        position=_position_of(member, body, now),
        why=why,
        at=now,
    )
    note(body=body, member=member, verb="conditions-changed", facts={"version": kept.version}, now=now)
    return kept


@transaction.atomic
def affirm(*, group: Group, member: Member | None, lines: list[str], now: datetime) -> Affirmation:
    """The group's own word that it keeps these of the conditions that hold for it today. Raises NotTheSecretary."""
    held = Group.objects.select_for_update(of=("self",)).select_related("body").get(pk=group.pk)
    if not may_keep_listing(member=member, group=held, now=now):
        raise NotTheSecretary
    said = in_force(held.body).affirmed(lines)
    last = held.affirmations.first()
    if last is not None and last.at.date() == now.date() and last.lines == said["lines"]:
        return last
    return keep_affirmation(group=held, said=said, by=member, now=now)


def keep_affirmation(*, group: Group, said: dict[str, Any], by: Member | None, now: datetime) -> Affirmation:
    """Keep what a group affirmed, with a line in its record."""
    kept = Affirmation.objects.create(
        group=group, body_id=said["body"], version=said["version"], lines=said["lines"], at=now
    )
    note(body=group.body, member=by, verb="conditions-affirmed", facts={"version": kept.version}, now=now)
    return kept


def affirmation_of(group: Group) -> Affirmation | None:
    """What the group affirmed last. One query."""
    return Affirmation.objects.filter(group=group).select_related("body").first()


def has_lapsed(said: Affirmation, *, now: datetime) -> bool:
    """Whether it was said more than a year ago. It changes one line on the group's own page and nothing else."""
    return now >= said.at + A_YEAR


def _position_of(member: Member, body: Body, now: datetime) -> str:
    """By which role somebody speaks for a body today."""
    today = now.astimezone(body.tz).date()
    served = Term.objects.serving(on=today).filter(role__body=body, alias__member=member).values("role")
    roles = Role.objects.filter(pk__in=served)
    return next((role.title for role in roles if Duty.SECRETARY in role.duties), "")
