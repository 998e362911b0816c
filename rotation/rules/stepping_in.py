"""How somebody comes to serve without a choice by ballot: by their own word, by the secretary's note, or where nobody is."""

from datetime import date, datetime, timedelta
from typing import Any

from members.models import Member
from members.panels import panels
from rotation.access import may_read_names, may_speak_for
from rotation.models import HOLDING, Body, Chosen, Duty, Ended, Role, Term, TermKind
from rotation.rules.months import months_after
from rotation.rules.refusals import NotTheirs
from rotation.rules.terms import begin, call_off, end_early

BY_ONES_OWN_WORD = {Chosen.VOLUNTEER, Chosen.ROTA}
AT_HOME = timedelta(days=30)  # how long one has belonged before one keeps the page of a body where nobody serves
FOR_NOW = 3  # months


class NotByOnesOwnWord(Exception):
    """The body chooses in another way who serves in this role."""


class NoSuchDay(ValueError):
    """No day was named."""


class NobodyOfThatName(Exception):
    """No member goes by exactly that name."""


def volunteer(*, role: Role, member: Member, ends_on: date, now: datetime) -> Term:
    """ "I will", from today: for one of the body's own, in a role that it gives to whoever would like to.

    Raises NotTheirs, NotByOnesOwnWord, and what `begin` raises.
    """
    if not may_read_names(member=member, body=role.body, now=now):
        raise NotTheirs
    if role.chosen not in BY_ONES_OWN_WORD:
        raise NotByOnesOwnWord
    today = now.astimezone(role.body.tz).date()
    how = {"starts_on": today, "ends_on": ends_on, "chosen": Chosen(role.chosen)}
    return begin(role=role, member=member, by=member, now=now, **how)  # type: ignore[arg-type]


def may_keep_it_for_now(*, member: Member | None, body: Body, now: datetime) -> bool:
    """Whether nobody serves as the body's secretary and `member` has belonged to it for a while."""
    if member is None:
        return False
    today = now.astimezone(body.tz).date()
    held = Term.objects.serving(on=today).filter(role__body=body).values_list("role__duties", flat=True)
    if any(Duty.SECRETARY in duties for duties in held):
        return False
    return any(each.since <= today - AT_HOME for each in panels("belongings", member=member, body=body))


def keep_it_for_now(*, role: Role, member: Member, now: datetime) -> Term:
    """Cover the secretary's role of a body where nobody serves as one, for three months, so that it is never stuck.

    Raises NotTheirs, NotByOnesOwnWord, and what `begin` raises.
    """
    if not may_keep_it_for_now(member=member, body=role.body, now=now):
        raise NotTheirs
    if Duty.SECRETARY not in role.duties:
        raise NotByOnesOwnWord
    today = now.astimezone(role.body.tz).date()
    days = {"starts_on": today, "ends_on": months_after(today, min(FOR_NOW, role.longest_months))}
    return begin(role=role, member=member, kind=TermKind.ACTING, by=member, now=now, **days)  # type: ignore[arg-type]


def write_down(*, role: Role, name: str, kind: TermKind, by: Member | None, now: datetime, **how: Any) -> Term:
    """The secretary notes that the member of exactly that name begins: what the body agreed to without a ballot.

    `how` is what `begin` takes besides: days, how chosen, a waiver. A shadow learns from whoever holds the place then.
    Raises NotTheirs, NobodyOfThatName, and what `begin` raises.
    """
    if not may_speak_for(member=by, body=role.body, now=now):
        raise NotTheirs
    member = Member.objects.filter(name=name).first()
    if member is None:
        raise NobodyOfThatName
    if kind == TermKind.SHADOW:
        holding = Term.objects.in_force(on=how["starts_on"]).filter(role=role, kind__in=HOLDING)
        how["learns_from"] = holding.exclude(alias__member=member).order_by("seat").first()
    return begin(role=role, member=member, kind=kind, by=by, now=now, **how)


def stand_down(*, term: Term, on: date, member: Member | None, now: datetime) -> None:
    """One's own term ends on `on`, the first day without it; one that has not begun is taken back.

    Raises NotTheirs, ThatDayIsOver, NotEarlier or EndsBeforeItStarts.
    """
    if member is None or term.alias.member_id != member.pk:
        raise NotTheirs
    if term.starts_on > now.astimezone(term.role.body.tz).date():
        call_off(term=term, by=member, now=now)
        return
    end_early(term=term, on=on, by=member, now=now, ended=Ended.RESIGNED)
