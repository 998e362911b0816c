"""What feeds offer on the pages of the storeys beneath, and doors to the lists a body brings in."""

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feeds.models import Look, Source
from groups.access import may_keep_listing
from groups.models import Group, Meeting
from members.models import Member
from members.panels import Alternate, Entry, Panel
from rotation.access import body_for, duties_of
from rotation.models import Body, Duty


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


def finder_links() -> list[Entry]:
    """The way to having the finder on one's own site."""
    return [Entry(_("Our meetings on your own site"), reverse("embed"))]


def meeting_links(*, meeting: Meeting) -> list[Entry]:
    """The way to a meeting's calendar, where it has days of its own."""
    if meeting.time is None:
        return []
    return [Entry(_("Put it into my calendar"), reverse("meeting_calendar", args=[meeting.slug]))]
