"""People at their places, a thousand in one process: each keeps a push socket as the page's script does, and acts by forms.

Comes back spread over two seconds, gives up a line that was silent for ten, asks `state/` when a beat is ahead of it, and
sends an act again under the same key when no answer came (static/js/push.js, acts.js).
"""

import asyncio
import base64
import json
import os
import random
import re
import secrets
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

SPREAD, SILENT, PING = 2.0, 10.0, 5.0  # s, as in push.js
TRIES = 6  # as in acts.js
TOKEN = secrets.token_hex(16)
HOLDING = frozenset({"speaking", "asked"})
ENDED = frozenset({4001, 4003})
PART = b'<div data-part="'
ENDS = re.compile(rb'data-ends="(\d+)"')
Doors = Callable[[], int]  # the port to knock at next


class Line(asyncio.Protocol):
    """The browser's half of a WebSocket: masks what it sends, answers pings, hands on each message and the closing."""

    def __init__(self, heard: Callable[[int, bytes], None], gone: Callable[[int], None]) -> None:
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._heard, self._gone, self._rest, self._code = heard, gone, b"", 1006

    def connection_made(self, line: asyncio.BaseTransport) -> None:
        self.line: asyncio.Transport = line  # type: ignore[assignment]

    def ask(self, path: str, port: int, cookie: str) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        self.line.write(
            f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nOrigin: http://localhost:{port}\r\n"
            f"Cookie: {cookie}\r\n\r\n".encode()
        )

    def send(self, data: bytes, kind: int = 1) -> None:
        mask = os.urandom(4)
        size = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0xFE]) + struct.pack(">H", len(data))
        self.line.write(bytes([0x80 | kind]) + size + mask + bytes(b ^ mask[at % 4] for at, b in enumerate(data)))

    def data_received(self, data: bytes) -> None:
        whole = self._rest + data if self._rest else data
        if not self.opened.done():
            head, end, whole = whole.partition(b"\r\n\r\n")
            if not end:
                self._rest = head
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self.line.abort()
                return
            self.opened.set_result(None)
        at, size = 0, len(whole)
        while size - at >= 2:
            length, head_size = whole[at + 1] & 0x7F, 2
            if length == 126:
                length, head_size = int.from_bytes(whole[at + 2 : at + 4], "big") if size - at >= 4 else size, 4
            elif length == 127:
                length, head_size = int.from_bytes(whole[at + 2 : at + 10], "big") if size - at >= 10 else size, 10
            if size - at < head_size + length:
                break
            self._take(whole[at] & 0x0F, whole[at + head_size : at + head_size + length])
            at += head_size + length
        self._rest = whole[at:]

    def _take(self, kind: int, data: bytes) -> None:
        if kind in (1, 2):
            self._heard(kind, data)
        elif kind == 9:
            self.send(data, 10)
        elif kind == 8:
            self._code = int.from_bytes(data[:2], "big") or 1005
            self.line.close()

    def connection_lost(self, fault: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("The door did not open."))
            self.opened.exception()  # looked at: whoever waited may have gone
        self._gone(self._code)


@dataclass
class Place:
    """One person: what the page would show them now, and everything it ever told them."""

    slug: str
    seat: str
    cookie: str
    name: str
    doors: Doors
    mine: dict = field(default_factory=lambda: {"v": -1})
    html: bytes = b""
    parts: dict[bytes, bytes] = field(default_factory=dict)
    heard_at: float = 0.0
    opened_at: float = 0.0
    shown_at: float = 0.0  # when a new version was first shown since this was last set to 0
    comings: int = 0
    held_at: set[int] = field(default_factory=set)  # the versions at which this person had the piece
    refused: list[str] = field(default_factory=list)  # what a page would have told them had failed
    silent_for: float = 0.0  # the longest without a word
    line: Line | None = None
    pausing: float = 0.0
    _tasks: list[asyncio.Task] = field(default_factory=list)
    _over: bool = False
    _mending: asyncio.Task | None = None

    @property
    def version(self) -> int:
        return int(self.mine["v"])

    @property
    def my(self) -> str:
        return str(self.mine.get("my", ""))

    @property
    def ends(self) -> int:
        """When the clock on this page ends, in ms; 0 where none runs."""
        found = ENDS.search(self.html)
        return int(found[1]) if found else 0

    def sit(self) -> None:
        self._tasks = [asyncio.create_task(self._stay()), asyncio.create_task(self._tend())]

    def again(self) -> None:
        """Sit down once more, after having gone."""
        self._over = False
        self.sit()

    def never_reads(self) -> None:
        """The line stays open and nothing is ever taken from it."""
        for task in self._tasks:
            task.cancel()
        if self.line is not None:
            self.line.line.pause_reading()

    def go(self) -> None:
        self._over = True
        for task in self._tasks:
            task.cancel()
        if self.line is not None and hasattr(self.line, "line"):
            self.line.line.abort()

    async def _stay(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._over:
            gone: asyncio.Future[int] = loop.create_future()
            port = self.doors()
            try:
                _, self.line = await asyncio.wait_for(
                    loop.create_connection(
                        lambda gone=gone: Line(self._take, lambda code: gone.done() or gone.set_result(code)),
                        "127.0.0.1", port,
                    ), SILENT,
                )  # fmt: skip
                self.line.ask(f"/live/circles/{self.slug}/?in=en", port, self.cookie)
                self.heard_at = time.monotonic()
                await asyncio.wait_for(asyncio.shield(self.line.opened), SILENT)
                self.opened_at, self.comings = time.monotonic(), self.comings + 1
                if await gone in ENDED:
                    self.refused.append(f"closed {gone.result()}")
                    return
            except (OSError, TimeoutError):
                if self.line is not None and hasattr(self.line, "line"):
                    self.line.line.abort()
            await asyncio.sleep(random.random() * SPREAD)

    async def _tend(self) -> None:
        while True:
            await asyncio.sleep(PING)
            if self.line is None or not self.line.opened.done() or self.line.line.is_closing():
                continue
            if time.monotonic() - self.heard_at > SILENT:
                self.line.line.abort()
            else:
                self.line.send(b"!")

    def _take(self, kind: int, data: bytes) -> None:
        now = time.monotonic()
        self.silent_for, self.heard_at = max(self.silent_for, now - self.heard_at), now
        first, cut, html = data.partition(b"\n")
        told = json.loads(first)
        if cut:
            self._show(told, html)
        elif told["beat"] > self.version and (self._mending is None or self._mending.done()):
            self._mending = asyncio.get_running_loop().create_task(self._mend(told["beat"]))

    def _show(self, mine: dict, html: bytes) -> None:
        if mine["v"] > self.version and not self.shown_at:
            self.shown_at = time.monotonic()
        if mine["v"] >= self.version:
            for part in html.split(PART)[1:]:  # only those that differ from what was sent before
                self.parts[part.partition(b'"')[0]] = part
            self.mine, self.html = mine, b"".join(self.parts.values())
            if self.my in HOLDING:
                self.held_at.add(self.version)

    async def _mend(self, version: int) -> None:
        await asyncio.sleep(0.3 + random.random() * 0.7)
        if self.version >= version:
            return
        status, body = await self.asks("state/")
        if status == 200:
            first, _, html = body.partition(b"\n")
            self._show(json.loads(first), html)

    async def asks(self, part: str, form: dict[str, str] | None = None, *, scripted: bool = True) -> tuple[int, bytes]:
        """One request to the circle's own address: its status and body; 0 when nobody answered."""
        return await ask(self.doors(), f"/circles/{self.slug}/{part}", self.cookie, form, scripted=scripted)

    async def does(self, verb: str, **more: str) -> int:
        """An act, sent again under the same key as the page's script does; the status it ended with."""
        form = {"key": secrets.token_hex(8)} | more
        for tries in range(1, TRIES + 1):
            status, _body = await self.asks(f"do/{verb}/", form)
            if 0 < status < 500 or tries == TRIES:
                break
            await asyncio.sleep(0.3 * tries + random.random() * 0.5)
        if not 0 < status < 500:
            self.refused.append(f"{verb} {status}")
        return status


async def ask(
    port: int, path: str, cookie: str, form: dict[str, str] | None = None, *, scripted: bool = True
) -> tuple[int, bytes]:
    """One request on a line of its own, a form's where there is one; status 0 when the line broke."""
    body = urlencode(form | {"csrfmiddlewaretoken": TOKEN}).encode() if form is not None else b""
    head = [
        f"{'GET' if form is None else 'POST'} {path} HTTP/1.1", f"Host: localhost:{port}", f"Origin: http://localhost:{port}",
        f"Cookie: {cookie}; csrftoken={TOKEN}", "Connection: close", *(["X-Circle: 1"] if scripted else []),
    ]  # fmt: skip
    if form is not None:
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    writer = None
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), 20)
        writer.write("\r\n".join([*head, "", ""]).encode() + body)
        first, _, answer = (await asyncio.wait_for(reader.read(), 30)).partition(b"\r\n\r\n")
        return int(first.split(b" ", 2)[1]), answer
    except (OSError, TimeoutError, IndexError, ValueError):
        return 0, b""
    finally:
        if writer is not None:
            writer.close()
