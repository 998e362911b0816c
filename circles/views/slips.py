"""A slip, for whoever asked for it to take along; and the page on which anyone can check one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from circles import access
from circles.forms import SlipForm
from circles.live import look
from circles.rules.refusals import CircleClosed
from circles.rules.slips import Slip, code_of, is_ours, slip_of
from members.quiet import quiet_page
from members.rules.limits import limited


@require_GET
@quiet_page
def slip(request: HttpRequest, slug: str) -> HttpResponse:
    """The slip itself, to print or to copy, for as long as the circle is open. Nobody else has an address for it."""
    try:
        circle, seat = access.circle_for(request.COOKIES, slug)
        view = look(circle.room)
    except (CircleClosed, Http404):
        if not access.sat_here(request.COOKIES, slug):
            raise Http404 from None
        return redirect("circle", slug)  # where it says how it ended
    if not view.table.meeting.gives_slips:
        raise Http404
    found = slip_of(view.table, seat, key=view.key, now=view.now)
    context = {
        "slug": slug,
        "slip": found,
        "code": found and code_of(found),
        "check": request.build_absolute_uri(reverse("slip_check")),
    }
    return render(request, "circles/slip.html", context)


@limited("slip-check", "40/m")
@quiet_page
def check(request: HttpRequest) -> HttpResponse:
    """Whether a slip was signed here. What is typed is compared with its code, and kept nowhere."""
    form = SlipForm(request.POST if request.method == "POST" else None)
    asked = form.is_valid()
    facts = form.cleaned_data if asked else {}
    ours = asked and is_ours(Slip(**{name: facts[name] for name in SlipForm.FACTS}), facts["code"])
    status = 400 if form.is_bound and not asked else 200
    return render(request, "circles/slip_check.html", {"form": form, "asked": asked, "ours": ours}, status=status)
