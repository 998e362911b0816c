"""How a body's service stands today: each place of each role, who holds, covers, learns and comes next, and what is free."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Max

from members.models import Member
from rotation.models import HOLDING, Absence, Body, Duty, Role, RoleState, Term, TermKind
from rotation.rules.months import months_after


@dataclass
class Place:
    """One place of a role on one day. Terms carry aliases; whether a viewer reads the names is for the page to say."""

    role: Role
    seat: int
    holder: Term | None = None
    away: Absence | None = None  # the holder is, today or soon
    covering: list[Term] = field(default_factory=list)  # with the role's powers today, and not the holder
    alternates: list[Term] = field(default_factory=list)
    shadows: list[Term] = field(default_factory=list)
    coming: Term | None = None  # who holds it next
    free_since: date | None = None  # None also where nobody has served yet
    mine: list[Term] = field(default_factory=list)
    usual_end: date | None = None  # of a term that begins today, by the role's own months

    @property
    def is_free(self) -> bool:
        return self.holder is None

    @property
    def would_pass_on(self) -> bool:
        return self.holder is not None and self.holder.passes_on and self.coming is None

    @property
    def duties(self) -> list[str]:
        return [str(Duty(duty).label) for duty in self.role.duties if duty in Duty.values]


def places_of(*, body: Body, member: Member | None, now: datetime) -> list[Place]:
    """Every place of every role that was not laid down, by title. Five queries, however many there are."""
    today = now.astimezone(body.tz).date()
    roles = Role.objects.filter(body=body).exclude(state=RoleState.LAID_DOWN).order_by("title", "pk")
    places = {(role.pk, seat): Place(role, seat) for role in roles for seat in range(1, role.seats + 1)}
    serving = set(Term.objects.serving(on=today).filter(role__body=body).values_list("pk", flat=True))
    away = {each.term_id: each for each in Absence.objects.filter(term__role__body=body, back_on__gt=today)}
    terms = Term.objects.filter(role__body=body, ends_on__gt=today).select_related("alias", "role")
    for term in terms.order_by("starts_on", "pk"):
        if place := places.get((term.role_id, term.seat)):
            _put(place, term, today, term.pk in serving)
            if member is not None and term.alias.member_id == member.pk:
                place.mine.append(term)
    over = Term.objects.filter(role__body=body, kind__in=HOLDING, ends_on__lte=today).order_by()
    for role, seat, last in over.values_list("role", "seat").annotate(last=Max("ends_on")):
        if place := places.get((role, seat)):
            place.free_since = last
    for place in places.values():
        place.away = away.get(place.holder.pk) if place.holder else None
        place.usual_end = months_after(today, place.role.months)
    return list(places.values())


def _put(place: Place, term: Term, today: date, has_powers: bool) -> None:
    """One term where it belongs in its place."""
    begun = term.starts_on <= today
    if term.kind in HOLDING:
        if begun:
            place.holder = term
        elif place.coming is None:
            place.coming = term
        return
    if has_powers:
        place.covering.append(term)
    if term.kind == TermKind.ALTERNATE:
        place.alternates.append(term)
    elif term.kind == TermKind.SHADOW:
        place.shadows.append(term)
