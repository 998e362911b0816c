"""Many browsers' worth of sockets in one process: they read, count and say how long each message took."""

import asyncio
import base64
import os
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Took = Callable[[memoryview, float], None]  # a message and the moment it had come


@dataclass
class Crowd:
    """So many sockets to one server. `heard` is called with each message of each."""

    port: int
    heard: Took
    sockets: list["Listener"] = field(default_factory=list)

    async def come(self, places: list[tuple[str, dict[str, str]]]) -> None:
        """A socket to each of these paths, with these headers; in their order, ten at a time, as a server's door takes them."""
        for first in range(0, len(places), 10):
            some = [self._comes(path, headers) for path, headers in places[first : first + 10]]
            self.sockets += await asyncio.gather(*some)

    async def _comes(self, path: str, headers: dict[str, str]) -> "Listener":
        loop = asyncio.get_running_loop()
        _, listener = await loop.create_connection(lambda: Listener(self.heard), "127.0.0.1", self.port)
        listener.ask(path, self.port, headers)
        await asyncio.wait_for(listener.opened, 20)
        return listener

    def go(self) -> None:
        for listener in self.sockets:
            listener.line.close()


class Listener(asyncio.Protocol):
    """The reading half of a WebSocket, as little as measuring needs: no compression, no fragments, pings unanswered."""

    def __init__(self, heard: Took) -> None:
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._heard, self._rest = heard, b""

    def connection_made(self, line: asyncio.BaseTransport) -> None:
        self.line: asyncio.Transport = line  # type: ignore[assignment]

    def ask(self, path: str, port: int, headers: dict[str, str]) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {path} HTTP/1.1", f"Host: localhost:{port}", "Upgrade: websocket", "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", f"Origin: http://localhost:{port}",
            *(f"{name}: {value}" for name, value in headers.items()), "", "",
        ]  # fmt: skip
        self.line.write("\r\n".join(lines).encode())

    def pause_reading(self) -> None:
        """Become someone who never reads."""
        self.line.pause_reading()

    def send(self, data: bytes) -> None:
        """One binary frame, masked as a browser masks it."""
        mask = os.urandom(4)
        length = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0x80 | 126]) + struct.pack(">H", len(data))
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))
        self.line.write(b"\x82" + length + mask + masked)

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        whole = self._rest + data if self._rest else data
        if not self.opened.done():
            head, end, whole = whole.partition(b"\r\n\r\n")
            if not end:
                self._rest = head
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self.opened.set_exception(ConnectionError(head.split(b"\r\n", 1)[0].decode()))
                return
            self.opened.set_result(None)
        self._rest = self._frames(memoryview(whole), now)

    def _frames(self, view: memoryview, now: float) -> bytes:
        at, size = 0, len(view)
        while size - at >= 2:
            length, head = view[at + 1] & 0x7F, 2
            if length == 126:
                head = 4
                length = int.from_bytes(view[at + 2 : at + 4], "big") if size - at >= 4 else size
            elif length == 127:
                head = 10
                length = int.from_bytes(view[at + 2 : at + 10], "big") if size - at >= 10 else size
            if size - at < head + length:
                break
            if view[at] & 0x0F in (1, 2):
                self._heard(view[at + head : at + head + length], now)
            at += head + length
        return bytes(view[at:])
