"""The two sockets of a circle: one pushes what changed, one carries voice. Both come in by the place cookie."""

from typing import Any
from urllib.parse import parse_qs

from django.conf import settings

from circles.access import after_place_in, place_in
from circles.after_live import afters, place_is_taken
from circles.live import LEAN, circles, rooms_of
from rooms.gathering import Gatherer
from rooms.pool import in_thread
from rooms.sockets import PushSocket, RoomVoiceSocket


async def _rooms(seats: list[str]) -> list[str | None]:
    found = await in_thread(lambda: rooms_of(seats))
    return [found.get(seat) for seat in seats]


rooms: Gatherer[str, str | None] = Gatherer(_rooms)  # one query for all who knock at the same moment


async def _place(scope: dict[str, Any]) -> tuple[str, str] | None:
    """(room, seat) of whoever proves a place. The address they knew before the lock was changed will do: the room is the same."""
    seat = place_in(scope["cookies"], scope["url_route"]["kwargs"]["slug"])
    room = None if seat is None else await rooms.ask(seat)
    return None if seat is None or room is None else (room, seat)


def _tongue(query: bytes) -> str:
    """The language of the page that opened the socket, which says so itself, and whether it spares data."""
    asked = parse_qs(query.decode("ascii", "ignore"))
    tongue = asked.get("in", [""])[0]
    tongue = tongue if tongue in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    return f"{tongue}{LEAN}" if "lean" in asked else tongue


class CirclePush(PushSocket):
    """What changed in the circle, to one tab."""

    source = circles
    sparing = True

    async def door(self, scope: dict[str, Any]) -> tuple[str, str, str] | None:
        found = await _place(scope)
        return None if found is None else (*found, _tongue(scope.get("query_string", b"")))


class AfterPush(PushSocket):
    """What changed in the after-meeting, to one tab."""

    source = afters

    async def door(self, scope: dict[str, Any]) -> tuple[str, str, str] | None:
        slug = scope["url_route"]["kwargs"]["slug"]
        place = after_place_in(scope["cookies"], slug)
        if place is None or not await in_thread(lambda: place_is_taken(place, slug)):
            return None
        return slug, place, _tongue(scope.get("query_string", b"")).removesuffix(LEAN)


class CircleVoice(RoomVoiceSocket):
    """The circle's voice, to and from one tab."""

    source = circles

    async def door(self, scope: dict[str, Any]) -> tuple[str, str] | None:
        return await _place(scope)
