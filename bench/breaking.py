"""What breaks a line on the way, and a voice to hear whether it still passes."""

import asyncio
import random
import time
from contextlib import suppress
from dataclasses import dataclass, field

from bench.seats import HOLDING, SPREAD, Line, Place
from rooms.voice_frames import VOICE, Frame, Malformed, build, parse

WORD = 0.06  # s of speech in one message


class Relay:
    """A stretch of the way between one person and the server. Stopped, it passes nothing and says nothing, as a lost net does."""

    def __init__(self) -> None:
        self.port = 0
        self.comings = 0
        self._passing = asyncio.Event()
        self._passing.set()
        self._lines: set[asyncio.StreamWriter] = set()

    async def start(self, target) -> None:
        """Listen on a free port; `target()` is the port behind it."""
        self._target = target
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        self._passing.clear()

    def go_on(self) -> None:
        self._passing.set()

    def reset(self) -> None:
        """Break every line that goes through here."""
        for line in list(self._lines):
            line.transport.abort()

    def close(self) -> None:
        self._server.close()
        self.go_on()
        self.reset()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._passing.wait()
        try:
            on_reader, on_writer = await asyncio.open_connection("127.0.0.1", self._target())
        except OSError:
            writer.transport.abort()
            return
        self.comings += 1
        self._lines |= {writer, on_writer}
        await asyncio.gather(self._pass(reader, on_writer), self._pass(on_reader, writer))
        self._lines -= {writer, on_writer}

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._passing.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


@dataclass
class VoiceLine:
    """Somebody's voice socket: says a word every sixty milliseconds while the piece is theirs, and notes what it hears."""

    place: Place
    heard: int = 0
    heard_at: float = 0.0
    longest: float = 0.0  # s between two words heard
    line: Line | None = None
    _tasks: list[asyncio.Task] = field(default_factory=list)

    def open(self) -> None:
        self._tasks = [asyncio.create_task(self._stay()), asyncio.create_task(self._speak())]

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self.line is not None and hasattr(self.line, "line"):
            self.line.line.abort()

    async def _stay(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            gone: asyncio.Future[int] = loop.create_future()
            port = self.place.doors()
            with suppress(OSError, TimeoutError):
                _, self.line = await loop.create_connection(
                    lambda gone=gone: Line(self._take, lambda code: gone.done() or gone.set_result(code)),
                    "127.0.0.1",
                    port,
                )
                self.line.ask(f"/voice/circles/{self.place.slug}/", port, self.place.cookie)
                await asyncio.wait_for(asyncio.shield(self.line.opened), 10)
                await gone
            await asyncio.sleep(random.random() * SPREAD)

    async def _speak(self) -> None:
        at = 0
        while True:
            await asyncio.sleep(WORD)
            open_now = self.line is not None and self.line.opened.done() and not self.line.line.is_closing()
            if self.place.my in HOLDING and open_now and self.line is not None and not self.line.opened.exception():
                self.line.send(build(Frame(VOICE, 60, 0, self.place.mine["fence"], at, (b"\x07" * 60,) * 3)), 2)
                at += 3

    def _take(self, kind: int, data: bytes) -> None:
        now = time.monotonic()
        with suppress(Malformed):
            if kind == 2 and parse(data).kind == VOICE:
                self.heard += 1
                if self.heard_at:
                    self.longest = max(self.longest, now - self.heard_at)
                self.heard_at = now
