"""The two sockets of a circle: one pushes what changed, one carries voice. Both come in by the place cookie."""

from typing import Any

from django.conf import settings

from circles.access import place_in
from circles.live import circles, seat_is_taken
from rooms.pool import in_thread
from rooms.sockets import PushSocket, RoomVoiceSocket


async def _place(scope: dict[str, Any]) -> tuple[str, str] | None:
    slug = scope["url_route"]["kwargs"]["slug"]
    seat = place_in(scope["cookies"], slug)
    if seat is None or not await in_thread(lambda: seat_is_taken(seat, slug)):
        return None
    return slug, seat


def _tongue(query: bytes) -> str:
    """The language of the page that opened the socket, which says so itself."""
    asked = query.decode("ascii", "ignore").removeprefix("in=")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class CirclePush(PushSocket):
    """What changed in the circle, to one tab."""

    source = circles

    async def door(self, scope: dict[str, Any]) -> tuple[str, str, str] | None:
        found = await _place(scope)
        return None if found is None else (*found, _tongue(scope.get("query_string", b"")))


class CircleVoice(RoomVoiceSocket):
    """The circle's voice, to and from one tab."""

    source = circles

    async def door(self, scope: dict[str, Any]) -> tuple[str, str] | None:
        return await _place(scope)
