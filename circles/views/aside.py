"""The pages of whoever is not in the circle just now: asked to wait at the door, or asked to leave. Nothing live is on them."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from circles import access
from circles.models import Circle, Seat
from groups.rules.whats_on import whats_on

MINUTE = timedelta(minutes=1)
LOOK = 20  # seconds after which a page without script looks again; one with it asks every few


def at_the_door(request: HttpRequest, slug: str, seat: Seat, now: datetime, *, framed: bool = False) -> HttpResponse:
    """Kind words, help, and when the place can be taken again; the page looks by itself when that is."""
    assert seat.doorstep_until is not None
    left = max(seat.doorstep_until - now, timedelta(0))
    context = {
        "slug": slug,  # as they know it: whoever waits learns no new address
        "young": seat.doorstep_young,
        "minutes": -(-left // MINUTE),
        "seconds": min(LOOK, int(left.total_seconds()) + 1),
        "framed": framed,
    }
    return render(request, "circles/at_the_door.html", context)


def asked_to_leave(request: HttpRequest, circle: Circle, *, framed: bool = False) -> HttpResponse:
    """About this meeting only: whom to write to, where else people meet now, and where help is."""
    meeting = circle.meeting
    on, _coming = whats_on(now=timezone.now(), viewer=timezone.get_current_timezone())
    elsewhere = [row.meeting for row in on if row.meeting.pk != meeting.pk]
    context = {
        "meeting": meeting,
        "contact": bool(access.safety_contact(meeting)),
        "elsewhere": elsewhere,
        "framed": framed,
    }
    return render(request, "circles/asked_to_leave.html", context, status=410)
