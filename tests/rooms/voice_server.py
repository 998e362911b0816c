"""A real uvicorn in a thread, serving an ASGI app to a test on a free loopback port."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs

import uvicorn

from rooms.voice import VoiceGate
from rooms.voice_fanout import Voices
from rooms.voice_socket import VoiceSocket


class OpenDoor(VoiceSocket):
    """Lets in whoever names a seat: /voice?room=oak&seat=ana."""

    def __init__(self, voices: Voices):
        self.voices = voices

    async def door(self, scope: dict) -> tuple[str, str] | None:
        asked = parse_qs(scope["query_string"].decode())
        return (asked.get("room", ["oak"])[0], asked["seat"][0]) if "seat" in asked else None


class House:
    """One process's voices behind a port, and a way to call its gate from the test's own thread."""

    def __init__(self, port: int, voices: Voices, loop: asyncio.AbstractEventLoop):
        self.port, self.voices, self._loop = port, voices, loop
        self.url = f"ws://127.0.0.1:{port}/voice"
        self.page = f"http://localhost:{port}/"

    def call(self, do: Callable, *args, **kwargs):
        """Does it on the server's own event loop, as the hub would, and gives what it gave."""

        async def there():
            return do(*args, **kwargs)

        return asyncio.run_coroutine_threadsafe(there(), self._loop).result(5)

    def grant(self, fence: int, *seats: str, lasts: float = 60.0, room: str = "oak") -> None:
        def there():
            self.voices.gate.grant(room, fence, frozenset(seats), self.voices.gate.now() + lasts)

        self.call(there)

    def drop(self, *seats: str) -> None:
        """Cuts the lines of these seats without a word; called on the server's loop."""
        for seat in seats:
            for tab in list(self.voices._tabs["oak", seat]):
                tab.end(None)


@contextlib.contextmanager
def a_house(*, redis_url: str = "", pages: Callable | None = None) -> Iterator[House]:
    """Starts a server with a gate of its own; `pages` is an ASGI app for plain requests."""
    voices = Voices(gate=VoiceGate(), redis_url=redis_url)
    door = OpenDoor(voices)

    async def app(scope, receive, send):
        if scope["type"] == "websocket":
            await door(scope, receive, send)
        elif pages:
            await pages(scope, receive, send)

    ear = socket.socket()
    ear.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, lifespan="off", log_level="warning", ws_per_message_deflate=False, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve():
        loops.append(asyncio.get_running_loop())
        await server.serve(sockets=[ear])

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    try:
        for _ in range(500):
            if server.started:
                break
            thread.join(0.01)
        yield House(ear.getsockname()[1], voices, loops[0])
    finally:
        server.should_exit = True
        thread.join(5)
        ear.close()
