"""One tab of one seat, and what is on its way to it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

Send = Callable[[dict[str, Any]], Awaitable[None]]
PART = '<div data-part="'  # how each part of a state begins (docs/protocol.md)
STUCK = 10.0  # seconds a single send may take before the tab is let go; it comes back by itself

TRY_LATER = 1013
ROOM_CLOSED = 4001
NOT_YOURS = 4003
TOO_MUCH = 4008


class Tab:
    """A socket that only receives. It holds at most one state and one heartbeat: a newer one replaces an older unsent one."""

    def __init__(self, *, room: str, seat: str, name: str, tongue: str, send: Send) -> None:
        self.room, self.seat, self.name, self.tongue = room, seat, name, tongue
        self.pinged = asyncio.get_running_loop().time()
        self.touched = False
        self.gone = asyncio.Event()
        self._send = send
        self._state: str | None = None
        self._beat: str | None = None
        self._close: int | None = None
        self._task: asyncio.Task[None] | None = None

    def tell(self, state: str) -> None:
        self._state = state
        self._wake()

    def beat(self, beat: str) -> None:
        self._beat = beat
        self._wake()

    def close(self, code: int) -> None:
        self._close = code
        self._wake()

    def _wake(self) -> None:
        if self._task is None and not self.gone.is_set():
            self._task = asyncio.get_running_loop().create_task(self._drain())

    async def _drain(self) -> None:
        try:
            while (text := self._next()) is not None:
                await asyncio.wait_for(self._send({"type": "websocket.send", "text": text}), STUCK)
            if self._close is not None:
                await asyncio.wait_for(self._send({"type": "websocket.close", "code": self._close}), STUCK)
                self.gone.set()
        except (Exception, asyncio.CancelledError):  # whatever the transport raises: this tab is gone, the room goes on
            self.gone.set()
        finally:
            self._task = None
            if not self.gone.is_set() and (self._state or self._beat or self._close is not None):
                self._wake()

    def _next(self) -> str | None:
        text: str | None
        if self._state is not None:
            text, self._state = self._worded(self._state), None
        else:
            text, self._beat = self._beat, None
        return text

    def _worded(self, state: str) -> str:
        """A state as it goes out."""
        return state


class SparingTab(Tab):
    """For a line somebody pays for by the byte: a state goes out with only those parts that differ from the last one's."""

    _known: frozenset[str] = frozenset()

    def _worded(self, state: str) -> str:
        line, *parts = state.split(PART)
        known, self._known = self._known, frozenset(parts)
        return PART.join([line, *(part for part in parts if part not in known)])
