"""The way in for browsers: pages by Django, sockets by each storey's routing."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellowship.settings")
pages = get_asgi_application()

from channels.sessions import CookieMiddleware  # noqa: E402  (Django must be set up first)
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402

from fellowship.storeys import built  # noqa: E402

sockets = [route for routing in built("routing") for route in routing.sockets]
application = ProtocolTypeRouter({
    "http": pages,
    "websocket": AllowedHostsOriginValidator(CookieMiddleware(URLRouter(sockets))),
})
