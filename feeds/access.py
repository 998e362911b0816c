"""What feeds offer on the pages of the storeys beneath, and doors to the lists a body brings in."""

from datetime import datetime, timedelta

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feeds.models import Look, ServiceCalendar, Source
from groups.access import may_keep_listing
from groups.models import Group, Meeting
from members.models import Member
from members.panels import Alternate, Entry, Held, Panel
from rotation.access import body_for, duties_of
from rotation.models import Body, Duty, Term


def alternates() -> list[Alternate]:
    """Where programs find our meetings. The title is what the Meeting Guide format looks for, in every language."""
    return [Alternate("application/json", reverse("feed_meetings"), "Meetings Feed")]


def body_that_brings_in(member: Member | None, slug: str, *, now: datetime) -> Body:
    """The body at that address for whoever serves as its secretary; for everyone else there is no such page."""
    body = body_for(slug)
    if Duty.SECRETARY not in duties_of(member=member, body=body, now=now):
        raise Http404
    return body


def source_of(member: Member | None, slug: str, number: int, *, now: datetime) -> Source:
    """One of the body's lists, for its secretary."""
    body = body_that_brings_in(member, slug, now=now)
    return get_object_or_404(Source.objects.select_related("body"), body=body, pk=number, removed_at=None)


def look_of(member: Member | None, slug: str, number: int, *, now: datetime) -> Look:
    """One look at one of the body's lists, for its secretary."""
    body = body_that_brings_in(member, slug, now=now)
    return get_object_or_404(Look.objects.select_related("source__body"), source__body=body, pk=number)


def body_panels(*, body: Body, member: Member | None, now: datetime) -> list[Panel]:
    """The secretary's way to the lists their body brings in."""
    if Duty.SECRETARY not in duties_of(member=member, body=body, now=now):
        return []
    show = f"{reverse('embed')}?body={body.slug}"
    return [Panel("feeds/_bring_in.html", {"address": reverse("sources", args=[body.slug]), "show": show})]


def group_panels(*, group: Group, member: Member | None, now: datetime) -> list[Panel]:
    """The same on a group's page."""
    return body_panels(body=group.body, member=member, now=now)


def life_panels(*, group: Group, member: Member | None, now: datetime) -> list[Panel]:
    """The file a group takes along, for its secretary."""
    if not may_keep_listing(member=member, group=group, now=now):
        return []
    return [Panel("feeds/_take_along.html", {"address": reverse("group_whole", args=[group.body.slug])})]


def you_panels(*, member: Member, now: datetime) -> list[Panel]:
    """A member's own calendar of service, for whoever serves or has an address for it."""
    mine = ServiceCalendar.objects.filter(member=member).first()
    if mine is None and not terms_ahead(member=member, now=now):
        return []
    path = reverse("service_calendar", args=[token_of(mine)]) if mine else ""
    return [Panel("feeds/_my_service.html", {"path": path, "key": mine.key if mine else ""})]


def held_about(*, member: Member) -> list[Held]:
    """That a member has an address for the calendar of their service; the address itself opens it, so it is not told."""
    if not ServiceCalendar.objects.filter(member=member).exists():
        return []
    line, after = gettext("An address of your own for the calendar of your service."), gettext("It goes.")
    return [
        Held("service_calendar", gettext("Calendar of your service"), [line], {"has_an_address": True}, after=after)
    ]


def calendar_at(token: str) -> ServiceCalendar:
    """The calendar of service at that address; for every other address there is no such page."""
    key, _sep, made = token.partition("-")
    found = ServiceCalendar.objects.select_related("member").filter(key=key).first()
    if found is None or not constant_time_compare(made, _made_of(key)):
        raise Http404
    return found


def token_of(calendar: ServiceCalendar) -> str:
    """What its address ends in. Only this site's secret makes it of the key."""
    return f"{calendar.key}-{_made_of(calendar.key)}"


def _made_of(key: str) -> str:
    return salted_hmac("feeds.service_calendar", key, algorithm="sha256").hexdigest()[:32]


def terms_ahead(*, member: Member, now: datetime) -> list[Term]:
    """The member's terms that are in force today, by the calendar of each body, or still to begin."""
    near = now.date() - timedelta(days=1)
    terms = Term.objects.filter(alias__member=member, ends_on__gt=near).select_related("role__body")
    return [each for each in terms.order_by("ends_on", "pk") if each.ends_on > now.astimezone(each.role.body.tz).date()]


def finder_links() -> list[Entry]:
    """The way to having the finder on one's own site."""
    return [Entry(_("Our meetings on your own site"), reverse("embed"))]


def meeting_links(*, meeting: Meeting) -> list[Entry]:
    """The way to a meeting's calendar, where it has days of its own."""
    if meeting.time is None or meeting.group.known_at is None:  # it is in no feed for the outside yet
        return []
    return [Entry(_("Put it into my calendar"), reverse("meeting_calendar", args=[meeting.slug]))]
