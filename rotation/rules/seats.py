"""Which of a role's places is free on which days."""

from datetime import date

from rotation.models import HOLDING, Role, Term, TermKind
from rotation.rules.refusals import SeatTaken


def free_seat(*, role: Role, kind: TermKind, starts_on: date, ends_on: date) -> int:
    """The first of the role's places that is free for a term of that kind on those days. Raises SeatTaken."""
    for seat in range(1, role.seats + 1):
        if is_free(role=role, kind=kind, seat=seat, starts_on=starts_on, ends_on=ends_on):
            return seat
    raise SeatTaken


def check_seat(*, role: Role, kind: TermKind, seat: int, starts_on: date, ends_on: date) -> None:
    """Raises SeatTaken where that place is not free for a term of that kind on those days, or not there."""
    known = 1 <= seat <= role.seats
    if not (known and is_free(role=role, kind=kind, seat=seat, starts_on=starts_on, ends_on=ends_on)):
        raise SeatTaken


def is_free(*, role: Role, kind: TermKind, seat: int, starts_on: date, ends_on: date) -> bool:
    """Whether a term of that kind may be there on those days. One query.

    Nobody holds a place beside a standing servant; an interim one makes room; covering is always possible; alternates are
    as many as the role says.
    """
    there = Term.objects.filter(role=role, seat=seat, starts_on__lt=ends_on, ends_on__gt=starts_on)
    if kind == TermKind.ALTERNATE:
        return there.filter(kind=TermKind.ALTERNATE).count() < role.alternates
    if kind == TermKind.STANDING:  # an interim servant, if any, began earlier and makes room
        there = there.exclude(kind=TermKind.INTERIM, starts_on__lt=starts_on)
    return kind == TermKind.ACTING or not there.filter(kind__in=HOLDING).exists()
