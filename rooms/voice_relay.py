"""Voice between processes: one Redis PUBLISH per frame, one subscription per room and process; nothing without a Redis.

The channel layer is not used: it would cost a full core for what this does with a twentieth of one.
"""

import asyncio
import os
import random
import time
from collections import deque
from collections.abc import Callable

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from rooms.voice_frames import Envelope, seal

CHANNEL = "voice:"
OUTBOX = 256  # frames that may wait for Redis; then the oldest goes
STALE = 1.0  # s after which a frame that could not be sent is not worth sending
PING, SILENT = 5.0, 15.0  # s between signs of life of Redis, and without one before the line is made anew
LONGEST_PAUSE = 1.0  # s between two tries


class Relay:
    """Tells the other processes what was said here, and takes what was said there."""

    def __init__(self, *, url: str, take: Callable[[str, bytes], None]):
        self.process = os.urandom(8)
        self._url, self._take = url, take
        self._rooms: set[str] = set()
        self._outbox: deque[tuple[float, str, bytes]] = deque(maxlen=OUTBOX)
        self._tasks: list[asyncio.Task] = []

    def follow(self, room: str) -> None:
        """Hears this room from now on; noted before anything is awaited, so that no room is subscribed to twice."""
        if self._url:
            self._rooms.add(room)
            self._start()
            self._changed.set()

    def unfollow(self, room: str) -> None:
        """Hears this room no more; with the last room the lines to Redis are closed."""
        self._rooms.discard(room)
        if self._tasks:
            self._changed.set()
            if not self._rooms:
                self._stop()

    def publish(self, room: str, *, kind: int, seat: str, body: bytes) -> None:
        """Queues one frame for the other processes and never waits."""
        if self._tasks:
            data = seal(Envelope(self.process, kind, seat, body))
            self._outbox.append((time.monotonic(), CHANNEL + room, data))
            self._filled.set()

    def _start(self) -> None:
        if not self._tasks:
            self._changed, self._filled = asyncio.Event(), asyncio.Event()
            self._tasks = [asyncio.create_task(_again_and_again(job)) for job in (self._listen, self._send)]

    def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._tasks = []
        self._outbox.clear()

    def _redis(self) -> Redis:
        # redis-py 8 cuts an idle line after 5 s unless told otherwise; its own retries would hide a restart from us.
        return Redis.from_url(self._url, socket_timeout=None, socket_connect_timeout=5, retry=Retry(NoBackoff(), 0))

    async def _listen(self) -> None:
        async with self._redis() as redis, redis.pubsub(ignore_subscribe_messages=True) as pubsub:
            await pubsub.subscribe(CHANNEL + self.process.hex())  # so that there is something to read from the start
            async with asyncio.TaskGroup() as both:
                both.create_task(self._read(pubsub))
                both.create_task(self._tend(pubsub))
                both.create_task(self._ping(pubsub))

    async def _read(self, pubsub: PubSub) -> None:
        heard_at = time.monotonic()
        while True:
            message = await pubsub.get_message(timeout=SILENT)
            now = time.monotonic()
            if message is None:
                if now - heard_at > SILENT:
                    raise ConnectionError("Redis has fallen silent.")
                continue
            heard_at = now
            if message["type"] == "message":
                self._take(message["channel"].decode().removeprefix(CHANNEL), message["data"])
                # After a stall many come in one reading: let each go out before the next fills the short queues.
                await asyncio.sleep(0)

    async def _tend(self, pubsub: PubSub) -> None:
        held: set[str] = set()
        while True:
            self._changed.clear()
            wanted = set(self._rooms)
            if new := wanted - held:
                await pubsub.subscribe(*(CHANNEL + room for room in new))
            if gone := held - wanted:
                await pubsub.unsubscribe(*(CHANNEL + room for room in gone))
            held = wanted
            await self._changed.wait()

    async def _ping(self, pubsub: PubSub) -> None:
        while True:
            await asyncio.sleep(PING)
            await pubsub.ping()

    async def _send(self) -> None:
        async with self._redis() as redis:
            while True:
                await self._filled.wait()
                self._filled.clear()
                oldest = time.monotonic() - STALE
                burst = redis.pipeline(transaction=False)
                while self._outbox:
                    since, channel, data = self._outbox.popleft()
                    if since >= oldest:
                        burst.publish(channel, data)
                async with asyncio.timeout(SILENT):
                    await burst.execute()


async def _again_and_again(job: Callable) -> None:
    """Runs a job that ends only by losing Redis, with a little longer pause after each failure in a row."""
    pause = 0.05
    while True:
        began = time.monotonic()
        try:
            await job()
        except* (RedisError, OSError):
            pass
        if time.monotonic() - began > 5:
            pause = 0.05
        await asyncio.sleep(pause * (0.5 + random.random()))  # noqa: S311 (spreads retries, guards nothing)
        pause = min(LONGEST_PAUSE, pause * 2)
