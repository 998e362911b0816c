"""What every answer carries: the viewer's zone while it is made, and quiet headers when it leaves."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone

from members.rules.devices import note_use, week_of
from members.rules.limits import TooFast, slow_down
from members.rules.zones import NoSuchZone, zone_named
from members.sessions import filed_under
from members.views import refused

Answer = Callable[[HttpRequest], HttpResponse]

# What a page here may ask a browser for: the microphone, nothing else.
MAY = {"microphone": "self", "autoplay": "self", "screen-wake-lock": "self", "fullscreen": "self"}
MAY_NOT = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid",
    "idle-detection", "local-fonts", "magnetometer", "midi", "payment", "picture-in-picture", "serial", "usb",
    "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS = ", ".join([f"{what}=({whom})" for what, whom in MAY.items()] + [f"{what}=()" for what in MAY_NOT])

A_MEMBERS_FORMS = "240/m"


def strict_headers(get_response: Answer) -> Answer:
    """Pages may ask for nothing but the microphone, and no other site's page can take an answer of ours into its own."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return answer


def nobody_asked(get_response: Answer) -> Answer:
    """Where a view is marked so (members.quiet.asks_nobody), nobody is asked who they are and no cookie is set."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not _asks_nobody(request.path_info):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        response = get_response(request)
        response.cookies.clear()
        return response

    return answer


def _asks_nobody(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "asks_nobody", False)
    except Resolver404:
        return False


def members_pace(get_response: Answer) -> Answer:
    """No member sends more than a busy evening's forms a minute, wherever they go; narrower doors count for themselves."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.user.is_authenticated:
            try:
                slow_down(request, door="forms", rate=A_MEMBERS_FORMS, key=f"member {request.user.pk}")
            except TooFast as too:
                return refused.too_fast(request, too.seconds)
        return get_response(request)

    return answer


def viewers_zone(get_response: Answer) -> Answer:
    """Times on the page are the viewer's own: the member's chosen zone, else the one the browser told, else UTC."""

    def answer(request: HttpRequest) -> HttpResponse:
        with timezone.override(zone_of(request)):
            return get_response(request)

    return answer


def zone_of(request: HttpRequest) -> ZoneInfo:
    """The zone to show times in; a name that is no zone counts as none."""
    for name in (getattr(request.user, "zone", ""), request.COOKIES.get("zone", "")):
        try:
            return zone_named(name)
        except NoSuchZone:
            continue
    return ZoneInfo("UTC")


def week_of_use(get_response: Answer) -> Answer:
    """A member's list of devices knows the week in which each was last used: one note a week, and never an hour."""

    def answer(request: HttpRequest) -> HttpResponse:
        noted, now = request.session.get("week"), timezone.now()
        if noted and noted != week_of(now).isoformat() and request.user.is_authenticated:
            here = filed_under(request.session.session_key)
            request.session["week"] = note_use(member=request.user, filed_under=here, now=now).isoformat()
        return get_response(request)

    return answer


def quiet_headers(get_response: Answer) -> Answer:
    """A member's pages are kept by no cache: signed out, Back shows nothing.

    Whoever comes too fast is told how long to wait, and a form's address opened as a page answers kindly.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and not response.content:
            response = refused.not_this_way(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def wait_a_little(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused.too_fast(request, exception.seconds) if isinstance(exception, TooFast) else None

    answer.process_exception = wait_a_little
    return answer
