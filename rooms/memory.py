"""Memory that forgets: leases, signs of life and the keys of rooms, in Redis without persistence or in this process.

Nothing here is ever written to a disk. Rooms and seats appear by their random ids only.
"""

import secrets
import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from rooms.presence import Presence, read_presence

KEY_BYTES = 32
KEPT_AT_MOST = 26 * 3600  # seconds: a room's longest day and two hours


class Memory(Protocol):
    """What a room needs remembered for as long as it lasts."""

    def lease(self, room: str, leases: dict[str, float]) -> None:
        """Set lease ends (epoch seconds) for `seat|tab` names."""

    def release(self, room: str, seat: str) -> None:
        """End a seat's leases now, of all its tabs."""

    def end(self, room: str, names: Sequence[str]) -> None:
        """End the leases of these `seat|tab` names now; a name that holds none is passed over."""

    def sign(self, room: str, signs: dict[str, float]) -> None:
        """Note signs of life (epoch seconds) by seat."""

    def presence(self, room: str) -> Presence: ...

    def key(self, room: str, *, seconds: float) -> bytes:
        """The room's own key, made at the first call and gone after `seconds` or when the room is forgotten."""

    def known_key(self, room: str) -> bytes | None:
        """The room's key if it still is; never makes one."""

    def forget(self, room: str) -> None:
        """Destroy the key and everything else about the room."""


def _moment() -> float:
    return datetime.now(UTC).timestamp()


def _names(leases: Iterable[str], seat: str) -> list[str]:
    return [name for name in leases if name.partition("|")[0] == seat]


class ProcessMemory:
    """For one process: the embedded default."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._leases: dict[str, dict[str, float]] = {}
        self._signs: dict[str, dict[str, float]] = {}
        self._keys: dict[str, tuple[bytes, datetime]] = {}
        self._since = _moment()

    def lease(self, room: str, leases: dict[str, float]) -> None:
        with self._lock:
            self._leases.setdefault(room, {}).update(leases)

    def release(self, room: str, seat: str) -> None:
        with self._lock:
            names = _names(self._leases.get(room, {}), seat)
        self.end(room, names)

    def end(self, room: str, names: Sequence[str]) -> None:
        moment = _moment()
        with self._lock:
            leases = self._leases.get(room, {})
            for name in leases.keys() & set(names):
                # Ended rather than removed: from when a line was away is what a dropped speaker's wait counts from.
                leases[name] = min(leases[name], moment)

    def sign(self, room: str, signs: dict[str, float]) -> None:
        with self._lock:
            self._signs.setdefault(room, {}).update(signs)

    def presence(self, room: str) -> Presence:
        with self._lock:
            return read_presence(
                self._leases.get(room, {}), self._signs.get(room, {}), self._since, now=_moment(), tz=UTC
            )

    def key(self, room: str, *, seconds: float) -> bytes:
        with self._lock:
            known = self._known(room)
            if known is None:
                known = secrets.token_bytes(KEY_BYTES)
                self._keys[room] = known, datetime.now(UTC) + timedelta(seconds=seconds)
            return known

    def known_key(self, room: str) -> bytes | None:
        with self._lock:
            return self._known(room)

    def _known(self, room: str) -> bytes | None:
        key, until = self._keys.get(room, (None, None))
        if until is not None and until <= datetime.now(UTC):
            del self._keys[room]
            return None
        return key

    def forget(self, room: str) -> None:
        with self._lock:
            for kept in (self._leases, self._signs, self._keys):
                kept.pop(room, None)


class RedisMemory:
    """For several processes: one Redis, persistence off."""

    def __init__(self, url: str) -> None:
        # Any: redis-py's types speak for its waiting and its awaited face at once.
        # One try more at once, for a connection that died with a Redis that has been started again since.
        self._redis: Any = redis.Redis.from_url(url, socket_timeout=5, max_connections=200, retry=Retry(NoBackoff(), 1))

    def lease(self, room: str, leases: dict[str, float]) -> None:
        if leases:
            name = f"room:{room}:leases"
            self._redis.pipeline(transaction=False).hset(name, mapping=leases).expire(name, KEPT_AT_MOST).execute()

    def release(self, room: str, seat: str) -> None:
        self.end(room, _names([kept.decode() for kept in self._redis.hkeys(f"room:{room}:leases")], seat))

    def end(self, room: str, names: Sequence[str]) -> None:
        if names:
            moment, ends = _moment(), self._redis.hmget(f"room:{room}:leases", names)
            held = {name: float(end) for name, end in zip(names, ends, strict=True) if end is not None}
            self.lease(room, {name: min(end, moment) for name, end in held.items()})

    def sign(self, room: str, signs: dict[str, float]) -> None:
        if signs:
            name = f"room:{room}:signs"
            self._redis.pipeline(transaction=False).hset(name, mapping=signs).expire(name, KEPT_AT_MOST).execute()

    def presence(self, room: str) -> Presence:
        pipe = self._redis.pipeline(transaction=False)
        pipe.set("rooms:since", _moment(), nx=True)  # written anew only when Redis lost its memory
        pipe.get("rooms:since").hgetall(f"room:{room}:leases").hgetall(f"room:{room}:signs")
        _, since, leases, signs = pipe.execute()
        plain = lambda kept: {name.decode(): float(value) for name, value in kept.items()}  # noqa: E731
        return read_presence(plain(leases), plain(signs), float(since), now=_moment(), tz=UTC)

    def key(self, room: str, *, seconds: float) -> bytes:
        name = f"room:{room}:key"
        self._redis.set(name, secrets.token_bytes(KEY_BYTES), nx=True, ex=max(1, int(seconds)))
        known = self._redis.get(name)
        assert isinstance(known, bytes)
        return known

    def known_key(self, room: str) -> bytes | None:
        known = self._redis.get(f"room:{room}:key")
        return known if isinstance(known, bytes) else None

    def forget(self, room: str) -> None:
        self._redis.delete(*(f"room:{room}:{kept}" for kept in ("key", "leases", "signs")))


memory: Memory = RedisMemory(settings.REDIS_URL) if settings.REDIS_URL else ProcessMemory()
