"""Whether a term may begin as was said: how long, how often in a row, beside whom, for whom."""

from datetime import date, timedelta

from members.models import Member
from rotation.models import HOLDING, Alias, Duty, Link, LinkKind, Role, Term
from rotation.rules.in_a_row import in_a_row
from rotation.rules.months import months_after
from rotation.rules.refusals import (
    CarriesAlready,
    EndsBeforeItStarts,
    LongerThanItMayBe,
    NobodyToLearnFrom,
    OftenEnoughInARow,
)


def check_days(role: Role, starts_on: date, ends_on: date) -> None:
    """Raises EndsBeforeItStarts or LongerThanItMayBe."""
    if ends_on <= starts_on:
        raise EndsBeforeItStarts
    if ends_on > months_after(starts_on, role.longest_months):
        raise LongerThanItMayBe


def check_turn(role: Role, alias: Alias, starts_on: date, ends_on: date, waiver: str) -> None:
    """Raises OftenEnoughInARow, unless the body says why it waives that."""
    if role.in_a_row is None or waiver.strip():
        return
    if in_a_row(role=role, alias=alias, starts_on=starts_on, ends_on=ends_on) > role.in_a_row:
        raise OftenEnoughInARow


def check_carrying(role: Role, member: Member, starts_on: date, ends_on: date) -> None:
    """Nobody carries for two bodies to the same one; whoever begins twice at once begins one after the other.

    Raises CarriesAlready.
    """
    if Duty.DELEGATE not in role.duties:
        return
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    above = Link.objects.current().filter(child=role.body, kind=LinkKind.VOICE).values("parent")
    beside = Link.objects.current().filter(parent__in=above, kind=LinkKind.VOICE).exclude(child=role.body)
    terms = Term.objects.filter(
        alias__member=member, kind__in=HOLDING, role__body__in=beside.values("child"), starts_on__lt=ends_on,
        ends_on__gt=starts_on,
    )  # fmt: skip
    if any(Duty.DELEGATE in duties for duties in terms.values_list("role__duties", flat=True)):
        raise CarriesAlready


def seat_beside(role: Role, learns_from: Term | None, starts_on: date, ends_on: date) -> int:
    """The seat of the term a shadow learns from, beside which it is for long enough. Raises NobodyToLearnFrom."""
    if learns_from is None or learns_from.role_id != role.pk or learns_from.kind not in HOLDING:
        raise NobodyToLearnFrom
    together = min(ends_on, learns_from.ends_on) - max(starts_on, learns_from.starts_on)
    if together < max(timedelta(weeks=role.shadow_weeks), timedelta(days=1)):
        raise NobodyToLearnFrom
    return learns_from.seat
