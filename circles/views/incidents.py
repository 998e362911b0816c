"""Incident notes: writing one after a circle has closed, and reading them as one of the group's servants."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from circles import access
from circles.forms import IncidentForm
from circles.rules import incidents
from circles.rules.refusals import NotNow
from members.quiet import quiet_page
from members.rules.limits import limited


@require_http_methods(["GET", "HEAD", "POST"])
@limited("incident", "40/m")
@quiet_page
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """For a day after closing, for those a safety act came from or went to: one note, which names nobody."""
    seat, now = access.erased_place(request.COOKIES, slug), timezone.now()
    if not incidents.may_note(slug=slug, seat=seat, now=now):
        raise Http404
    form = IncidentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            incidents.file_note(slug=slug, seat=seat, now=now, **form.cleaned_data)
        except NotNow:
            raise Http404 from None  # sent twice at once: the first was kept
        messages.success(
            request, _("Thank you. Those who serve the group can read it, and it goes after twelve months.")
        )
        response = redirect("front")
        response.delete_cookie(access.incident_cookie(slug))
        return response
    return render(request, "circles/incident.html", {"form": form}, status=400 if form.errors else 200)


@require_safe
@quiet_page
def read(request: HttpRequest, slug: str) -> HttpResponse:
    """A group's notes, for whoever serves it by term as secretary, host or at the door."""
    now = timezone.now()
    group = access.group_to_look_after(request.user if request.user.is_authenticated else None, slug, now=now)
    incidents.forget_old(now=now)
    context = {"group": group, "notes": incidents.notes_for(group=group, now=now)}
    return render(request, "circles/incidents.html", context)
