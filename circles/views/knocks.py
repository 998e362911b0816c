"""Waiting at the door: a page that looks again by itself until somebody answers, or until there is a pause."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_safe

from circles import access
from circles.live import come_in, look_again, stand_at_door
from circles.models import Circle
from circles.rules.doors import Arrival
from circles.rules.knocks import AGAIN, PATIENCE
from circles.rules.refusals import CircleClosed, NotNow
from circles.rules.threshold import Answer
from circles.views.door import guest_of, identity_of, member_of, seated_in
from circles.views.sent import SCRIPTED
from groups.models import Meeting
from members.quiet import quiet_page


@require_safe
@quiet_page
def waiting(request: HttpRequest, slug: str) -> HttpResponse:
    """How it stands with one's own knock. Looking is what lets one in: the wish was said at the door, with the name."""
    member, now = member_of(request), timezone.now()
    meeting = access.circle_meeting(member, slug)
    current, _next = access.occurrence_for_door(meeting, now)
    circle = Circle.objects.filter(meeting=meeting, starts_at=current.starts_at).first() if current else None
    try:
        shown = None if circle is None else _look(request, meeting, circle)
    except CircleClosed:
        shown = None
    except NotNow as no:  # their name is somebody's inside by now, or there is no place: they say another at the door
        messages.error(request, str(no.says))
        shown = None
    return shown or _go(request, resolve_url("circle_door", slug))


def _look(request: HttpRequest, meeting: Meeting, circle: Circle) -> HttpResponse | None:
    """The page of this person's knock, or their place; None where they never knocked. Raises what stands in the way."""
    now, guest, member = timezone.now(), guest_of(request), member_of(request)
    identity, seat = identity_of(request, guest), access.place_here(request.COOKIES, circle)
    at = look_again(stand_at_door(circle, identity, seat, now))
    if at.knock is None:
        return None
    standing = access.standing(member, meeting, now)
    said, person = at.answer(standing), at.person
    if said == Answer.COME and person.name:
        arrival = Arrival(
            identity=identity, name=person.name, first_time=person.first_time, listening=at.knock.listening,
            belongs=standing.belongs, duties=standing.duties, until=standing.until, certified=standing.certified, seat=seat,
        )  # fmt: skip
        place = come_in(circle, arrival, now)
        return seated_in(request, place, guest, _go(request, resolve_url("circle", circle.slug)))
    if said not in (Answer.KNOCK, Answer.PAUSE):
        return None
    return _wait(request, meeting, at.knock.not_now_at and at.knock.not_now_at + AGAIN, said, person.name)


def _wait(request: HttpRequest, meeting: Meeting, again: object, said: Answer, name: str) -> HttpResponse:
    state = "not-now" if again and said == Answer.KNOCK else said.value
    if SCRIPTED in request.headers:
        return JsonResponse({"state": state})
    context = {"meeting": meeting, "state": state, "again": again, "name": name, "minutes": PATIENCE.seconds // 60}
    return render(request, "circles/waiting.html", context)


def _go(request: HttpRequest, to: str) -> HttpResponse:
    """On to another page: a script is told where, a browser is sent."""
    return JsonResponse({"to": to}) if SCRIPTED in request.headers else redirect(to)
