"""The servers that are measured, each in a process of its own: `python -m bench.servers ours PORT FILE`.

They send the same bytes to the same number of sockets: what our circle sends when a hand goes up or down, and voice as it
comes. Ours is the hub and the voices as they are; beside it stand what Channels gives by itself and a plain loop over raw
ASGI sends. GET /say makes one change, GET /usage tells processor seconds and memory; /voice/… is a voice socket.
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
from rooms.sockets import PushSocket, RoomVoiceSocket  # noqa: E402
from rooms.states import State  # noqa: E402

ROOM, SEATS, SPEAKER, FENCE = "bench", 1000, "speaker", 1
LINE = '{{"v":{},"my":"listening","may":"hand lower just-listen take-time","pos":0,"fence":1}}'


class Fixed:
    """A room that reads in no time: what is measured is the way from the change to the sockets."""

    def __init__(self, states: list[str]) -> None:
        self.states, self.version = states, 0

    def _pulse(self) -> Pulse:
        return Pulse(self.version, FENCE, frozenset({SPEAKER}), closed=False)

    def pulses(self, rooms: list[str]) -> dict[str, Pulse]:
        return dict.fromkeys(rooms, self._pulse())

    def reading(self, room: str, now: Any, tongues: frozenset[str]) -> Reading:
        told = "everyone", LINE.format(self.version)
        lines = {f"s{number}": told for number in range(SEATS)} | {SPEAKER: told}
        return Reading(self._pulse(), {("everyone", "en"): self.states[self.version % 2]}, lines, None)


def seat_of(scope: dict[str, Any]) -> str:
    """/push/12 is seat 12; /voice/speaker whoever speaks."""
    name = scope["path"].rpartition("/")[2]
    return SPEAKER if name == SPEAKER else f"s{name}"


class Ours:
    """The hub and the voices, one room, every seat a tab."""

    def __init__(self, states: list[str]) -> None:
        self.source = source = Fixed(states)

        class Push(PushSocket):
            sparing = True

            async def door(self, scope: dict[str, Any]) -> tuple[str, str, str]:
                return ROOM, seat_of(scope), "en"

        class Voice(RoomVoiceSocket):
            async def door(self, scope: dict[str, Any]) -> tuple[str, str]:
                return ROOM, seat_of(scope)

        Push.source = Voice.source = source
        self.push, self.voice = Push(), Voice()

    async def say(self) -> None:
        self.source.version += 1
        await get_channel_layer().group_send(EVERY_PROCESS, {"type": "changed", "room": ROOM})


class Same:
    """Frames as ours sends them: of the first state the whole, then what changed."""

    def __init__(self, states: list[str]) -> None:
        one, two = (State(html) for html in states)
        self._changes = [one.since(two), two.since(one)]
        self.version = 0

    def next(self) -> str:
        self.version += 1
        return f"{LINE.format(self.version)}\n{self._changes[self.version % 2]}"


class Stock:
    """What Channels' own documentation leads to: every socket a member of the group."""

    def __init__(self, states: list[str]) -> None:
        self.frames = Same(states)

        class Consumer(AsyncWebsocketConsumer):
            room = ""

            async def connect(self) -> None:
                self.room = self.scope["path"].split("/")[1]
                if seat_of(self.scope) != SPEAKER:
                    await self.channel_layer.group_add(self.room, self.channel_name)
                await self.accept()

            async def disconnect(self, code: int) -> None:
                await self.channel_layer.group_discard(self.room, self.channel_name)

            async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
                await self.channel_layer.group_send(self.room, {"type": "voice", "data": bytes_data})

            async def voice(self, event: dict[str, Any]) -> None:
                await self.send(bytes_data=event["data"])

            async def change(self, event: dict[str, Any]) -> None:
                await self.send(text_data=event["text"])

        self.push = self.voice = Consumer.as_asgi()

    async def say(self) -> None:
        await get_channel_layer().group_send("push", {"type": "change", "text": self.frames.next()})


class Raw:
    """No framework at all: one loop over the sends."""

    def __init__(self, states: list[str]) -> None:
        self.frames = Same(states)
        self.sends: dict[str, set[Any]] = {"push": set(), "voice": set()}
        self.push = self.voice = self.socket

    async def socket(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        room = self.sends[scope["path"].split("/")[1]]
        if seat_of(scope) != SPEAKER:
            room.add(send)
        try:
            while (event := await receive())["type"] != "websocket.disconnect":
                await self.tell(room, {"type": "websocket.send", "bytes": event["bytes"]})
        finally:
            room.discard(send)

    async def tell(self, room: set[Any], message: dict[str, Any]) -> None:
        for send in list(room):
            await send(message)

    async def say(self) -> None:
        await self.tell(self.sends["push"], {"type": "websocket.send", "text": self.frames.next()})


def application(kind: str, states: list[str]) -> Any:
    made = {"ours": Ours, "stock": Stock, "raw": Raw}[kind](states)
    going: set[asyncio.Task[None]] = set()

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await (made.voice if scope["path"].startswith("/voice/") else made.push)(scope, receive, send)
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
    measured = application(kind, json.loads(Path(file).read_text()))
    config = uvicorn.Config(
        measured, port=int(port), lifespan="off", log_level="error", access_log=False, ws_per_message_deflate=False
    )
    uvicorn.Server(config).run()
