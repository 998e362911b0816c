"""The door of a meeting's circle: the group's own welcome, what we keep, and a name."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from circles import access
from circles.forms import DoorForm
from circles.live import key_of, known_key, renew_plain_lease
from circles.models import Circle
from circles.rules.doors import Arrival, circle_of, names_here, take_seat
from circles.rules.names import plain_word
from circles.rules.refusals import CircleClosed, NotNow
from groups.models import Meeting
from groups.rules.times import Occurrence
from members.quiet import quiet_page
from members.rules.limits import limited
from rooms.access import anyone_here


@require_http_methods(["GET", "HEAD", "POST"])
@limited("sit", "40/m")
@quiet_page
def door(request: HttpRequest, slug: str) -> HttpResponse:
    member = request.user if request.user.is_authenticated else None
    now = timezone.now()
    meeting = access.circle_meeting(member, slug)
    current, upcoming = access.occurrence_for_door(meeting, now)
    circle = Circle.objects.filter(meeting=meeting, starts_at=current.starts_at).first() if current else None
    if current is None or (circle is not None and circle.closed_at):
        return render(request, "circles/door_shut.html", {"meeting": meeting, "next": upcoming, "ended": circle})
    offered = {"name": member.name if member else _free_word(circle)}
    form = DoorForm(request.POST or None, initial=offered, picked=member is None)
    if request.method == "POST" and form.is_valid():
        try:
            return _sit(request, meeting, current, form)
        except CircleClosed:
            return redirect(request.path)
        except NotNow as no:
            form.add_error("name", str(no.says))
    context = {
        "meeting": meeting, "form": form, "occurrence": current, "circle": circle,
        "begun": current.starts_at <= now,
        "people": circle is not None and anyone_here(circle.room, now),
        "seated": circle is not None and access.sat_here(request.COOKIES, circle.slug),
        "guest": access.sealed_guest_token(_guest(request)),
    }  # fmt: skip
    return render(request, "circles/door.html", context, status=400 if form.errors else 200)


def _free_word(circle: Circle | None) -> str:
    """A plain word nobody in the circle goes by, so that the name on offer can be taken."""
    if circle is None:
        return plain_word()
    return plain_word(names_here(circle.seats.all(), known_key(circle)))


def _guest(request: HttpRequest) -> str:
    """The guest's token: their cookie's, or the one this form came with, so that a button pressed twice seats one guest."""
    return access.guest_token(request.COOKIES.get(access.GUEST_COOKIE), request.POST.get("guest"))


def _sit(request: HttpRequest, meeting: Meeting, occurrence: Occurrence, form: DoorForm) -> HttpResponse:
    member = request.user if request.user.is_authenticated else None
    now = timezone.now()
    circle = circle_of(meeting=meeting, occurrence=occurrence)
    token = _guest(request)
    standing = access.standing(member, meeting, now)
    arrival = Arrival(
        identity=f"member:{member.pk}" if member else f"guest:{token}",
        name=form.cleaned_data["name"],
        listening=form.cleaned_data["how"] == "listen",
        belongs=standing.belongs,
        serves=standing.serves,
        seat=access.place_in(request.COOKIES, circle.slug),
    )
    seat = take_seat(circle=circle, arrival=arrival, key=key_of(circle, now))
    renew_plain_lease(circle.room, seat.id)
    response = redirect("circle", circle.slug)
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME) if member else None
    kept = {"httponly": True, "samesite": "Lax", "secure": settings.HTTPS}
    response.set_cookie(access.cookie_name(circle.slug), access.place_proof(seat, session_cookie=session), **kept)
    if member is None:
        response.set_cookie(access.GUEST_COOKIE, access.sealed_guest_token(token), **kept)
    return response
