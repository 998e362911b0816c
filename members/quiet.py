"""Pages that leave no trace in a browser's stores."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

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
