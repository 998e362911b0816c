"""One tab of one seat, and what is on its way to it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from rooms.states import State

Send = Callable[[dict[str, Any]], Awaitable[None]]
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
        self._line = ""
        self._state: State | None = None
        self._beat: str | None = None
        self._close: int | None = None
        self._task: asyncio.Task[None] | None = None

    def tell(self, line: str, state: State) -> None:
        """Its own line, and the state of the room as its audience is shown it."""
        self._line, self._state = line, state
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
                async with asyncio.timeout(STUCK):  # a wait_for would make a task for each
                    await self._send({"type": "websocket.send", "text": text})
            if self._close is not None:
                async with asyncio.timeout(STUCK):
                    await self._send({"type": "websocket.close", "code": self._close})
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
            text, self._state = self._worded(self._line, self._state), None
        else:
            text, self._beat = self._beat, None
        return text

    def _worded(self, line: str, state: State) -> str:
        """A state as it goes out."""
        return state.text(line)


class SparingTab(Tab):
    """For pages that keep their parts: a state goes out with only those that differ from the last one's sent here."""

    _sent: State | None = None

    def tell(self, line: str, state: State) -> None:
        if self._state is None and state is self._sent and line == self._line:
            return  # nothing that this tab is shown has changed
        super().tell(line, state)

    def _worded(self, line: str, state: State) -> str:
        earlier, self._sent = self._sent, state
        return state.text(line, earlier)
