"""Terms: when service begins and when it ends. A term's powers follow from its days; nothing here switches them."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from members.models import Member
from rotation.models import HOLDING, Chosen, Ended, LinkKind, Role, RoleState, Term, TermKind
from rotation.rules.aliases import alias_of
from rotation.rules.handing_over import let_go_of, open_at_beginning, open_at_end
from rotation.rules.links import below
from rotation.rules.may_begin import check_carrying, check_days, check_turn, seat_beside
from rotation.rules.record import note
from rotation.rules.refusals import (
    EndsBeforeItStarts,
    NotEarlier,
    RoleRests,
    SeatTaken,
    ServesAlready,
    ThatDayIsOver,
)
from rotation.rules.seats import check_seat, free_seat

CHOSEN_BY_THE_BODY = {Chosen.ELECTED, Chosen.ACCLAIMED, Chosen.LOT}


@transaction.atomic
def begin(
    *,
    role: Role,
    member: Member,
    starts_on: date,
    ends_on: date,
    by: Member | None,
    now: datetime,
    kind: TermKind = TermKind.STANDING,
    seat: int | None = None,
    chosen: Chosen = Chosen.UNSAID,
    waiver: str = "",
    learns_from: Term | None = None,
) -> Term:
    """Let `member` serve in `role` from `starts_on` until `ends_on`, the first day without the powers. Gives the term.

    `by` is whoever wrote it down, None for the house itself; `chosen` how it came about, whoever asks. `seat` is which of
    the role's places, by default the first that is free on those days; a standing term ends an interim or acting one
    there. `waiver` is why the body waives what the role suggests or how often it may be held in a row, and goes into the
    record; it names nobody and no dates. A shadow `learns_from` a term of this role, and gets no powers. Whoever is chosen
    for a body above steps down below from roles that say so.

    Raises EndsBeforeItStarts, LongerThanItMayBe, RoleRests, ServesAlready, SeatTaken, OftenEnoughInARow, NobodyToLearnFrom
    or CarriesAlready; then nothing is written.
    """
    role = Role.objects.select_for_update(of=("self",), no_key=True).select_related("body").get(pk=role.pk)
    check_days(role, starts_on, ends_on)
    if role.state != RoleState.OPEN:
        raise RoleRests
    alias = alias_of(member=member, body=role.body)
    about = Term.objects.filter(role=role, starts_on__lt=ends_on, ends_on__gt=starts_on)
    if about.filter(alias=alias, kind__in=HOLDING if kind in HOLDING else [kind]).exists():
        raise ServesAlready
    if kind == TermKind.SHADOW:
        seat = seat_beside(role, learns_from, starts_on, ends_on)
    elif seat is None:
        seat = free_seat(role=role, kind=kind, starts_on=starts_on, ends_on=ends_on)
    else:
        check_seat(role=role, kind=kind, seat=seat, starts_on=starts_on, ends_on=ends_on)
    if kind in HOLDING:
        check_turn(role, alias, starts_on, ends_on, waiver)
        check_carrying(role, member, starts_on, ends_on)
        _make_room(role, seat, starts_on, now)
    term = Term(role=role, alias=alias, kind=kind, seat=seat, starts_on=starts_on, ends_on=ends_on)
    term.chosen, term.waiver, term.learns_from = chosen, waiver.strip(), learns_from
    try:
        with transaction.atomic():
            term.save(force_insert=True)
    except IntegrityError as refused:
        if "one_servant_holds_a_seat_at_a_time" not in str(refused):
            raise
        raise SeatTaken from refused
    _note_beginning(term, by, now)
    if kind in HOLDING:
        open_at_beginning(term, today=now.astimezone(role.body.tz).date())
    if kind == TermKind.STANDING and chosen in CHOSEN_BY_THE_BODY:
        _step_down_below(term, member, now)
    return term


@transaction.atomic
def end_early(*, term: Term, on: date, by: Member | None, now: datetime, ended: Ended = Ended.EARLY) -> Term:
    """Let a term end on `on`, the first day without the powers, instead of its planned day; `ended` says why.

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
    held.ends_on, held.ended = on, ended
    held.save(update_fields=["ends_on", "ended"])
    note(body=body, member=by, verb="term-ended-early", facts=facts | ({"why": str(ended)} if ended else {}), now=now)
    if held.kind in HOLDING:
        open_at_end(held, today=now.astimezone(body.tz).date())
    return held


@transaction.atomic
def stay_until(*, term: Term, until: date, by: Member | None, now: datetime) -> Term:
    """Let a term that is not over go on until `until`. Gives it as it is now.

    Raises ThatDayIsOver, NotEarlier (it goes on until then anyway), LongerThanItMayBe or SeatTaken.
    """
    role = Role.objects.select_for_update(of=("self",), no_key=True).select_related("body").get(pk=term.role_id)
    held = Term.objects.select_for_update(of=("self",)).get(pk=term.pk)
    if held.ends_on <= now.astimezone(role.body.tz).date():
        raise ThatDayIsOver
    if until <= held.ends_on:
        raise NotEarlier
    check_days(role, held.starts_on, until)
    if held.kind in HOLDING:
        check_seat(role=role, kind=TermKind.INTERIM, seat=held.seat, starts_on=held.ends_on, ends_on=until)
    facts = {"term": held.pk, "role": role.title, "before": held.ends_on.isoformat(), "after": until.isoformat()}
    held.ends_on = until
    held.save(update_fields=["ends_on"])
    note(body=role.body, member=by, verb="term-goes-on", facts=facts, now=now)
    return held


@transaction.atomic
def call_off(*, term: Term, by: Member | None, now: datetime) -> None:
    """Take back a term that has not begun. Raises ThatDayIsOver."""
    held = Term.objects.select_for_update(of=("self",)).select_related("role__body").filter(pk=term.pk).first()
    if held is None:
        return
    if held.starts_on <= now.astimezone(held.role.body.tz).date():
        raise ThatDayIsOver
    facts = {"role": held.role.title, "starts_on": held.starts_on.isoformat()}
    let_go_of(held)
    held.delete()
    note(body=held.role.body, member=by, verb="term-called-off", facts=facts, now=now)


def _make_room(role: Role, seat: int, starts_on: date, now: datetime) -> None:
    """Whoever filled or covered the seat until somebody stands in it does so until then."""
    today = now.astimezone(role.body.tz).date()
    filling = Term.objects.filter(role=role, seat=seat, kind__in=[TermKind.INTERIM, TermKind.ACTING])
    for term in filling.filter(starts_on__lt=starts_on, ends_on__gt=max(starts_on, today)):
        if max(starts_on, today) > term.starts_on:
            end_early(term=term, on=max(starts_on, today), by=None, now=now, ended=Ended.SUCCEEDED)


def _note_beginning(term: Term, by: Member | None, now: datetime) -> None:
    role = term.role
    facts: dict[str, Any] = {"term": term.pk, "role": role.title}
    facts |= {"starts_on": term.starts_on.isoformat(), "ends_on": term.ends_on.isoformat()}
    facts |= {"kind": str(term.kind)} if term.kind != TermKind.STANDING else {}
    facts |= {"chosen": str(term.chosen)} if term.chosen else {}
    note(body=role.body, member=by, verb="term-begun", facts=facts, now=now)
    if term.waiver:
        note(body=role.body, member=by, verb="term-waiver", facts={"role": role.title, "reason": term.waiver}, now=now)


def _step_down_below(term: Term, member: Member, now: datetime) -> None:
    """Where the bodies below have it so, whoever is chosen above stands in their roles no longer."""
    beneath = below(term.role.body, LinkKind.VOICE) - {term.role.body_id}
    held = Term.objects.filter(alias__member=member, kind__in=HOLDING, role__steps_down=True, role__body__in=beneath)
    for lower in held.select_related("role__body").filter(ends_on__gt=term.starts_on):
        on = max(term.starts_on, now.astimezone(lower.role.body.tz).date())
        if lower.starts_on < on < lower.ends_on:
            end_early(term=lower, on=on, by=None, now=now, ended=Ended.MOVED_UP)
        elif lower.starts_on > on:
            call_off(term=lower, by=None, now=now)
