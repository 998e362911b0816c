"""Being away: for a day or a span, as the servant says or the body's secretary does. An alternate's powers begin meanwhile."""

from datetime import date, datetime

from django.db import transaction

from members.models import Member
from rotation.access import may_speak_for
from rotation.models import Absence, Term
from rotation.rules.record import note
from rotation.rules.refusals import EndsBeforeItStarts, NotTheirs, ThatDayIsOver


def may_say_for(*, term: Term, member: Member | None, now: datetime) -> bool:
    """Whether `member` may say that this term's servant is away or back: themselves, or the body's secretary."""
    own = member is not None and term.alias.member_id == member.pk
    return own or may_speak_for(member=member, body=term.role.body, now=now)


@transaction.atomic
def away(*, term: Term, from_on: date, back_on: date, by: Member | None, now: datetime) -> Absence:
    """Name the term's servant as away from `from_on` until `back_on`, the first day they are there again.

    Said again the same it changes nothing. Raises NotTheirs, EndsBeforeItStarts or ThatDayIsOver.
    """
    held = _held(term, by, now)
    if back_on <= from_on:
        raise EndsBeforeItStarts
    if from_on < now.astimezone(held.role.body.tz).date():
        raise ThatDayIsOver
    absence, made = Absence.objects.get_or_create(term=held, from_on=from_on, back_on=back_on)
    if made:
        facts = {"role": held.role.title, "from_on": from_on.isoformat(), "back_on": back_on.isoformat()}
        note(body=held.role.body, member=by, verb="servant-away", facts=facts, now=now)
    return absence


@transaction.atomic
def back(*, term: Term, by: Member | None, now: datetime) -> bool:
    """Take back every absence of that term that is not over: its powers are there at once. Gives whether there was one.

    Raises NotTheirs.
    """
    held = _held(term, by, now)
    today = now.astimezone(held.role.body.tz).date()
    gone, _each = Absence.objects.filter(term=held, back_on__gt=today).delete()
    if gone:
        note(body=held.role.body, member=by, verb="servant-back", facts={"role": held.role.title}, now=now)
    return bool(gone)


def forget_past(*, now: datetime) -> int:
    """Erase absences that are over everywhere. Gives how many."""
    return Absence.objects.filter(back_on__lt=now.date()).delete()[0]


def _held(term: Term, by: Member | None, now: datetime) -> Term:
    held = Term.objects.select_for_update(of=("self",)).select_related("role__body", "alias").get(pk=term.pk)
    if not may_say_for(term=held, member=by, now=now):
        raise NotTheirs
    return held
