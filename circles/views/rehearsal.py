"""Rehearsing a meeting: begun by one who serves its group, joined by whoever they give its address to."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from circles import access
from circles.forms import RehearsalForm
from circles.live import known_key
from circles.rehearsal import address_of, circle_at, rehearsal_of, sit_down
from circles.rules.doors import names_here
from circles.rules.names import plain_word
from circles.rules.refusals import CircleClosed, NotNow
from circles.views.door import guest_of, identity_of, member_of, seated_in
from members.quiet import quiet_page
from members.rules.limits import limited


@require_POST
@limited("rehearse", "10/h")
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a rehearsal of this meeting, or find the one that is on; then its door."""
    member, now = member_of(request), timezone.now()
    meeting = access.circle_meeting(member, slug)
    if not access.may_rehearse(member, meeting, now):
        raise Http404
    return redirect("circle_rehearsal", address_of(rehearsal_of(meeting=meeting, now=now)))


@require_http_methods(["GET", "HEAD", "POST"])
@limited("sit", "40/m")
@quiet_page
def door(request: HttpRequest, address: str) -> HttpResponse:
    """The rehearsal's own door: a name, and a place."""
    circle, member = circle_at(address), member_of(request)
    guest = guest_of(request)
    offered = member.name if member else plain_word(names_here(circle.seats.all(), known_key(circle)))
    form = RehearsalForm(request.POST or None, initial={"name": offered})
    if request.method == "POST" and form.is_valid():
        try:
            seat = sit_down(
                circle=circle, who=identity_of(request, guest), name=form.cleaned_data["name"], member=member,
                seat=access.place_here(request.COOKIES, circle), now=timezone.now(),
            )  # fmt: skip
            return seated_in(request, seat, guest)
        except CircleClosed:
            raise Http404 from None
        except NotNow as no:
            form.add_error("name", str(no.says))
    context = {
        "meeting": circle.meeting, "form": form, "guest": access.sealed_guest_token(guest),
        "share": request.build_absolute_uri(request.path),
    }  # fmt: skip
    return render(request, "circles/rehearsal.html", context, status=400 if form.errors else 200)
