"""Who has covered long is asked, alone: pass it on, or glad to stay until a day. The body sees an opening, never how long."""

from datetime import date, datetime, timedelta

from django.db import transaction

from members.models import Member
from rotation.models import HOLDING, Body, Term, TermKind
from rotation.rules.months import months_after
from rotation.rules.refusals import NotTheirs, ThatDayIsOver
from rotation.rules.terms import stay_until

COVERED_LONG = 2  # months, for whoever covers a place that somebody should hold
A_BREATH = timedelta(days=31)  # between two terms that are one time to whoever served


class YourTermEnds(Exception):
    """A term that the body gave ends with its day; to go on after it is for the body to say."""


def asked_alone(*, member: Member | None, body: Body, now: datetime) -> list[Term]:
    """The terms `member` is asked about today; nobody else is shown that they are. Two queries."""
    if member is None:
        return []
    today = now.astimezone(body.tz).date()
    own = list(
        Term.objects.filter(alias__member=member, role__body=body, starts_on__lte=today)
        .exclude(kind=TermKind.SHADOW)
        .select_related("role__body", "alias")
        .order_by("-starts_on", "-pk")
    )
    serving = set(Term.objects.serving(on=today).filter(pk__in=[term.pk for term in own]).values_list("pk", flat=True))
    return [term for term in own if term.pk in serving and _is_due(term, own, today)]


def _is_due(term: Term, own: list[Term], today: date) -> bool:
    if term.passes_on or (term.ask_on is not None and term.ask_on > today):
        return False
    since = term.starts_on
    for earlier in own:
        if earlier.role_id == term.role_id and earlier.starts_on < since <= earlier.ends_on + A_BREATH:
            since = earlier.starts_on
    months = term.role.months if term.kind in HOLDING else min(COVERED_LONG, term.role.months)
    return today >= months_after(since, months)


@transaction.atomic
def pass_it_on(*, term: Term, member: Member | None, now: datetime) -> Term:
    """Let the body see an opening there; nothing ends by it. Raises NotTheirs or ThatDayIsOver."""
    held = _own(term, member, now)
    held.passes_on = True
    held.save(update_fields=["passes_on"])
    return held


@transaction.atomic
def glad_to_stay(*, term: Term, until: date, member: Member | None, now: datetime) -> Term:
    """ "Glad to stay until": they are asked again then, and a cover lasts until then. There is no opening by them.

    Raises NotTheirs, ThatDayIsOver, YourTermEnds, LongerThanItMayBe or SeatTaken.
    """
    held = _own(term, member, now)
    if until <= now.astimezone(held.role.body.tz).date():
        raise ThatDayIsOver
    if until > held.ends_on:
        if held.kind == TermKind.STANDING:
            raise YourTermEnds
        held = stay_until(term=held, until=until, by=member, now=now)
    held.passes_on, held.ask_on = False, until
    held.save(update_fields=["passes_on", "ask_on"])
    return held


def _own(term: Term, member: Member | None, now: datetime) -> Term:
    held = Term.objects.select_for_update(of=("self",)).select_related("role__body", "alias").get(pk=term.pk)
    if member is None or held.alias.member_id != member.pk:
        raise NotTheirs
    if held.ends_on <= now.astimezone(held.role.body.tz).date():
        raise ThatDayIsOver
    return held
