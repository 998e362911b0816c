"""Who may: powers are read from terms in force today, in the body's own zone. Doors to bodies and what they show."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import IntegerField, Max, Prefetch, Q, Value
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models import Member
from members.panels import Entry, Held, Panel, panels
from rotation.models import HOLDING, Alias, Body, Duty, Link, Offer, Record, Role, Term
from rotation.models.term import away_on, gives_powers


@dataclass(frozen=True)
class Service:
    """A role as a page shows it: what it asks for, who holds it today, and whether it is open."""

    role: Role
    duties: list[str]
    names: list[str]  # empty for outsiders, whoever serves
    is_open: bool
    open_since: date | None  # the day the last term ended; None where nobody has served yet


def duties_of(*, member: Member | None, body: Body, now: datetime) -> set[str]:
    """The duties `member` holds in `body` at `now` through terms in force; empty for a visitor. One query."""
    return set(duties_until(member=member, body=body, now=now))


def duties_until(*, member: Member | None, body: Body, now: datetime) -> dict[str, datetime]:
    """The same, with the moment each ends: the midnight, in the body's zone, after which no term gives it. One query."""
    if member is None:
        return {}
    found: dict[str, date] = {}
    for duties, ends_on in _powers(member, body, now.astimezone(body.tz).date()):
        found |= {duty: max(ends_on, found.get(duty, ends_on)) for duty in duties}
    return {duty: datetime.combine(day, time.min, tzinfo=body.tz) for duty, day in found.items()}


def duties_today(*, member: Member | None, now: datetime) -> dict[Body, set[str]]:
    """The duties `member` holds today, by body, wherever that is; empty for a visitor. One query."""
    if member is None:
        return {}
    terms = Term.objects.serving_around(now.date()).filter(alias__member=member).select_related("role__body")
    found: dict[Body, set[str]] = {}
    for term in terms:
        # A zone may be a day ahead or behind, so each body's own calendar has the last word.
        if term.starts_on <= now.astimezone(term.role.body.tz).date() < term.ends_on:
            found.setdefault(term.role.body, set()).update(term.role.duties)
    return found


def _powers(member: Member, body: Body, day: date) -> Iterator[tuple[list[str], date]]:
    """The duties, and the last day, of each term that gives `member` powers there on that day.

    As `serving` says, which the tests hold it to: but the few terms of one body are told apart here, since asking the database
    for all of it takes ten times as long, and this is asked at every door.
    """
    about = ("pk", "role", "seat", "kind", "alias__member", "role__duties", "ends_on")
    terms = list(Term.objects.in_force(day).filter(role__body=body).values_list(*about, away_on(day)))
    present = [term[:-1] for term in terms if not term[-1]]
    for pk, role, seat, kind, whose, duties, ends_on in present:
        if whose != member.pk:
            continue
        beside = [(at, how) for at, of, place, how, *_rest in present if (of, place) == (role, seat)]
        if gives_powers(pk, kind, beside):
            yield duties, ends_on


def positions_of(*, member: Member | None, body: Body, duty: str, now: datetime) -> list[str]:
    """What the body calls the roles through which `member` holds that duty at `now`. One query."""
    if member is None:
        return []
    in_force = Term.objects.serving(on=now.astimezone(body.tz).date()).filter(role__body=body, alias__member=member)
    held = in_force.order_by("role__title").values_list("role__title", "role__duties")
    return [title for title, duties in held if duty in duties]


def serving_on_days(*, body: Body, days: Iterable[date]) -> list[tuple[date, list[str], int, str]]:
    """(day, duties, member, name) of everyone whose term gives a role's powers on one of those days. One query."""
    near = sorted(set(days))
    asked = [
        Term.objects.serving(on=day)
        .filter(role__body=body, alias__member__isnull=False)
        .order_by()
        .annotate(at=Value(at, output_field=IntegerField()))
        .values_list("at", "role__duties", "alias__member", "alias__name")
        for at, day in enumerate(near)
    ]
    rows = asked[0].union(*asked[1:], all=True) if asked else []
    return [(near[at], duties, member, name) for at, duties, member, name in rows]


def body_for(slug: str) -> Body:
    """The body at that address, or 404."""
    return get_object_or_404(Body, slug=slug)


def body_whose_record(member: Member | None, slug: str, *, now: datetime) -> Body:
    """The body at that address for one of its own; for everyone else there is no such page."""
    body = body_for(slug)
    if not may_read_names(member=member, body=body, now=now):
        raise Http404
    return body


def page_of_its_kind(*, body: Body) -> str | None:
    """Where a body that is more than a plain body has its page; whoever knows its kind answers `pages_of`."""
    return next(iter(panels("pages_of", body=body)), None)


def may_speak_for(*, member: Member | None, body: Body, now: datetime) -> bool:
    """Whether `member` serves as the body's secretary today, and so may say yes or no for it."""
    return Duty.SECRETARY in duties_of(member=member, body=body, now=now)


def body_to_speak_for(member: Member | None, slug: str, *, now: datetime) -> Body:
    """The body at that address for whoever serves as its secretary; for everyone else there is no such page."""
    body = body_for(slug)
    if not may_speak_for(member=member, body=body, now=now):
        raise Http404
    return body


def may_read_names(*, member: Member | None, body: Body, now: datetime) -> bool:
    """Whether `member` is one of the body's own: serving in it today in any way, or belonging as its kind understands that."""
    if member is None:
        return False
    today = now.astimezone(body.tz).date()
    if Term.objects.in_force(on=today).filter(role__body=body, alias__member=member).exists():
        return True
    return bool(panels("belongings", member=member, body=body))


def services_of(*, member: Member | None, body: Body, now: datetime) -> list[Service]:
    """The roles of a body as `member` may see them; names only for the body's own."""
    today = now.astimezone(body.tz).date()
    in_force = Term.objects.serving(on=today).select_related("alias")
    served = Role.objects.filter(body=body).annotate(
        last_served=Max("terms__ends_on", filter=Q(terms__ends_on__lte=today, terms__kind__in=HOLDING))
    )
    roles = served.order_by("title", "pk").prefetch_related(Prefetch("terms", queryset=in_force, to_attr="in_force"))
    named = may_read_names(member=member, body=body, now=now)
    return [
        Service(
            role=role,
            duties=[str(Duty(duty).label) for duty in role.duties if duty in Duty.values],
            names=[str(term.alias) for term in role.in_force] if named else [],
            is_open=not role.in_force,
            open_since=None if role.in_force else role.last_served,
        )
        for role in roles
    ]


def waiting_for(*, member: Member | None, now: datetime) -> list[Panel]:
    """The front page's answer to "where do I serve, and until when"; nothing for those who do not."""
    if member is None:
        return []
    near = now.date()
    terms = (
        Term.objects.filter(alias__member=member, ends_on__gte=near, starts_on__lte=near + timedelta(days=1))
        .select_related("role__body")
        .order_by("role__body__name", "ends_on", "pk")
    )
    # A zone may be a day ahead or behind, so each body's own calendar has the last word.
    serving = [term for term in terms if term.starts_on <= now.astimezone(term.role.body.tz).date() < term.ends_on]
    if not serving:
        return []
    kept = [body for body, duties in duties_today(member=member, now=now).items() if Duty.SECRETARY in duties]
    offered = (
        [Panel("rotation/_offered.html", {"lines": lines}, further_down=1)] if (lines := _offered_to(kept)) else []
    )
    return [*offered, Panel("rotation/_serving.html", {"terms": serving}, further_down=1)]


def _offered_to(bodies: list[Body]) -> list[Entry]:
    """Where a place among others waits for the yes of one of these bodies, a line a body. One query, none for no body."""
    if not bodies:
        return []
    waits = (
        Q(child__in=bodies, child_yes_at=None)
        | Q(parent__in=bodies, parent_yes_at=None)
        | Q(leaves__parent__in=bodies, released_at=None)
    )
    count: Counter[int] = Counter()
    for link in Link.objects.filter(waits, ended_at=None, source="").select_related("leaves"):
        left = link.leaves.parent_id if link.leaves else link.parent_id
        yes = {left: link.released_at, link.child_id: link.child_yes_at, link.parent_id: link.parent_yes_at}
        count.update(pk for pk, said_at in yes.items() if said_at is None)
    lines = []
    for body in bodies:
        if n := count.get(body.pk, 0):
            words = ngettext(
                "%(n)d place among others waits for the yes of %(body)s",
                "%(n)d places among others wait for the yes of %(body)s",
                n,
            )
            lines.append(Entry(words % {"n": n, "body": body}, reverse("links", args=[body.slug])))
    return lines


def held_about(*, member: Member) -> list[Held]:
    """The names a member goes by in bodies, the terms served and the lines of record under them. Three queries."""
    aliases = list(Alias.objects.filter(member=member).select_related("body").order_by("body__name", "pk"))
    could = list(Offer.objects.filter(member=member).select_related("role__body"))
    if not aliases and not could:
        return []
    terms = list(Term.objects.filter(alias__in=aliases).select_related("role").order_by("starts_on", "pk"))
    record = list(Record.objects.filter(alias__in=aliases))
    lines: list[str] = []
    facts: list[dict[str, object]] = []
    for offered in could:
        lines += [_("You said that you could serve as %(role)s in %(body)s.") % _of_offer(offered)]
        facts.append({"offered": _of_offer(offered)})
    for alias in aliases:
        served = [term for term in terms if term.alias_id == alias.pk]
        written = [line for line in record if line.alias_id == alias.pk]
        lines += [_("In %(body)s you go by the name %(name)s.") % {"body": alias.body, "name": alias}]
        lines += [_served(term, alias.body) for term in served]
        if written:
            count = ngettext(
                "%(n)d line in the record of %(body)s.", "%(n)d lines in the record of %(body)s.", len(written)
            )
            lines.append(count % {"n": len(written), "body": alias.body})
        facts.append(_facts(alias, served, written))
    after = _("The name goes. The days of service and the lines of record stay, by “a member”.")
    return [Held("service", _("Service"), lines, facts, after=after)]


def _of_offer(offered: Offer) -> dict[str, str]:
    return {"role": offered.role.title, "body": offered.role.body.name}


def _served(term: Term, body: Body) -> str:
    facts = {"role": term.role, "body": body, "start": date_format(term.starts_on), "end": date_format(term.ends_on)}
    return _("%(role)s in %(body)s, from %(start)s until %(end)s.") % facts


def _facts(alias: Alias, served: list[Term], written: list[Record]) -> dict[str, object]:
    return {
        "body": alias.body.name,
        "name": alias.name,
        "terms": [{"role": term.role.title, "starts_on": term.starts_on, "ends_on": term.ends_on} for term in served],
        "record": [{"what": line.verb, "facts": line.facts, "at": line.at} for line in written],
    }
