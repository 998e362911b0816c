"""The after-meeting: chosen on the page of a circle that has closed, a page that works as it stands, and every act a form."""

import secrets

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from circles import access, after_live
from circles.after_live import TalkView, act, look
from circles.after_scene import audience_of
from circles.forms import StayForm
from circles.models import After
from circles.rules.after import ACTS, AfterClosed, AskedToLeave, Given, YouLeft
from circles.rules.after_table import Sent
from circles.rules.incidents import may_note
from circles.rules.names import plain_word, tidy_name
from circles.rules.refusals import NotNow
from circles.rules.seal import Person
from circles.scene import line_text
from circles.views.sent import ACT_KEY, REFRESH, SCRIPTED, place_meant
from groups.models import Meeting
from members.quiet import framed_by_us, quiet_page
from members.rules.limits import TooFast, slow_down
from rooms.news import changed

OVER = (AfterClosed, AskedToLeave, YouLeft)  # there is no page to go back to


# Choosing, on the page of the circle that has closed


def ended(request: HttpRequest, slug: str, form: StayForm | None = None) -> HttpResponse | None:
    """The page on which whoever was in that circle may choose to stay; None where there is nothing to stay for."""
    if after_live.way_in(request.COOKIES, slug) is None:
        return None
    form = form or StayForm(initial={"name": plain_word()})
    seat = access.erased_place(request.COOKIES, slug)
    more = {"incident": may_note(slug=slug, seat=seat, now=timezone.now())}
    response = render(request, "circles/ended.html", {"slug": slug, "form": form} | more, status=410)
    if more["incident"]:
        access.hand_incident_proof(response, seat, slug)
    return response


@require_POST
@quiet_page
def stay(request: HttpRequest, slug: str) -> HttpResponse:
    """Stay and talk, under a name given now."""
    seat = access.place_in(request.COOKIES, slug)
    if seat is None:
        raise Http404
    slow_down(request, door="stay", rate="20/m", key=f"{slug} {seat}")  # by place: a whole hall may stay at once
    place, form = after_live.way_in(request.COOKIES, slug), StayForm(request.POST)
    if place is None:
        return _over(request, AfterClosed())
    if not form.is_valid():
        return ended(request, slug, form) or _over(request, AfterClosed())
    person = _person(request, place.after, form.cleaned_data["name"])
    try:
        after_live.come_in(place, person=person)
    except AfterClosed as over:
        return _over(request, over)
    except NotNow as no:
        form.add_error("name", str(no.says))
        return ended(request, slug, form) or _over(request, AfterClosed())
    room = place.after.slug
    response = redirect("after", room)
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME) if request.user.is_authenticated else None
    response.set_cookie(
        access.after_cookie_name(room), access.after_proof(place, room, session_cookie=session),
        httponly=True, samesite="Lax", secure=settings.HTTPS,
    )  # fmt: skip
    return response


def _person(request: HttpRequest, after: After, name: str) -> Person:
    """Who comes: whether they belong is read anew, from the group itself."""
    member = request.user if request.user.is_authenticated else None
    meeting = Meeting.objects.select_related("group__body").get(pk=after.circle.meeting_id)
    return Person(name, belongs=access.standing(member, meeting, timezone.now()).belongs)


@require_POST
@quiet_page
def go_home(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave quietly, from the page of a circle that has closed."""
    if not access.sat_here(request.COOKIES, slug):
        raise Http404
    after_live.go_home(request.COOKIES, slug)
    response = redirect("front")
    response.delete_cookie(access.cookie_name(slug))
    return response


# The room itself


def _proved(request: HttpRequest, slug: str) -> str:
    place = access.after_place_in(request.COOKIES, slug)
    if place is None:
        raise Http404
    return place


def _seen(request: HttpRequest, slug: str) -> tuple[str, TalkView]:
    """One's place, and the room as it stands. Raises one of OVER."""
    place = _proved(request, slug)
    if SCRIPTED not in request.headers and after_live.place_is_taken(place, slug):
        after_live.renew_plain_lease(slug, place)
    view = look(slug)
    view.check_seated(place)
    return place, view


def _shown(request: HttpRequest, place: str, view: TalkView, **more: object) -> dict[str, object]:
    mine = view.mine(place)
    return view.picture(audience_of(view.talk, place)) | {
        "mine": mine,
        "may": frozenset(str(mine["may"]).split()),
        "my_place": view.talk.places[place].number,
        "my_name": view.talk.person(place).name,
        "act_key": secrets.token_urlsafe(16),
        "word": plain_word(),
        "refresh": request.COOKIES.get("refresh", ""),
        **more,
    }


def _over(request: HttpRequest, over: NotNow, words: str = "") -> HttpResponse:
    """It is over, or over for this person. What they were writing is given back."""
    slug = request.resolver_match.kwargs["slug"] if request.resolver_match else ""
    asked = isinstance(over, AskedToLeave)
    found = After.objects.select_related("circle__meeting").filter(slug=slug).first() if asked else None
    write_to = found.circle.meeting.slug if found and access.safety_contact(found.circle.meeting) else ""
    framed = bool(request.resolver_match) and request.resolver_match.url_name == "after_ring"
    context = {
        "asked": asked, "left": isinstance(over, YouLeft), "write_to": write_to, "words_typed": words, "framed": framed,
    }  # fmt: skip
    return render(request, "circles/after_closed.html", context, status=410)


@require_GET
@quiet_page
def page(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        place, view = _seen(request, slug)
    except OVER as over:
        return _over(request, over)
    if SCRIPTED not in request.headers:
        changed(slug)
    return render(request, "circles/after.html", _shown(request, place, view))


@require_GET
@quiet_page
@framed_by_us
def ring(request: HttpRequest, slug: str) -> HttpResponse:
    """What is said as a frame, for those without script; it may refresh by itself, at the pace its person chose."""
    try:
        place, view = _seen(request, slug)
    except OVER as over:
        return _over(request, over)
    every = request.GET.get("every", request.COOKIES.get("refresh", ""))
    every = every if every in REFRESH else ""
    response = render(request, "circles/after_ring.html", _shown(request, place, view, refresh=every))
    if "every" in request.GET:
        response.set_cookie("refresh", every, httponly=True, samesite="Lax", secure=settings.HTTPS)
    return response


@require_GET
@quiet_page
def state(request: HttpRequest, slug: str) -> HttpResponse:
    """What the push socket would say now: a line of one's own, then the parts."""
    try:
        place, view = _seen(request, slug)
    except OVER:
        return HttpResponse(status=410)
    html = after_live.live_html(view, audience_of(view.talk, place))
    return HttpResponse(f"{line_text(view.mine(place))}\n{html}", content_type="text/plain; charset=utf-8")


@require_POST
@quiet_page
def do(request: HttpRequest, slug: str, verb: str) -> HttpResponse:
    """One act, the same for the script and for a plain form."""
    if verb not in ACTS:
        raise Http404
    place, scripted = _proved(request, slug), SCRIPTED in request.headers
    key, words = request.POST.get("key", ""), request.POST.get("words", "")
    if verb == "leave" and not key:  # a page that is already gone cannot make a key; leaving twice does no harm
        key = secrets.token_urlsafe(16)
    if not ACT_KEY.fullmatch(key) or "\x00" in words:
        return _refused(request, slug, place, _("That did not arrive whole. Please try once more."), words, 400)
    circle = After.objects.filter(slug=slug).values_list("circle__slug", flat=True).first()
    try:
        slow_down(request, door="after", rate="30/m", key=f"{slug} {place}")
        _perform(request, slug, place, verb, key, words)
    except TooFast as too:
        say = _("That was a little fast. Please wait %(seconds)s seconds; nothing was lost.") % {"seconds": too.seconds}
        return _refused(request, slug, place, say, words, 429)
    except OVER as over:
        if verb == "leave":
            return _left(request, slug, place, circle)
        return JsonResponse({"say": str(over.says)}, status=410) if scripted else _over(request, over, words)
    except NotNow as no:
        return _refused(request, slug, place, str(no.says), words, 409)
    if verb == "leave":
        return _left(request, slug, place, circle)
    return JsonResponse({}) if scripted else redirect("after", slug)


def _perform(request: HttpRequest, slug: str, place: str, verb: str, key: str, words: str) -> None:
    if SCRIPTED not in request.headers and after_live.place_is_taken(place, slug):
        after_live.renew_plain_lease(slug, place)
    person = None
    if verb == "name":
        after = After.objects.select_related("circle").filter(slug=slug).first()
        if after is None:
            raise AfterClosed
        person = _person(request, after, tidy_name(request.POST.get("name", "")[:200])[:40])
    given = Given(words=words, to=place_meant(request), person=person)
    act(slug=slug, sent=Sent(verb, place, key, given))


def _refused(request: HttpRequest, slug: str, place: str, say: str, words: str, status: int) -> HttpResponse:
    """Say what stood in the way, with everything typed still there."""
    if SCRIPTED in request.headers:
        return JsonResponse({"say": say}, status=status)
    try:
        view = look(slug)
        view.check_seated(place)
    except OVER as over:
        return _over(request, over, words)
    shown = _shown(request, place, view, say=say, words_typed=words)
    return render(request, "circles/after.html", shown, status=status)


def _left(request: HttpRequest, slug: str, place: str, circle: str | None) -> HttpResponse:
    """Gone: over all tabs, and with both cookies, so that nobody after them at this device can come back in."""
    after_live.end_lease(slug, place)
    changed(slug)
    quickly = bool(request.POST.get("quickly")) or not request.POST.get("key")
    if not quickly:
        messages.info(request, _("You have left the after-meeting. Thank you for having been there."))
    response = redirect(settings.LEAVE_TO if quickly else "front")
    response.delete_cookie(access.after_cookie_name(slug))
    if circle:
        response.delete_cookie(access.cookie_name(circle))
    return response
