"""The voice socket: one a tab, binary, raw ASGI, so that a frame costs no thread hop and no database."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from rooms.voice import Verdict
from rooms.voice_fanout import NO_SUCH_DOOR, TOO_BIG, TOO_MANY_WRONGS, Listener, Voices, voices
from rooms.voice_frames import CLAIM, ECHO, MAX_BYTES, Frame, Malformed, parse
from rooms.voice_limits import Bucket, Patience

Receive = Callable[[], Awaitable[dict]]
Send = Callable[[dict], Awaitable[None]]

MESSAGES_A_SECOND = 60
BURST = 120  # messages: a few seconds of speech that waited in a tunnel
ECHO_MS, ECHO_WITHIN = 2500, 10.0
WRONGS, WRONGS_WITHIN = 50, 10.0
CLOSING = 2.0  # s a socket gets to take its close code
TELL_EVERY = 1.0  # s between two refusals with the same reason
CAME_EVERY = 0.25  # s between two words about what has come; the last is always told


class Line:
    """One voice socket between a tab and a room: weighs what comes in, and says in a word why it went nowhere."""

    def __init__(self, listener: Listener, among: Voices):
        self._listener, self._voices = listener, among
        self._messages = Bucket(rate=MESSAGES_A_SECOND, burst=BURST)
        self._echo = Bucket(rate=ECHO_MS / ECHO_WITHIN, burst=ECHO_MS)
        self._claims = Bucket(rate=1, burst=5)
        self._patience = Patience(wrongs=WRONGS, within=WRONGS_WITHIN)
        self._told: tuple[str, float] = ("", 0.0)
        self._heard_in: int | None = None  # the turn in which the browser knows that its words pass
        self._came: int | None = None  # the newest words that have come, while the browser has not been told
        self._telling: asyncio.TimerHandle | None = None

    def take(self, message: dict) -> None:
        """Does with one message from the browser what its kind asks, or refuses it."""
        data, now = message.get("bytes"), time.monotonic()
        if len(data or message.get("text") or "") > MAX_BYTES:
            self._listener.end(TOO_BIG)
        elif not self._messages.take(1, now=now):
            self._wrong("too-fast")
        elif data is None:
            self._wrong("malformed")  # text means nothing here
        else:
            try:
                self._take_frame(parse(data), data, now)
            except Malformed:
                self._wrong("malformed")

    def _take_frame(self, frame: Frame, data: bytes, now: float) -> None:
        if frame.kind == CLAIM:
            self._claim(now)
        elif frame.kind == ECHO:
            self._give_back(frame, data, now)
        elif not self._voices.holds_microphone(self._listener):
            self._wrong("other-tab")
        else:
            self._speak(frame, data)

    def _claim(self, now: float) -> None:
        if self._claims.take(1, now=now):
            self._voices.claim(self._listener)
        else:
            self._wrong("too-fast")

    def _give_back(self, frame: Frame, data: bytes, now: float) -> None:
        if self._echo.take(frame.milliseconds, now=now):
            self._listener.push({"type": "websocket.send", "bytes": data})
        else:
            self._wrong("enough-echo")

    def _speak(self, frame: Frame, data: bytes) -> None:
        gate, room, seat = self._voices.gate, self._listener.room, self._listener.seat
        verdict = gate.judge(room, seat, frame.fence, frame.level)
        if verdict is Verdict.PASS:
            self._heard(frame, data)
        elif verdict is Verdict.REFUSED:
            self._wrong("not-your-turn")
        elif verdict is Verdict.SHUT:
            self._refuse("shut")  # our failing, not the speaker's
        else:
            gate.wait(room, seat, frame.fence, frame.level, partial(self._settle, frame, data))

    def _settle(self, frame: Frame, data: bytes, may: bool) -> None:
        if may:
            self._heard(frame, data)
        else:
            self._wrong("shut")

    def _heard(self, frame: Frame, data: bytes) -> None:
        self._voices.carry(self._listener.room, self._listener.seat, data)
        if self._heard_in != frame.fence:
            self._heard_in, self._told = frame.fence, ("", 0.0)
            self._listener.tell(voice="heard")
        self._came = frame.at
        if self._telling is None:
            self._tell_came()

    def _tell_came(self) -> None:
        """Says up to where words have come: the browser keeps what is beyond, and knows by it when its line is slow."""
        self._telling = None
        if self._came is not None:
            self._listener.tell(voice="came", at=self._came)
            self._came = None
            self._telling = asyncio.get_running_loop().call_later(CAME_EVERY, self._tell_came)

    def _wrong(self, why: str) -> None:
        self._refuse(why)
        if self._patience.is_over(now=time.monotonic()):
            self._listener.end(TOO_MANY_WRONGS)

    def _refuse(self, why: str) -> None:
        self._heard_in = None
        now = time.monotonic()
        if why != self._told[0] or now - self._told[1] > TELL_EVERY:
            self._told = (why, now)
            self._listener.tell(voice="refused", why=why)


class VoiceSocket:
    """The ASGI door for voice. A subclass says whose seat of which room comes in, and stands in a list of routes."""

    voices: Voices = voices

    async def door(self, scope: dict) -> tuple[str, str] | None:
        """The id of the room and of the seat behind this connection, or None when there is nothing here for it."""
        raise NotImplementedError

    async def came(self, room: str, seat: str) -> None:
        """Called when a seat's voice socket has been let in; a subclass may see to it that the room's gate is kept."""

    async def went(self, room: str, seat: str) -> None:
        """Called when a seat's voice socket has ended, however it ended."""

    async def __call__(self, scope: dict, receive: Receive, send: Send) -> None:
        if (await receive())["type"] != "websocket.connect":
            return
        place = await self.door(scope)
        await send({"type": "websocket.accept"})
        if place is None:
            # Refused after the handshake, because a browser shows its page no code from before it.
            await send({"type": "websocket.close", "code": NO_SUCH_DOOR})
            return
        room, seat = place
        await self._stay(Listener(room=room, seat=seat, send=send), receive, send)

    async def _stay(self, listener: Listener, receive: Receive, send: Send) -> None:
        self.voices.join(listener)
        reading = asyncio.create_task(_read(Line(listener, self.voices), listener, receive))
        try:
            await self.came(listener.room, listener.seat)
            code = await listener.over
        finally:
            reading.cancel()
            self.voices.leave(listener)
            listener.close()
            await self.went(listener.room, listener.seat)
        if code is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSING):
                    await send({"type": "websocket.close", "code": code})


async def _read(line: Line, listener: Listener, receive: Receive) -> None:
    try:
        while not listener.over.done():
            message = await receive()
            if message["type"] == "websocket.disconnect":
                break
            line.take(message)
            # Many messages may have come at once after a stall: let each go out before the next fills the short queues.
            await asyncio.sleep(0)
    finally:
        listener.end(None)
