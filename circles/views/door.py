"""The door of a meeting's circle: the group's own welcome, what we keep, and a name."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from circles import access
from circles.forms import DoorForm
from circles.live import come_in, known_key, stand_at_door, wait_at_door
from circles.models import Circle, Seat
from circles.rules import threshold
from circles.rules.doors import Arrival, circle_of, names_here
from circles.rules.names import plain_word
from circles.rules.refusals import AskedToLeave, CircleClosed, NotNow
from circles.rules.threshold import Answer
from circles.views import aside
from groups.access import when_over
from groups.models import Meeting
from groups.rules.times import Occurrence
from groups.types import LANGUAGES
from members.models import Member
from members.quiet import quiet_page
from members.rules.limits import limited, slow_down
from rooms.access import anyone_here

# Forty people in one hall come in by one address, and some try twice. Beyond that it is slow, and never shut for the evening.
TRIES, NEW_GUESTS = "120/m", "45/2m"


@require_http_methods(["GET", "HEAD", "POST"])
@limited("sit", TRIES)
@quiet_page
def door(request: HttpRequest, slug: str) -> HttpResponse:
    member, now = member_of(request), timezone.now()
    meeting = access.circle_meeting(member, slug)
    if meeting.group.is_over:
        return render(request, "groups/over.html", when_over(meeting.group), status=410)
    standing = access.standing(member, meeting, now)
    if access.is_not_for(meeting, standing):
        return _not_for_all(request, meeting, member)
    current, upcoming = access.occurrence_for_door(meeting, now)
    circle = Circle.objects.filter(meeting=meeting, starts_at=current.starts_at).first() if current else None
    if current is None or (circle is not None and circle.closed_at):
        return render(request, "circles/door_shut.html", {"meeting": meeting, "next": upcoming, "ended": circle})
    place = access.place_here(request.COOKIES, circle) if circle else None
    if (asked := access.asked_to_leave(place)) is not None:
        return aside.asked_to_leave(request, asked)
    seated = circle is not None and access.comes_back(place, circle)
    inside = threshold.Inside(circle.opened_at, circle.slow_door, attended=True) if circle else threshold.Inside()
    offered = {"name": member.name if member else _free_word(circle)}
    said = threshold.answer(meeting, standing, inside, now, has_place=seated)
    knocks = said == Answer.KNOCK
    form = DoorForm(request.POST or None, initial=offered, picked=member is None, knocks=knocks)
    if request.method == "POST" and form.is_valid():
        try:
            return _come(request, meeting, current, form, standing)
        except CircleClosed:
            return redirect(request.path)
        except AskedToLeave:
            return aside.asked_to_leave(request, circle_of(meeting=meeting, occurrence=current))
        except NotNow as no:
            form.add_error("name", str(no.says))
    elif said == Answer.LATE:
        return shut_for_tonight(request, meeting)
    context = {
        "meeting": meeting, "form": form, "occurrence": current, "circle": circle,
        "begun": current.starts_at <= now,
        "people": circle is not None and anyone_here(circle.room, now),
        "seated": seated,
        "knocks": knocks,
        "closing": threshold.doors_close_at(meeting, inside.opened_at),
        "guest": access.sealed_guest_token(guest_of(request)),
        "languages": [(tag, LANGUAGES.get(tag, tag)) for tag in meeting.languages],
        "belongs": standing.belongs or bool(standing.duties),
    }  # fmt: skip
    return render(request, "circles/door.html", context, status=400 if form.errors else 200)


def _not_for_all(request: HttpRequest, meeting: Meeting, member: Member | None) -> HttpResponse:
    """It is for members of the group, or for young people: said kindly, and the same whatever goes on inside."""
    elsewhere = access.open_meeting_of(meeting, timezone.now())
    context = {"meeting": meeting, "elsewhere": elsewhere, "young": meeting.youth and member is None, "member": member}
    return render(request, "circles/door_not_for_all.html", context)


def shut_for_tonight(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """For whoever came after the doors had closed: when it opens next."""
    _current, upcoming = access.occurrence_for_door(meeting, timezone.now())
    return render(request, "circles/door_shut.html", {"meeting": meeting, "next": upcoming, "late": True})


def _free_word(circle: Circle | None) -> str:
    """A plain word nobody in the circle goes by, so that the name on offer can be taken."""
    if circle is None:
        return plain_word()
    return plain_word(names_here(circle.seats.all(), known_key(circle)))


def member_of(request: HttpRequest) -> Member | None:
    return request.user if request.user.is_authenticated else None


def guest_of(request: HttpRequest) -> str:
    """The guest's token: their cookie's, or the one this form came with, so that a button pressed twice seats one guest."""
    return access.guest_token(request.COOKIES.get(access.GUEST_COOKIE), request.POST.get("guest"))


def identity_of(request: HttpRequest, guest: str) -> str:
    member = member_of(request)
    return f"member:{member.pk}" if member else f"guest:{guest}"


def _come(
    request: HttpRequest, meeting: Meeting, occurrence: Occurrence, form: DoorForm, standing: access.Standing
) -> HttpResponse:
    """To a place, or to wait at the door. Raises what stands in the way."""
    now, guest, typed = timezone.now(), guest_of(request), form.cleaned_data
    circle = circle_of(meeting=meeting, occurrence=occurrence)
    arrival = Arrival(
        identity=identity_of(request, guest), name=typed["name"], first_time=typed["first_time"],
        listening=typed["how"] == "listen", seat=access.place_here(request.COOKIES, circle),
        belongs=standing.belongs, duties=standing.duties, until=standing.until, certified=standing.certified,
    )  # fmt: skip
    at = stand_at_door(circle, arrival.identity, arrival.seat, now)
    said = at.answer(standing)
    if said not in (Answer.COME, Answer.KNOCK, Answer.PAUSE):
        return shut_for_tonight(request, meeting)
    if member_of(request) is None and not at.known:
        slow_down(request, door=f"new-{circle.room}", rate=NEW_GUESTS)
    if said == Answer.COME:
        return seated_in(request, come_in(circle, arrival, now), guest)
    wait_at_door(circle, arrival, now, let_in=said == Answer.PAUSE)
    response = redirect("circle_waiting", meeting.slug)
    _keep_guest(request, response, guest)
    return response


def seated_in(request: HttpRequest, seat: Seat, guest: str, response: HttpResponse | None = None) -> HttpResponse:
    """The answer that gives someone their place: its cookie, and the way to the circle."""
    circle, member = seat.circle, member_of(request)
    response = response or redirect("circle", circle.slug)
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME) if member else None
    proof = access.place_proof(seat, session_cookie=session)
    response.set_cookie(access.cookie_name(circle.slug), proof, **_kept())
    _keep_guest(request, response, guest)
    return response


def _keep_guest(request: HttpRequest, response: HttpResponse, guest: str) -> None:
    if member_of(request) is None:
        response.set_cookie(access.GUEST_COOKIE, access.sealed_guest_token(guest), **_kept())


def _kept() -> dict:
    return {"httponly": True, "samesite": "Lax", "secure": settings.HTTPS}
