"""The servers that are measured, each in a process of its own: `python -m bench.servers ours PORT FILE`.

They send the same bytes to the same number of sockets. Ours is the hub as it is; beside it stand what Channels gives by
itself and a plain loop over raw ASGI sends. GET /say makes one change, GET /usage tells processor seconds and memory.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellowship.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402

if layer := os.environ.get("BENCH_LAYER"):
    ours = settings.CHANNEL_LAYERS["default"]
    settings.CHANNEL_LAYERS = {"default": ours | {"BACKEND": layer}}

import uvicorn  # noqa: E402
from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.layers import get_channel_layer  # noqa: E402

from rooms.news import EVERY_PROCESS  # noqa: E402
from rooms.readings import Pulse, Reading  # noqa: E402
from rooms.sockets import PushSocket  # noqa: E402

ROOM, SEATS = "bench", 1000


class Fixed:
    """A room that reads in no time: what is measured is the way from the change to the sockets."""

    def __init__(self, html: str) -> None:
        self.html, self.version = html, 0

    def _pulse(self) -> Pulse:
        return Pulse(self.version, 0, frozenset(), closed=False)

    def pulses(self, rooms: list[str]) -> dict[str, Pulse]:
        return dict.fromkeys(rooms, self._pulse())

    def reading(self, room: str, now: Any, tongues: frozenset[str]) -> Reading:
        line = f'{{"v":{self.version},"my":"listening","may":"hand lower just-listen take-time","pos":0,"fence":0}}'
        lines = {f"s{number}": ("everyone", line) for number in range(SEATS)}
        return Reading(self._pulse(), {("everyone", "en"): self.html}, lines, None)


class Ours:
    """The hub, one room, every seat a tab."""

    def __init__(self, html: str) -> None:
        self.source = source = Fixed(html)

        class Push(PushSocket):
            async def door(self, scope: dict[str, Any]) -> tuple[str, str, str]:
                return ROOM, f"s{scope['path'].strip('/')}", "en"

        Push.source = source
        self.socket = Push()

    async def say(self) -> None:
        self.source.version += 1
        await get_channel_layer().group_send(EVERY_PROCESS, {"type": "changed", "room": ROOM})


class Stock:
    """What Channels' own documentation leads to: every socket a member of the group."""

    def __init__(self, html: str) -> None:
        self.html, self.version = html, 0

        class Consumer(AsyncWebsocketConsumer):
            async def connect(self) -> None:
                await self.channel_layer.group_add(ROOM, self.channel_name)
                await self.accept()

            async def disconnect(self, code: int) -> None:
                await self.channel_layer.group_discard(ROOM, self.channel_name)

            async def change(self, event: dict[str, Any]) -> None:
                await self.send(text_data=event["text"])

        self.socket = Consumer.as_asgi()

    async def say(self) -> None:
        self.version += 1
        text = f'{{"v":{self.version}}}\n{self.html}'
        await get_channel_layer().group_send(ROOM, {"type": "change", "text": text})


class Raw:
    """No framework at all: one loop over the sends."""

    def __init__(self, html: str) -> None:
        self.html, self.version = html, 0
        self.sends: set[Any] = set()

    async def socket(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        self.sends.add(send)
        try:
            while (await receive())["type"] != "websocket.disconnect":
                pass
        finally:
            self.sends.discard(send)

    async def say(self) -> None:
        self.version += 1
        message = {"type": "websocket.send", "text": f'{{"v":{self.version}}}\n{self.html}'}
        for send in list(self.sends):
            await send(message)


def application(kind: str, html: str) -> Any:
    made = {"ours": Ours, "stock": Stock, "raw": Raw}[kind](html)
    going: set[asyncio.Task[None]] = set()

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await made.socket(scope, receive, send)
            return
        if scope["path"] == "/say":
            task = asyncio.get_running_loop().create_task(made.say())
            going.add(task)
            task.add_done_callback(going.discard)
        body = json.dumps(usage()).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
        await send({"type": "http.response.body", "body": body})

    return answer


def usage() -> dict[str, float]:
    """Processor seconds so far and kilobytes resident now."""
    lines = Path("/proc/self/status").read_text().splitlines()
    resident = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
    return {"cpu": time.process_time(), "kb": resident}


if __name__ == "__main__":
    kind, port, file = sys.argv[1:4]
    config = uvicorn.Config(
        application(kind, Path(file).read_text()), port=int(port), lifespan="off", log_level="error", access_log=False,
        ws_per_message_deflate=False,
    )  # fmt: skip
    uvicorn.Server(config).run()
