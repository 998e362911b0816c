"""From one voice to many ears: who listens in this process, which tab holds a seat's microphone, what goes to whom."""

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Collection

from django.conf import settings

from rooms.voice import Verdict, VoiceGate, gate
from rooms.voice_frames import CLAIM, VOICE, Envelope, Malformed, parse, stamped, unseal, voice_number
from rooms.voice_relay import Relay

QUEUE = 12  # messages that may wait for one listener; then the oldest goes
STALLED = 10.0  # s after which a listener whose send does not finish is let go
BEAT = 5.0  # s between signs that the line itself still stands

NO_SUCH_DOOR = 4004
TOO_MANY_WRONGS = 4008
TOO_BIG = 1009


class Listener:
    """One open voice socket, as seen by those who have something to send to it."""

    __slots__ = ("_draining", "_queue", "_send", "_since", "over", "room", "seat")

    def __init__(self, *, room: str, seat: str, send: Callable[[dict], Awaitable[None]]):
        self.room, self.seat = room, seat
        # The close code once this socket should end, or None when it can only be dropped.
        self.over: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        self._send = send
        self._queue: deque[dict] = deque(maxlen=QUEUE)
        self._draining: asyncio.Task | None = None
        self._since = 0.0

    def push(self, message: dict) -> None:
        """Queues a message and never waits. One task per burst sends; a full queue loses its oldest message."""
        if self.over.done():
            return
        self._queue.append(message)
        if self._draining is None:
            self._draining = asyncio.create_task(self._drain())
        elif self._since and time.monotonic() - self._since > STALLED:
            self.end(None)

    def tell(self, **words: object) -> None:
        """Queues a small note about the line itself."""
        self.push({"type": "websocket.send", "text": json.dumps(words, separators=(",", ":"))})

    def end(self, code: int | None) -> None:
        """Asks the socket to close with this code; None for one that no longer takes anything."""
        if not self.over.done():
            self.over.set_result(code)
        self._queue.clear()

    def close(self) -> None:
        """Stops sending. Called by the socket's own task, once."""
        self.end(None)
        if self._draining:
            self._draining.cancel()

    async def _drain(self) -> None:
        try:
            while self._queue:
                self._since = time.monotonic()
                await self._send(self._queue.popleft())
        except Exception:  # each server has its own way of saying that the other end is gone
            self.end(None)
        finally:
            self._draining, self._since = None, 0.0


class Voices:
    """All voice sockets of this process, by room."""

    def __init__(self, *, gate: VoiceGate, redis_url: str | None = None):
        self.gate = gate
        self._rooms: dict[str, set[Listener]] = defaultdict(set)
        self._tabs: dict[tuple[str, str], list[Listener]] = defaultdict(list)
        self._elsewhere: set[tuple[str, str]] = set()
        self._redis_url = redis_url
        self._relay: Relay | None = None
        self._beating: asyncio.Task | None = None

    def join(self, listener: Listener) -> None:
        """Seats a listener. Its tab is the newest of its seat, so it holds the microphone."""
        if listener.room not in self._rooms:
            self._the_relay().follow(listener.room)
        self._rooms[listener.room].add(listener)
        if self._beating is None:
            self._beating = asyncio.create_task(self._beat())
        self.claim(listener)

    def leave(self, listener: Listener) -> None:
        """Forgets a listener; an older tab of the same seat gets the microphone back."""
        self._rooms[listener.room].discard(listener)
        if not self._rooms[listener.room]:
            del self._rooms[listener.room]
            self._the_relay().unfollow(listener.room)
        key = (listener.room, listener.seat)
        held = self.holds_microphone(listener)
        self._tabs[key].remove(listener)
        if not self._tabs[key]:
            del self._tabs[key]
            self._elsewhere.discard(key)
        elif held:
            self._tabs[key][-1].tell(voice="microphone", here=True)
        if not self._rooms and self._beating:
            self._beating.cancel()
            self._beating = None

    def claim(self, listener: Listener) -> None:
        """Gives the seat's microphone to this tab and tells the one that had it, in whichever process."""
        key = (listener.room, listener.seat)
        tabs = self._tabs[key]
        if tabs and tabs[-1] is not listener and key not in self._elsewhere:
            tabs[-1].tell(voice="microphone", here=False)
        if listener in tabs:
            tabs.remove(listener)
        tabs.append(listener)
        self._elsewhere.discard(key)
        listener.tell(voice="microphone", here=True)
        self._the_relay().publish(listener.room, kind=CLAIM, seat=listener.seat, body=b"")

    def holds_microphone(self, listener: Listener) -> bool:
        """Whether what this tab sends is its seat's voice."""
        key = (listener.room, listener.seat)
        return key not in self._elsewhere and self._tabs.get(key, [])[-1:] == [listener]

    def carry(self, room: str, seat: str, data: bytes) -> None:
        """Sends a frame that the gate let through to everyone here but its own seat, and to the other processes."""
        data = stamped(data, voice_number(room, seat))
        self._fan_out(room, seat, data)
        self._the_relay().publish(room, kind=VOICE, seat=seat, body=data)

    def seats(self, room: str) -> set[str]:
        """The seats of a room that have a voice socket open in this process."""
        return {listener.seat for listener in self._rooms.get(room, ())}

    def keep_only(self, room: str, seats: Collection[str]) -> None:
        """Closes the voice sockets of every seat that is no longer in the room."""
        for listener in list(self._rooms.get(room, ())):
            if listener.seat not in seats:
                listener.end(NO_SUCH_DOOR)

    def from_elsewhere(self, room: str, data: bytes) -> None:
        """Takes what another process relayed. Its word is not enough: this process's own gate decides again."""
        try:
            envelope = unseal(data)
            if envelope.process == self._the_relay().process:
                return
            if envelope.kind == CLAIM:
                self._claimed_elsewhere(room, envelope.seat)
            else:
                self._judge_again(room, envelope)
        except Malformed:
            return  # some other software's words on our channel

    def _claimed_elsewhere(self, room: str, seat: str) -> None:
        tabs = self._tabs.get((room, seat))
        if tabs and (room, seat) not in self._elsewhere:
            tabs[-1].tell(voice="microphone", here=False)
            self._elsewhere.add((room, seat))

    def _judge_again(self, room: str, envelope: Envelope) -> None:
        seat, data = envelope.seat, envelope.body
        frame = parse(data)
        verdict = self.gate.judge(room, seat, frame.fence, frame.level)
        if verdict is Verdict.PASS:
            self._fan_out(room, seat, data)
        elif verdict is Verdict.EARLY:

            def settle(may: bool) -> None:
                if may:
                    self._fan_out(room, seat, data)

            self.gate.wait(room, seat, frame.fence, frame.level, settle)

    def _fan_out(self, room: str, seat: str, data: bytes) -> None:
        message = {"type": "websocket.send", "bytes": data}
        for listener in self._rooms.get(room, ()):
            if listener.seat != seat:
                listener.push(message)

    async def _beat(self) -> None:
        message = {"type": "websocket.send", "text": '{"voice":"beat"}'}
        while True:
            await asyncio.sleep(BEAT)
            for listeners in list(self._rooms.values()):
                for listener in list(listeners):
                    listener.push(message)

    def _the_relay(self) -> Relay:
        if self._relay is None:
            url = settings.REDIS_URL if self._redis_url is None else self._redis_url
            self._relay = Relay(url=url, take=self.from_elsewhere)
        return self._relay


voices = Voices(gate=gate)
