"""The circle itself: a page that works as it stands, its parts for the script, and every act as a form."""

import secrets

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from circles import access
from circles.live import View, act, end_lease, live_html, look, renew_plain_lease
from circles.models import Circle
from circles.models.note import About
from circles.rules.acts import ACTS
from circles.rules.incidents import may_note
from circles.rules.refusals import AtTheDoor, CircleClosed, NotNow, NotOffered
from circles.rules.threshold import came_late, may_speak_from
from circles.scene import audience_of, line_text
from circles.views import aside
from circles.views.after import ended
from circles.views.sent import ACT_KEY, REFRESH, SCRIPTED, place_meant
from members.quiet import framed_by_us, quiet_page
from members.rules.help_lines import HelpLine, HelpLinesUnreadable, help_lines
from members.rules.limits import TooFast, slow_down
from rooms.news import changed

FIELDS = ("about", "answer", "most", "readings")  # what the forms of acts send beside words and a person


def _place(request: HttpRequest, slug: str) -> tuple[Circle, str, View]:
    circle, seat = access.circle_for(request.COOKIES, slug)
    if SCRIPTED not in request.headers:
        renew_plain_lease(circle.room, seat)
    return circle, seat, look(circle.room)


def _lead(request: HttpRequest, response: HttpResponse, address: str) -> HttpResponse:
    """The answer to somebody who sits here. If they have the address from before the lock was changed, their proof for the
    new one comes with it, whatever they asked; nobody else is ever given it."""
    slug = _slug(request)
    if slug != address:
        proof = access.proof_at(request.COOKIES, slug, address)
        response.set_cookie(access.cookie_name(address), proof, httponly=True, samesite="Lax", secure=settings.HTTPS)
    return response


def _slug(request: HttpRequest) -> str:
    """The address of the circle as this request has it."""
    assert request.resolver_match is not None
    return str(request.resolver_match.kwargs["slug"])


def _shown(request: HttpRequest, seat: str, view: View, **more: object) -> dict[str, object]:
    mine = view.mine(seat)
    return view.picture(audience_of(view.table, seat, view.now)) | {
        "mine": mine,
        "may": frozenset(str(mine["may"]).split()),
        "told": frozenset(str(mine.get("told", "")).split()),
        "abouts": [each for each in About.choices if each[0] != About.SLIP or view.table.meeting.gives_slips],
        "my_place": view.table.seats[seat].place,
        "i_serve": view.table.person(seat).serves,
        "my_name": view.table.person(seat).name,
        "came_late": came_late(view.table, seat, view.now),
        "may_speak_at": may_speak_from(view.table, seat),
        "act_key": secrets.token_urlsafe(16),
        "refresh": request.COOKIES.get("refresh", ""),
        **more,
    }


def _ended(request: HttpRequest, slug: str, *, framed: bool = False) -> HttpResponse:
    """For whoever had a place here: it has closed, kindly. For anyone else there is nothing at this address."""
    if not access.sat_here(request.COOKIES, slug):
        raise Http404
    if SCRIPTED in request.headers:  # asked by a page that waits at the door
        return JsonResponse({"to": request.path})
    if (asked := access.asked_to_leave(access.place_in(request.COOKIES, slug))) is not None:
        return aside.asked_to_leave(request, asked, framed=framed)
    still_open = access.open_circle_of(request.COOKIES, slug)
    if still_open is not None and framed:  # its door is a page by itself, and the page around the frame leads there
        return render(request, "circles/ended.html", {"slug": slug, "framed": True, "goes_on": True}, status=410)
    if still_open is not None:
        messages.info(request, _("You left your place. The circle goes on, and you are welcome back."))
        return redirect("meeting" if still_open.rehearsal else "circle_door", still_open.meeting.slug)
    may_stay = None if framed else ended(request, slug)
    if may_stay is not None:
        return may_stay
    seat = access.erased_place(request.COOKIES, slug)
    more = {"incident": not framed and may_note(slug=slug, seat=seat, now=timezone.now())}
    response = render(request, "circles/ended.html", {"slug": slug, "framed": framed} | more, status=410)
    if more["incident"]:
        access.hand_incident_proof(response, seat, slug)
    if not framed:  # the page around the frame has yet to say the same, and needs the cookie for it
        response.delete_cookie(access.cookie_name(slug))
    return response


@require_GET
@quiet_page
def circle(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        circle, seat, view = _place(request, slug)
    except (CircleClosed, Http404):
        return _ended(request, slug)
    address = view.table.circle.slug
    if not view.table.sits(seat):
        # The page of whoever waits at the door asks whether they may come in, and learns nothing else.
        waits = SCRIPTED in request.headers
        return (
            JsonResponse({"state": "door"})
            if waits
            else aside.at_the_door(request, slug, view.table.seats[seat], view.now)
        )
    if SCRIPTED in request.headers:
        return _lead(request, JsonResponse({"to": reverse("circle", args=[address])}), address)
    if slug != address:
        return _lead(request, redirect("circle", address), address)
    changed(circle.room)
    return render(request, "circles/circle.html", _shown(request, seat, view, countries=_help_on_paper()))


def _help_on_paper() -> dict[str, list[HelpLine]]:
    """The operator's help lines for whoever prints the page; none where their file cannot be read (the help page logs it)."""
    try:
        return help_lines(settings.HELP_LINES)
    except HelpLinesUnreadable:
        return {}


@require_GET
@quiet_page
@framed_by_us
def ring(request: HttpRequest, slug: str) -> HttpResponse:
    """The ring as a frame, for those without script; it may refresh by itself, at the pace its person chose."""
    try:
        _circle, seat, view = _place(request, slug)
    except (CircleClosed, Http404):
        return _ended(request, slug, framed=True)
    if not view.table.sits(seat):
        return aside.at_the_door(request, slug, view.table.seats[seat], view.now, framed=True)
    if slug != view.table.circle.slug:
        return _lead(request, redirect("circle_ring", view.table.circle.slug), view.table.circle.slug)
    every = request.GET.get("every", request.COOKIES.get("refresh", ""))
    every = every if every in REFRESH else ""
    response = render(request, "circles/ring.html", _shown(request, seat, view, refresh=every))
    if "every" in request.GET:
        response.set_cookie("refresh", every, httponly=True, samesite="Lax", secure=settings.HTTPS)
    return response


@require_GET
@quiet_page
def state(request: HttpRequest, slug: str) -> HttpResponse:
    """What the push socket would say now: a line of one's own, then the parts. For mending a gap."""
    try:
        _circle, seat, view = _place(request, slug)
    except (CircleClosed, Http404):
        if not access.sat_here(request.COOKIES, slug) or access.open_circle_of(request.COOKIES, slug) is not None:
            raise Http404 from None
        return HttpResponse(status=410)
    if not view.table.sits(seat):
        return HttpResponse(status=410)  # nothing of the circle goes to whoever waits at the door; the page says so
    html = live_html(view, audience_of(view.table, seat, view.now), lean="lean" in request.GET)
    said = HttpResponse(f"{line_text(view.mine(seat))}\n{html}", content_type="text/plain; charset=utf-8")
    return _lead(request, said, view.table.circle.slug)


@require_POST
@quiet_page
def do(request: HttpRequest, slug: str, verb: str) -> HttpResponse:
    """One act, the same for the script and for a plain form."""
    if verb not in ACTS:
        raise Http404
    scripted = SCRIPTED in request.headers
    try:
        circle, seat = access.circle_for(request.COOKIES, slug)
        if not scripted:
            renew_plain_lease(circle.room, seat)
    except Http404:
        return HttpResponse(status=410) if scripted else _ended(request, slug)
    act_key, words = request.POST.get("key", ""), request.POST.get("words", "")
    if verb == "leave" and not act_key:  # a page that is already gone cannot make a key; leaving twice does no harm
        act_key = secrets.token_urlsafe(16)
    if not ACT_KEY.fullmatch(act_key) or "\x00" in words:
        return _refused(request, circle, seat, _("That did not arrive whole. Please try once more."), words, 400)
    try:
        slow_down(request, door="act", rate="90/m", key=f"{circle.room} {seat}")
        outcome = act(
            circle=circle, seat=seat, verb=verb, act_key=act_key, words=words, to=place_meant(request),
            fields=_fields(request),
        )  # fmt: skip
    except TooFast as too:
        say = _("That was a little fast. Please wait %(seconds)s seconds; nothing was lost.") % {"seconds": too.seconds}
        return _refused(request, circle, seat, say, words, 429)
    except CircleClosed:
        return HttpResponse(status=410) if scripted else _ended(request, slug)
    except NotNow as no:
        return _not_now(request, circle, seat, no, words)
    if verb == "leave":
        return _left(request, circle, seat)
    done = JsonResponse({"v": outcome.version}) if scripted else redirect("circle", outcome.address)
    return _lead(request, done, outcome.address)


def _fields(request: HttpRequest) -> dict[str, list[str]]:
    """What the forms of some acts send along. PostgreSQL knows no NUL."""
    return {name: [each.replace("\x00", "") for each in request.POST.getlist(name)] for name in FIELDS}


def _not_now(request: HttpRequest, circle: Circle, seat: str, no: NotNow, words: str) -> HttpResponse:
    if isinstance(no, NotOffered):
        raise Http404
    if isinstance(no, AtTheDoor):
        return HttpResponse(status=410) if SCRIPTED in request.headers else redirect("circle", _slug(request))
    return _refused(request, circle, seat, str(no.says), words, 409)


def _refused(request: HttpRequest, circle: Circle, seat: str, say: str, words: str, status: int) -> HttpResponse:
    """Say what stood in the way, with everything typed still there."""
    if SCRIPTED in request.headers:
        return JsonResponse({"say": say}, status=status)
    try:
        view = look(circle.room)
    except CircleClosed:
        return _ended(request, _slug(request))
    if not view.table.sits(seat):
        return aside.at_the_door(request, _slug(request), view.table.seats[seat], view.now)
    typed = {request.resolver_match.kwargs["verb"]: words} if request.resolver_match else {}
    page = render(request, "circles/circle.html", _shown(request, seat, view, say=say, typed=typed), status=status)
    return _lead(request, page, view.table.circle.slug)


def _left(request: HttpRequest, circle: Circle, seat: str) -> HttpResponse:
    end_lease(circle.room, seat)
    changed(circle.room)
    quickly = bool(request.POST.get("quickly"))
    if not quickly:
        messages.info(request, _("You have left your place. Thank you for having been there."))
    response = redirect(settings.LEAVE_TO if quickly else "front")
    for slug in {circle.slug, _slug(request)}:
        response.delete_cookie(access.cookie_name(slug))
    return response
