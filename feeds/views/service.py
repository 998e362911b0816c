"""A member's own calendar of service, and its address on their own page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from feeds.access import calendar_at
from feeds.rules import service_calendar as rules
from feeds.views.outside import root_of
from members.quiet import asks_nobody
from members.rules.limits import limited


@asks_nobody
@conditional_page
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the address reads it: a calendar program sends no cookie. It is kept by no cache and named nowhere."""
    content = rules.service_of(calendar=calendar_at(token), root=root_of(request), now=timezone.now())
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": 'inline; filename="service.ics"',
            "Cache-Control": "private, no-cache",
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex, nofollow",
        },
    )


@login_required
@limited("service-calendar", "20/m")
def address(request: HttpRequest) -> HttpResponse:
    """Make an address, make it anew, take it away: what the buttons on one's own page do."""
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "make":
            rules.make(member=request.user, language=get_language())
            messages.success(request, _("Here is your address. Whoever has it can read when you serve."))
        elif act == "anew":
            key = request.POST.get("key", "").replace("\0", "")[:16]
            rules.make_anew(member=request.user, instead_of=key, language=get_language())
            messages.success(request, _("The old address opens nothing any more. Here is the new one."))
        elif act == "take-away":
            rules.take_away(member=request.user)
            messages.success(request, _("That address opens nothing any more."))
        else:
            messages.warning(request, _("That did not arrive whole. Please try once more."))
    return redirect("you")
