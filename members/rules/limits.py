"""Doors that open slowly. Forty people behind one address may all come in; a machine that knocks all night may not.

Counts live in the cache for as long as the rate says, under keys that hold no address and no name.
"""

import math
import time
from collections.abc import Callable
from functools import wraps

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from members.addresses import veiled

APP = "members"


class TooFast(Exception):
    """Too many at this door just now; `seconds` says how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Wait {seconds} s.")
        self.seconds = seconds


def slow_down(request: HttpRequest, *, door: str, rate: str = "40/m", key: str | None = None) -> None:
    """Count one more through `door`, raising TooFast beyond `rate` ("40/m", "5/10s"; several with commas).

    Counted by the caller's address, or by `key` where one is given (a seat's token, a member's id): it is hashed with
    the site's secret and never stored. Either count begins anew every ten minutes, so no rate should be longer.
    """
    per = "ip" if key is None else "key"
    veil = None if key is None else veiled(key, at=time.time())
    for one in ratelimit.parse_rates(rate):
        config = {door: f"{one.amount}/{one.duration}s/{per}"}
        if not ratelimit.consume(request, app=APP, action=door, config=config, key=veil, limit_get=True):
            raise TooFast(_wait(request, door, config, veil))


def limited(door: str, rate: str = "40/m") -> Callable:
    """For a view: each POST goes through `slow_down`. TooFast becomes a page in members.middleware.quiet_headers."""

    def around(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def slowly(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method == "POST":
                slow_down(request, door=door, rate=rate)
            return view(request, *args, **kwargs)

        return slowly

    return around


def _wait(request: HttpRequest, door: str, config: dict[str, str], veil: str | None) -> int:
    """Whole seconds until the oldest of those counted no longer counts."""
    (rate,) = ratelimit.get_rates(app=APP, action=door, config=config)
    counted: list[float] = cache.get(ratelimit.get_cache_key(request, app=APP, action=door, rate=rate, key=veil)) or []
    oldest = min(counted, default=time.time())
    wait: float = oldest + rate.duration - time.time()
    return max(1, math.ceil(wait))
