"""Small voice clients for tests: they say numbered words and tell what they heard."""

import json
import socket
import time
from contextlib import contextmanager
from urllib.parse import quote

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from rooms.voice_frames import CLAIM, ECHO, VOICE, Frame, build, parse


def words(fence: int, at: int, *, kind: int = VOICE, level: int = 60, size: int = 60) -> bytes:
    """Sixty milliseconds of speech that only a test would take for speech."""
    return build(Frame(kind, level, 0, fence, at, (bytes([at % 251 + 1]) * size,) * 3))


class Client:
    """One tab of one seat."""

    def __init__(self, line):
        self.line = line

    def say(self, fence: int, *places: int, **more) -> None:
        for at in places:
            self.line.send(words(fence, at, **more))

    def ask_echo(self, *places: int) -> None:
        self.say(0, *places, kind=ECHO)

    def claim(self) -> None:
        self.line.send(build(Frame(CLAIM, 0, 0, 0, 0, ())))

    def hears(self, *, within: float = 0.4) -> list[tuple[int, int]]:
        """(fence, at) of all voice that arrives until nothing has for a moment."""
        return [(frame.fence, frame.at) for frame in self.takes(within=within)]

    def takes(self, *, within: float = 0.4) -> list[Frame]:
        """All voice that arrives until nothing has for a moment."""
        return [parse(data) for data in self._all(bytes, within)]

    def is_told(self, *, within: float = 0.4) -> list[dict]:
        """All notes about the line but its beat and what has come, until nothing has come for a moment."""
        return [note for note in self._notes(within) if note["voice"] not in ("beat", "came")]

    def is_told_what_came(self, *, within: float = 0.4) -> list[int]:
        """The steps up to which the server says that words have come, until nothing has for a moment."""
        return [note["at"] for note in self._notes(within) if note["voice"] == "came"]

    def _notes(self, within: float) -> list[dict]:
        return [json.loads(text) for text in self._all(str, within)]

    def closes_with(self, *, within: float = 5.0) -> int:
        """The close code, once the server has closed; raises TimeoutError when it does not."""
        until = time.monotonic() + within
        while True:
            try:
                self.line.recv(timeout=max(0.0, until - time.monotonic()))
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else 1006

    def _all(self, kind: type, within: float) -> list:
        found = []
        while True:
            try:
                message = self.line.recv(timeout=within)
            except TimeoutError:
                return found
            if isinstance(message, kind):
                found.append(message)


@contextmanager
def a_client(url: str, seat: str, *, room: str = "oak"):
    """A seat that has walked in and read its greeting."""
    with connect(f"{url}?room={quote(room)}&seat={quote(seat)}", compression=None, ping_interval=None) as line:
        client = Client(line)
        assert json.loads(line.recv(timeout=5)) == {"voice": "microphone", "here": True}
        yield client


@contextmanager
def a_stalled_reader(port: int, seat: str):
    """A seat whose browser takes part in the handshake and never reads a byte again."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        line.connect(("127.0.0.1", port))
        line.sendall(
            f"GET /voice?seat={seat} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        assert b"101" in line.recv(13)
        time.sleep(0.1)  # it sits down after the handshake
        yield line
