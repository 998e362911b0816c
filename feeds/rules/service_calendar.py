"""A member's service as a calendar of their own: the meetings where they serve, and the last day of each term."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Event

from feeds.access import terms_ahead
from feeds.models import ServiceCalendar
from feeds.models.service_calendar import random_key
from feeds.rules.calendar_out import OURS, calendar_of
from groups.models import Group, Meeting
from members.models import Member
from rotation.models import Record, Term


@transaction.atomic
def make(*, member: Member, language: str) -> ServiceCalendar:
    """Give the member an address, in the language they read just now; the one they have, where they have one."""
    return ServiceCalendar.objects.get_or_create(member=member, defaults={"language": language})[0]


@transaction.atomic
def make_anew(*, member: Member, instead_of: str, language: str) -> None:
    """Another address in place of the one with that key; whoever had the old one has nothing. Said twice, it is done once."""
    held = ServiceCalendar.objects.filter(member=member, key=instead_of)
    held.update(key=random_key(), language=language)


@transaction.atomic
def take_away(*, member: Member) -> None:
    """The member has no such address any more."""
    ServiceCalendar.objects.filter(member=member).delete()


def service_of(*, calendar: ServiceCalendar, root: str, now: datetime) -> bytes:
    """The meetings of every group in which the member has a term today or ahead, and the terms' last days.

    Their own service tells them of a group that no outside feed names yet; of none that has closed, left or merged.
    """
    terms = terms_ahead(member=calendar.member, now=now)
    groups = {
        each.pk for each in Group.objects.filter(body__in=[term.role.body_id for term in terms]) if not each.is_over
    }
    meetings = Meeting.objects.filter(group__in=groups).select_related("group__body").order_by("pk")
    with translation.override(calendar.language):
        days, name = [_last_day(term, lines, root) for term, lines in _told_of(terms)], _("Service")
    zone = calendar.member.zone or "UTC"
    return calendar_of(meetings, name=name, zone=zone, root=root, language=calendar.language, days=days)


def _told_of(terms: list[Term]) -> list[tuple[Term, list[datetime]]]:
    """Each term with the moments at which the record tells of it: it begins, and whenever its days are changed."""
    told: dict[int, list[datetime]] = defaultdict(list)
    bodies = {term.role.body_id for term in terms}
    lines = Record.objects.filter(
        body__in=bodies, verb__startswith="term-", facts__term__in=[term.pk for term in terms]
    )
    for which, at in lines.values_list("facts__term", "at"):
        told[int(which)].append(at)
    return [(term, told[term.pk] or [term.role.body.created_at]) for term in terms]


def _last_day(term: Term, told: Iterable[datetime], root: str) -> Event:
    moments = list(told)
    words = {"role": term.role.title, "body": term.role.body.name}
    event = Event()
    event.add("uid", str(uuid.uuid5(OURS, f"term {term.pk} {term.alias_id} {term.starts_on}")))
    event.add("sequence", len(moments) - 1)
    event.add("dtstamp", max(moments).astimezone(UTC))
    event.add("dtstart", term.ends_on - timedelta(days=1))
    event.add("summary", _("Your last day as %(role)s: %(body)s") % words)
    event.add("url", f"{root}/bodies/{term.role.body.slug}/")
    event.add("transp", "TRANSPARENT")
    return event
