"""A bad line on loopback: a TCP relay that delivers late, as a lossy or a stalling network makes TCP do.

TCP loses nothing: what a network drops is sent again, and everything behind it waits. So a loss is a wait here too. How long:
systems of today notice by the acknowledgement of what came behind (RFC 8985), which with 60 ms a message and 80 ms there and back
takes 0.16 s; we take 0.2 s, again for each further loss of the same segment. `timer=True` is a sender that notices only by its
timer (RFC 6298): 0.2 s and the round trip, doubled each time.
"""

import asyncio
import contextlib
import random
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

SEGMENT = 1400  # bytes that are lost, or not, together
AGAIN = 0.2  # s


@dataclass(frozen=True)
class Badness:
    """What is wrong with a line, in either direction alike; all in seconds but `loss`, a share of the segments."""

    delay: float = 0.0
    loss: float = 0.0
    timer: bool = False
    stall: float = 0.0
    every: float = 10.0
    seed: int = 1


class BadLine:
    """One relay and what passes through it. `hold` makes it stall, `cut` breaks what is connected now."""

    def __init__(self, to: int, badness: Badness):
        self._to, self._bad = to, badness
        self._chance = random.Random(badness.seed)
        self._held_until = 0.0
        self._began = time.monotonic()
        self._writers: set[asyncio.StreamWriter] = set()
        self._joins = self.port = 0

    def hold(self, seconds: float) -> None:
        """Nothing arrives for so long from now on; nothing is lost."""
        self._held_until = time.monotonic() + seconds

    def cut(self) -> None:
        """Breaks every connection, with all that is on its way; new ones are let through."""
        for writer in list(self._writers):
            self._loop.call_soon_threadsafe(writer.transport.abort)

    async def serve(self, ear: socket.socket, over: asyncio.Event) -> None:
        """Relays until `over`."""
        self._loop = asyncio.get_running_loop()
        self.port = ear.getsockname()[1]
        async with await asyncio.start_server(self._join, sock=ear):
            await over.wait()
            for writer in list(self._writers):
                writer.transport.abort()
            while self._joins:
                await asyncio.sleep(0.01)

    async def _join(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, forth = await asyncio.open_connection("127.0.0.1", self._to)
        self._joins += 1
        self._writers |= {back, forth}
        with contextlib.suppress(OSError):
            await asyncio.gather(self._carry(near, forth), self._carry(far, back))
        for writer in (back, forth):
            self._writers.discard(writer)
            writer.close()
        self._joins -= 1

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        bringing = asyncio.create_task(self._bring(waiting, writer))
        due = 0.0
        try:
            while data := await reader.read(SEGMENT):
                due = max(due, self._due(time.monotonic()))  # what comes behind waits with what was lost
                waiting.put_nowait((due, data))
            waiting.put_nowait((due, b""))
            await bringing
        finally:
            bringing.cancel()

    async def _bring(self, waiting: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
        while True:
            due, data = await waiting.get()
            while (left := max(due, self._held_until) - time.monotonic()) > 0:
                await asyncio.sleep(left)
            if writer.is_closing():
                raise ConnectionAbortedError
            if not data:
                writer.close()
                return
            writer.write(data)
            await writer.drain()

    def _due(self, now: float) -> float:
        bad = self._bad
        due, wait = now + bad.delay, AGAIN + (2 * bad.delay if bad.timer else 0)
        while self._chance.random() < bad.loss:
            due += wait
            wait *= 2 if bad.timer else 1
        into = (due - self._began) % bad.every
        # The first stall comes late in its round, so that a beginning is not measured instead.
        since_stall = into - (bad.every - bad.stall)
        return due + bad.stall - since_stall if bad.stall and since_stall >= 0 else due


@contextlib.contextmanager
def a_bad_line(to: int, badness: Badness | None = None) -> Iterator[BadLine]:
    """A line to that port of this machine, for as long as the context lasts."""
    line = BadLine(to, badness or Badness())
    loops: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
    ready = threading.Event()
    ear = socket.socket()
    ear.bind(("127.0.0.1", 0))

    async def there() -> None:
        over = asyncio.Event()
        loops.append((asyncio.get_running_loop(), over))
        asyncio.get_running_loop().call_soon(ready.set)
        await line.serve(ear, over)

    thread = threading.Thread(target=asyncio.run, args=(there(),), daemon=True)
    thread.start()
    ready.wait(5)
    try:
        yield line
    finally:
        loop, over = loops[0]
        loop.call_soon_threadsafe(over.set)
        thread.join(5)
