"""Saying "I will" for a duty of a coming evening, and taking it back."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_POST

from circles import access
from circles.rules import pledges
from circles.rules.refusals import NotNow
from circles.views.door import member_of
from groups.access import belongs_since
from members.quiet import quiet_page
from members.rules.limits import limited


@require_POST
@limited("weeks", "60/m")
@quiet_page
def weeks(request: HttpRequest, slug: str) -> HttpResponse:
    """One press, `will` or `back` naming the duty and `at` the evening. Pressed twice it changes nothing more."""
    member, now = member_of(request), timezone.now()
    meeting, typed = access.circle_meeting(member, slug), request.POST
    if member is None:
        return redirect_to_login(resolve_url("meeting", slug), resolve_url("account_login"))
    if belongs_since(member=member, group=meeting.group) is None:
        raise Http404
    deed, duty = (pledges.take_back, typed["back"]) if "back" in typed else (pledges.pledge, typed.get("will", ""))
    try:
        deed(meeting=meeting, at=typed.get("at", ""), duty=duty, member=member, now=now)
    except NotNow as no:
        messages.error(request, str(no.says))
        return redirect("meeting", slug)
    return redirect(f"{resolve_url('meeting', slug)}#weeks")
