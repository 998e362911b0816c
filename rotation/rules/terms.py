"""Terms: when service begins and when it ends. A term's powers follow from its days; nothing here switches them."""

from datetime import date, datetime

from django.db import transaction

from members.models import Member
from rotation.models import Role, Term
from rotation.rules.aliases import alias_of
from rotation.rules.record import note


class EndsBeforeItStarts(ValueError):
    """A term's first day without the powers must come after its first day with them."""


class ThatDayIsOver(ValueError):
    """What was done on a past day was done with its powers; a term can end today or later, not before."""


class NotEarlier(ValueError):
    """The term would end by then anyway."""


@transaction.atomic
def begin(*, role: Role, member: Member, starts_on: date, ends_on: date, by: Member | None, now: datetime) -> Term:
    """Let `member` serve in `role` from `starts_on` until `ends_on`, the first day without the powers.

    `by` is whoever wrote it down, None for the house itself. Raises EndsBeforeItStarts.
    """
    if ends_on <= starts_on:
        raise EndsBeforeItStarts
    alias = alias_of(member=member, body=role.body)
    term = Term.objects.create(role=role, alias=alias, starts_on=starts_on, ends_on=ends_on)
    facts = {"term": term.pk, "role": role.title, "starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    note(body=role.body, member=by, verb="term-begun", facts=facts, now=now)
    return term


@transaction.atomic
def end_early(*, term: Term, on: date, by: Member | None, now: datetime) -> Term:
    """Let a term end on `on`, the first day without the powers, instead of its planned day.

    Raises ThatDayIsOver, NotEarlier or EndsBeforeItStarts.
    """
    held = Term.objects.select_for_update(of=("self",)).select_related("role__body").get(pk=term.pk)
    body = held.role.body
    if on < now.astimezone(body.tz).date():
        raise ThatDayIsOver
    if on >= held.ends_on:
        raise NotEarlier
    if on <= held.starts_on:
        raise EndsBeforeItStarts
    facts = {"term": held.pk, "role": held.role.title, "before": held.ends_on.isoformat(), "after": on.isoformat()}
    held.ends_on = on
    held.save(update_fields=["ends_on"])
    note(body=body, member=by, verb="term-ended-early", facts=facts, now=now)
    return held
