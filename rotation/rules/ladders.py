"""What is read of a body's place among others: above it, beneath it, what waits for a yes, and when a look together is due.

The house offers what it knows; it opens, splits and ends nothing by itself.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Max, Q

from rotation.models import Body, Link, Term

A_PAGE_FULL = 200


@dataclass(frozen=True)
class Standing:
    """A body's links as its page shows them."""

    above: list[Link]
    beneath: list[Link]  # the first of them by name; `count` is how many there are
    count: int
    for_us: list[Link]  # offers that wait for this body's yes
    for_others: list[Link]  # offers this body said yes to, and the other has not yet


@dataclass(frozen=True)
class Look:
    """Many bodies have their place in one: how many, how many of them have nobody serving, and in how many time zones."""

    count: int
    unserved: int
    zones: int


def standing_of(body: Body) -> Standing:
    """Where a body stands. Four queries, however many links there are."""
    open_links = Link.objects.filter(ended_at=None, source="").select_related("child", "parent", "leaves__parent")
    beneath = Link.objects.current().filter(parent=body).select_related("child").order_by("child__name", "pk")
    above = [link for link in open_links.filter(child=body) if link.is_current]
    about_us = Q(child=body) | Q(parent=body) | Q(leaves__parent=body)
    offers = [link for link in open_links.filter(about_us).exclude(pk__in=beneath) if not link.is_current]
    waits = {link.pk: _waits_for(link, body) for link in offers}
    return Standing(
        above=above,
        beneath=list(beneath[:A_PAGE_FULL]),
        count=beneath.count(),
        for_us=[link for link in offers if waits[link.pk]],
        for_others=[link for link in offers if not waits[link.pk]],
    )


def _waits_for(link: Link, body: Body) -> bool:
    if body.pk == link.child_id:
        return link.child_yes_at is None
    if body.pk == link.parent_id:
        return link.parent_yes_at is None
    return link.released_at is None


def worth_a_look(body: Body, *, now: datetime) -> Look | None:
    """What to look at together once more bodies have their place here than talk easily; None below that number."""
    beneath = Body.objects.filter(pk__in=Link.objects.current().filter(parent=body).values("child"))
    count = beneath.count()
    if count <= settings.MANY_BENEATH:
        return None
    served = Term.objects.serving(on=now.date()).filter(role__body__in=beneath).values("role__body").distinct().count()
    return Look(count, count - served, beneath.values("zone").distinct().count())


def unserved_since(body: Body, *, now: datetime) -> date | None:
    """The day the last term of a body ended, where nobody has served in it for the set time; else None."""
    today = now.astimezone(body.tz).date()
    last: date | None = Term.objects.filter(role__body=body).aggregate(last=Max("ends_on"))["last"]
    if last is None or last > today - timedelta(days=settings.UNSERVED_DAYS):
        return None
    return last
