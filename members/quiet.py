"""Pages that leave no trace in a browser's stores, and those that stand in a frame of another page of ours."""

from collections.abc import Callable
from functools import wraps

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin

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
