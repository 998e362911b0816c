"""The page of a body that has no other."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.panels import panels
from rotation.access import body_for, may_read_names, page_of_its_kind, services_of


@require_safe
def body(request: HttpRequest, slug: str) -> HttpResponse:
    """What a plain body is and how it is served; a body of some kind has a page of that kind instead."""
    shown = body_for(slug)
    if elsewhere := page_of_its_kind(body=shown):
        return redirect(elsewhere)
    member = request.user if request.user.is_authenticated else None
    now = timezone.now()
    context = {
        "body": shown,
        "services": services_of(member=member, body=shown, now=now),
        "ours": may_read_names(member=member, body=shown, now=now),
        "own_links": panels("own_links", body=shown),
        "more": panels("own_panels", body=shown, member=member, now=now)
        + panels("body_panels", body=shown, member=member, now=now),
    }
    return render(request, "rotation/body.html", context)
