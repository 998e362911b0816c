"""The way in for browsers: pages by Django, sockets by each storey's routing, files beside both."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellowship.settings")
pages = get_asgi_application()  # Django must be set up before anything below is imported

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from channels.sessions import CookieMiddleware
from django.conf import settings
from django.urls import re_path
from servestatic import ServeStaticASGI

from fellowship.bodies import AtMost
from fellowship.storeys import built


async def no_such_socket(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """A socket to an address where there is none is refused before its handshake, and noted nowhere."""
    await receive()  # websocket.connect
    await send({"type": "websocket.close"})


sockets = [route for routing in built("routing") for route in routing.sockets] + [re_path("", no_such_socket)]


def _as_they_are(headers: dict[str, str], path: str, url: str) -> None:
    """Files are for our own pages; a worker keeps to the policy of its own file, not to that of the page."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Referrer-Policy"] = settings.SECURE_REFERRER_POLICY
    if url.endswith(".js"):
        headers["Content-Security-Policy"] = "default-src 'none'; script-src 'self'; connect-src 'self'"


# Files are looked up at each request, so that an edited one is served whole; browsers ask again and are told "not changed".
files = ServeStaticASGI(
    pages,
    root=settings.STATICFILES_DIRS[0],
    prefix=settings.STATIC_URL,
    autorefresh=True,
    max_age=0,
    add_headers_function=_as_they_are,
)
application = ProtocolTypeRouter(
    {
        "http": AtMost(files, settings.BODY_AT_MOST),
        "websocket": AllowedHostsOriginValidator(CookieMiddleware(URLRouter(sockets))),
    }
)
