"""One tab of one seat, and what is on its way to it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator
from types import coroutine
from typing import Any

from rooms.states import State

Send = Callable[[dict[str, Any]], Awaitable[None]]
STUCK = 10.0  # seconds a single send may take before the tab is let go; it comes back by itself

TRY_LATER = 1013
ROOM_CLOSED = 4001
NOT_YOURS = 4003
TOO_MUCH = 4008


@coroutine
def _rest_of(sending: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    """What is left of a coroutine that was begun outside of a task and waits for something: to be awaited inside of one."""
    while True:
        try:
            given = yield waits_for
        except BaseException as thrown:  # a time limit, a cancelling: for the coroutine to take
            try:
                waits_for = sending.throw(thrown)
            except StopIteration:
                return
        else:
            try:
                waits_for = sending.send(given)
            except StopIteration:
                return


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
            rest = self._sent_at_once() if self._close is None else None
            if rest is not None or self._waits():
                self._task = asyncio.get_running_loop().create_task(self._drain(rest))

    def _sent_at_once(self) -> Awaitable[None] | None:
        """Send what the transport takes without a wait, which is nearly always all: no task, no timer. Gives what is left
        of a send that has to wait."""
        try:
            while (text := self._next()) is not None:
                sending = self._send({"type": "websocket.send", "text": text})
                if not isinstance(sending, Coroutine):
                    return sending
                try:
                    waits_for = sending.send(None)
                except StopIteration:
                    continue
                return _rest_of(sending, waits_for)
        except Exception:  # whatever the transport raises: this tab is gone, the room goes on
            self.gone.set()
        return None

    def _waits(self) -> bool:
        return not self.gone.is_set() and bool(self._state or self._beat or self._close is not None)

    async def _drain(self, rest: Awaitable[None] | None) -> None:
        try:
            if rest is not None:
                async with asyncio.timeout(STUCK):
                    await rest
            while (text := self._next()) is not None:
                async with asyncio.timeout(STUCK):  # a wait_for would make a task for each
                    await self._send({"type": "websocket.send", "text": text})
            if self._close is not None:
                async with asyncio.timeout(STUCK):
                    await self._send({"type": "websocket.close", "code": self._close})
                self.gone.set()
        except (Exception, asyncio.CancelledError):  # as above
            self.gone.set()
        finally:
            self._task = None
            if self._waits():
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
