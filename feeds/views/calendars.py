"""Calendars to subscribe to: of one meeting, of a group, of everything below a body."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from feeds.rules.calendar_out import calendar_of
from feeds.rules.published import is_published, meetings_below, state_of
from feeds.views.outside import for_everyone, root_of, unless_unchanged
from groups.access import group_for, meeting_for
from groups.models import Group, Meeting
from rotation.access import body_for


@for_everyone
def of_meeting(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One meeting's calendar, from when its group is known, as in every other feed for the outside."""
    meeting = meeting_for(None, slug)
    return _of(request, slug, meeting.group, [meeting], meeting.name, meeting.zone)


@for_everyone
def of_group(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All meetings of a group."""
    group = group_for(None, slug)
    meetings = group.meetings.select_related("group__body").order_by("pk")
    return _of(request, slug, group, meetings, group.body.name, group.body.zone)


def _of(
    request: HttpRequest, slug: str, group: Group, meetings: Iterable[Meeting], name: str, zone: str
) -> HttpResponseBase:
    """Nothing where nobody knows the group yet, gone where it is over; and empty while it rests, as its evenings are.

    Its own servants read of it in the calendar of their service (feeds/rules/service_calendar.py), whether it is known or not.
    """
    if group.is_over:
        return HttpResponse(status=410)
    if group.known_at is None:
        raise Http404
    return _calendar(request, slug, meetings if is_published(group, now=timezone.now()) else [], name, zone)


def _below(request: HttpRequest, slug: str) -> str:
    return state_of(meetings_below(body_for(slug), now=timezone.now()), root_of(request), slug)


@for_everyone
@unless_unchanged(_below)
def of_body(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All published meetings of a body and of those below it."""
    body = body_for(slug)
    meetings = meetings_below(body, now=timezone.now()).select_related("group__body").order_by("pk")
    return _calendar(request, slug, meetings, body.name, body.zone)


def _calendar(request: HttpRequest, slug: str, meetings: Iterable[Meeting], name: str, zone: str) -> HttpResponseBase:
    content = calendar_of(meetings, name=name, zone=zone, root=root_of(request))
    named = {"Content-Disposition": f'inline; filename="{slug}.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=named)
