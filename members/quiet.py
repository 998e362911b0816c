"""Pages that leave no trace in a browser's stores, those that ask nobody who they are, and those that stand in a frame."""

from collections.abc import Callable
from functools import wraps

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt, xframe_options_sameorigin

View = Callable[..., HttpResponse]


def quiet_page(view: View) -> View:
    """For pages that tell where someone was: kept by no cache, indexed by nobody, named to no other site.

    Not `no-referrer`: under it a browser sends "Origin: null" with our own forms, and Django rightly refuses those.
    """

    @wraps(view)
    def quietly(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return quietly


def framed_by_us(view: View) -> View:
    """For what a page of ours shows in a frame, for those without script. No other answer can be framed by anybody."""
    framed: View = xframe_options_sameorigin(csp_replace({"frame-ancestors": [SELF]})(view))
    return framed


def asks_nobody(view: View) -> View:
    """For answers that are the same whoever asks: what a browser knows of itself is put away before anyone looks.

    `members.middleware.nobody_asked` does it, before the session; so no such answer can tell that somebody is signed in.
    """
    view.asks_nobody = True  # type: ignore[attr-defined]
    return view


def framed_by_anyone(view: View) -> View:
    """For what any site may show in a frame: no script, nothing sent but its own questions, and no address told on.

    A page that could be pressed in somebody's name must never be one of these.
    """
    sources = ("script-src", "connect-src", "worker-src", "media-src", "frame-src", "manifest-src")
    nothing = {source: [NONE] for source in sources}
    framed: View = xframe_options_exempt(csp_replace({"frame-ancestors": ["*"], **nothing})(view))

    @wraps(view)
    def openly(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = framed(request, *args, **kwargs)
        response.headers["Cross-Origin-Resource-Policy"] = (
            "cross-origin"  # or a site that isolates itself cannot show it
        )
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return asks_nobody(openly)
