"""The socket that pushes: the base a storey above subclasses with its own door and its own source.

Raw ASGI inside Channels' routing: a Channels consumer would pay a thread for every frame. It takes no commands; a tab only
says that it is there (".") or that its person touched it ("!").
"""

import asyncio
import logging
import secrets
from contextlib import suppress
from typing import Any

from rooms.hub import arrive, hub
from rooms.readings import Source
from rooms.seats import NOT_YOURS, TOO_MUCH, TRY_LATER, SparingTab, Tab
from rooms.voice_socket import VoiceSocket

PINGS = frozenset({".", "!"})
PATIENCE = 20  # frames that are no ping, or come too fast, before the tab is let go
FASTEST = 0.2  # seconds between two pings
log = logging.getLogger(__name__)

__all__ = ["PushSocket", "RoomVoiceSocket"]


class PushSocket:
    """Pushes a room's state to one tab of one seat."""

    source: Source
    sparing = False  # whether its pages keep their parts, and are sent only those that changed

    async def door(self, scope: dict[str, Any]) -> tuple[str, str, str] | None:
        """(room, seat, language) for whoever knocks, or None. Reads at most one row and locks none."""
        raise NotImplementedError

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()  # websocket.connect
        try:
            found = await self.door(scope)
        except Exception as fault:
            await _not_just_now(send, fault)
            return
        await send({"type": "websocket.accept"})
        if found is None:
            await send({"type": "websocket.close", "code": NOT_YOURS})
            return
        room, seat, tongue = found
        kind = SparingTab if self.sparing else Tab
        tab = kind(room=room, seat=seat, name=secrets.token_hex(4), tongue=tongue, send=send)
        await arrive(tab, self.source)
        hearing = asyncio.create_task(self._hear(tab, receive))
        try:
            await tab.gone.wait()
        finally:
            tab.gone.set()
            hearing.cancel()
            await hub.leave(tab)

    async def _hear(self, tab: Tab, receive: Any) -> None:
        try:
            await self._pings(tab, receive)
        finally:
            tab.gone.set()

    async def _pings(self, tab: Tab, receive: Any) -> None:
        loop, faults = asyncio.get_running_loop(), 0
        while True:
            event = await receive()
            if event["type"] == "websocket.disconnect":
                return
            text = event.get("text")
            if text in PINGS and loop.time() - tab.pinged >= FASTEST:
                tab.pinged = loop.time()
                tab.touched = tab.touched or text == "!"
            else:
                faults += 1
                if faults > PATIENCE:
                    tab.close(TOO_MUCH)


class RoomVoiceSocket(VoiceSocket):
    """A voice socket that keeps its room's gate current in this process even when no tab of the room is here."""

    source: Source

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        try:
            await super().__call__(scope, receive, send)
        except Exception as fault:
            await _not_just_now(send, fault)

    async def came(self, room: str, seat: str) -> None:
        await hub.watch(room, seat, self.source)

    async def went(self, room: str, seat: str) -> None:
        await hub.unwatch(room, seat)


async def _not_just_now(send: Any, fault: Exception) -> None:
    """The database is away, say: the browser comes back by itself, and the log gets a line for it."""
    log.warning("A socket could not be let in (%s); it comes back by itself.", type(fault).__name__)
    with suppress(Exception):
        await send({"type": "websocket.close", "code": TRY_LATER})
