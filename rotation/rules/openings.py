"""Openings: every way to help, at every layer, read from terms; "I could", taken back, paired. Nothing ranks anybody."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from members.models import Member
from members.panels import panels
from rotation.access import may_speak_for
from rotation.models import HOLDING, Alias, Body, Chosen, Link, Offer, Role, RoleState, Term, TermKind
from rotation.rules.months import months_after
from rotation.rules.refusals import NotTheirs, RoleRests
from rotation.rules.terms import begin

SOON = timedelta(days=60)  # a term that ends by then, with nobody after it, is an opening
LEARNING = 4  # weeks, where a role says nothing of shadowing


@dataclass(frozen=True)
class Wanted:
    """What a page of openings is narrowed to; nothing of it says anything about who looks."""

    words: str = ""
    kind: str = ""
    minutes: int | None = None
    mine: bool = False  # only bodies one is an own of, and those above them


def openings(*, wanted: Wanted, member: Member | None, now: datetime) -> QuerySet[Role]:
    """Roles with a place that nobody holds, or that will be free soon, or would be passed on; by body and title.

    `since` is the day the last servant ended where all places are free; `free_on` the next day one ends; `held` how many
    hold places today, so how many there are to learn from; `offered` whether `member` said "I could". One query, and no
    names. The day is UTC's: on the page of the body its own zone has the last word.
    """
    today = now.date()
    holding = Term.objects.filter(role=OuterRef("pk"), kind__in=HOLDING).order_by()
    secure = holding.filter(starts_on__lte=today + SOON, ends_on__gt=today + SOON, passes_on=False)
    in_force = holding.filter(starts_on__lte=today, ends_on__gt=today)
    offers = Offer.objects.filter(role=OuterRef("pk"), member=member.pk if member else None).order_by()
    hidden = Q()
    for bodies in panels("bodies_without_openings", room="rules.openings", now=now):
        hidden |= Q(body__in=bodies)
    roles = Role.objects.filter(state=RoleState.OPEN).select_related("body").order_by("body__name", "title", "pk")
    roles = _narrowed(roles.exclude(hidden) if hidden else roles, wanted, member)
    return roles.annotate(
        secure=Coalesce(Subquery(_of(secure, Count("seat", distinct=True))), 0),
        held=Coalesce(Subquery(_of(in_force, Count("seat", distinct=True))), 0),
        free_on=Subquery(_of(in_force, Min("ends_on"))),
        since=Subquery(_of(holding.filter(ends_on__lte=today), Max("ends_on"))),
        offered=Coalesce(Subquery(_of(offers, Count("pk"))), 0),
    ).filter(secure__lt=F("seats"))


def _of(rows: QuerySet, what: Count | Min | Max) -> QuerySet:
    found: QuerySet = rows.values("role").annotate(found=what).values("found")
    return found


def _narrowed(roles: QuerySet[Role], wanted: Wanted, member: Member | None) -> QuerySet[Role]:
    for word in wanted.words.split()[:6]:
        roles = roles.filter(Q(title__icontains=word) | Q(purpose__icontains=word) | Q(body__name__icontains=word))
    if wanted.kind:
        roles = roles.filter(body__kind=wanted.kind)
    if wanted.minutes is not None:
        roles = roles.filter(minutes__lte=wanted.minutes)
    if wanted.mine and member is not None:
        own = {each.pk for each in bodies_of(member)}
        above = set(Link.objects.current().filter(child__in=own).values_list("parent", flat=True))
        roles = roles.filter(body__in=own | above)
    return roles


def bodies_of(member: Member) -> list[Body]:
    """The bodies `member` goes by a name in, or belongs to."""
    named = Body.objects.filter(pk__in=Alias.objects.filter(member=member).values("body"))
    return list(
        {
            body.pk: body for body in [*named, *panels("bodies_belonged_to", room="rules.openings", member=member)]
        }.values()
    )


@transaction.atomic
def offer(*, role: Role, member: Member, now: datetime) -> Offer:
    """ "I could." Said twice it is said once. Raises RoleRests."""
    if role.state != RoleState.OPEN:
        raise RoleRests
    today = now.astimezone(role.body.tz).date()
    try:
        with transaction.atomic():
            made, _new = Offer.objects.get_or_create(role=role, member=member, defaults={"said_on": today})
    except IntegrityError:
        made = Offer.objects.get(role=role, member=member)
    return made


def withdraw(*, role: Role, member: Member) -> bool:
    """Take it back. Gives whether there was one."""
    return bool(Offer.objects.filter(role=role, member=member).delete()[0])


def offers_in(*, body: Body) -> list[Offer]:
    """Who said "I could" in a body, for those who serve in it. One query."""
    return list(Offer.objects.filter(role__body=body).select_related("member", "role"))


def may_pair(*, role: Role, by: Member | None, now: datetime) -> bool:
    """Whether `by` serves as the body's secretary, or holds a place of this role today."""
    if may_speak_for(member=by, body=role.body, now=now):
        return True
    today = now.astimezone(role.body.tz).date()
    return by is not None and Term.objects.serving(on=today).filter(role=role, alias__member=by).exists()


@transaction.atomic
def pair(*, offered: Offer, by: Member | None, now: datetime) -> Term:
    """Let whoever offered learn beside who holds the role; where nobody does and the body takes whoever would, begin.

    Gives the term; the offer is gone. Raises NotTheirs, NobodyToLearnFrom, and what `begin` raises.
    """
    role = Role.objects.select_related("body").get(pk=offered.role_id)
    if not may_pair(role=role, by=by, now=now):
        raise NotTheirs
    today = now.astimezone(role.body.tz).date()
    holders = Term.objects.in_force(on=today).filter(role=role, kind__in=HOLDING).exclude(alias__member=offered.member)
    holder = holders.order_by("seat").first()
    if holder is None and role.chosen in {Chosen.VOLUNTEER, Chosen.ROTA}:
        term = _begins(role, offered.member, today, months_after(today, role.months), by, now)
    else:
        until = today + timedelta(weeks=role.shadow_weeks or LEARNING)
        term = _begins(role, offered.member, today, until, by, now, holder)
    offered.delete()
    return term


def _begins(
    role: Role, member: Member, today: date, until: date, by: Member | None, now: datetime, beside: Term | None = None
) -> Term:
    if beside is None and role.chosen in {Chosen.VOLUNTEER, Chosen.ROTA}:
        chosen = Chosen(role.chosen)
        return begin(role=role, member=member, starts_on=today, ends_on=until, chosen=chosen, by=by, now=now)
    return begin(
        role=role,
        member=member,
        starts_on=today,
        ends_on=until,
        kind=TermKind.SHADOW,
        learns_from=beside,
        by=by,
        now=now,
    )
