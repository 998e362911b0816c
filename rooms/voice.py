"""Who may be heard: one gate a process, opened for a moment at a time by whoever reads the turns. No I/O here."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

GRACE = 0.3  # s after a pass in which the last words of the one before, still on their way, are let through
PATIENCE = 0.3  # s a frame of a turn not yet known here may wait for the gate to learn of it
WAITING_FRAMES = 20  # of one seat that may wait so at once
SOUND = 20  # level from which a frame counts as a sign of life (-48 dBFS)
FORGOTTEN = 3600.0  # s after which a room nobody has read or spoken in is forgotten


class Verdict(Enum):
    """What the gate says to one frame."""

    PASS = "pass"  # noqa: S105 (no password)
    EARLY = "early"  # of a turn that has not begun here yet: it may wait a moment
    SHUT = "shut"  # nobody may be heard, because this process has not been able to read whose turn it is
    REFUSED = "refused"  # it is known who may be heard, and it is not this seat


@dataclass(frozen=True)
class LastWords:
    """The voices of the turn before, and until when they may still finish."""

    fence: int
    seats: frozenset[str]
    until: float


@dataclass(frozen=True)
class Waiting:
    """A frame of a turn not yet known here, and what to do with it then."""

    since: float
    seat: str
    fence: int
    level: int
    settle: Callable[[bool], None]


@dataclass
class Grant:
    """What is known of one room: the turn's number, who has the word in it, and until when that is sure."""

    fence: int = -1
    seats: frozenset[str] = frozenset()
    until: float = 0.0
    touched: float = 0.0
    last_words: LastWords | None = None
    heard: dict[str, float] = field(default_factory=dict)
    waiting: deque[Waiting] = field(default_factory=deque)


class VoiceGate:
    """Lets through the voices that have the word now, and nobody else's. Call it from the event loop's thread only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self.now = clock
        self._rooms: dict[str, Grant] = {}

    def grant(self, room: str, fence: int, seats: frozenset[str], until: float) -> None:
        """Opens the gate of a room to these seats until that moment of `time.monotonic`, or until the next grant.

        A fence lower than the one known is an old reading and changes nothing. Whoever loses the word by this may
        finish the words already on their way (GRACE). To take the word away at once, call `hush_all` first.
        """
        now = self.now()
        known = self._rooms.get(room) or self._new_room(room, now)
        if fence < known.fence:
            return
        if now < known.until:
            self._keep_last_words(known, fence, seats, now)
        known.fence, known.seats, known.until, known.touched = fence, seats, until, now
        self._settle_waiting(known, now)

    def hush_all(self, room: str) -> None:
        """Shuts a room's gate at once, last words too. The next grant opens it again."""
        if known := self._rooms.get(room):
            now = self.now()
            known.seats, known.until, known.last_words, known.touched = frozenset(), 0.0, None, now
            self._settle_waiting(known, now)

    def forget(self, room: str) -> None:
        """Drops all that is known of a room that has closed."""
        self.hush_all(room)
        self._rooms.pop(room, None)

    def heard(self, room: str) -> dict[str, float]:
        """When each seat's voice last carried sound here, in terms of `time.monotonic`: its sign of life."""
        known = self._rooms.get(room)
        return dict(known.heard) if known else {}

    def is_open(self, room: str) -> bool:
        """Whether anyone at all has the word here now."""
        known = self._rooms.get(room)
        return bool(known and known.seats and self.now() < known.until)

    def judge(self, room: str, seat: str, fence: int, level: int = 0) -> Verdict:
        """Whether this seat's frame of this turn may be heard now; one that may and is loud is a sign of life."""
        now = self.now()
        known = self._rooms.get(room)
        if known is None:
            return Verdict.SHUT
        if self._may_be_heard(known, seat, fence, now):
            if level >= SOUND:
                known.heard[seat] = now
            return Verdict.PASS
        if fence > known.fence:
            return Verdict.EARLY
        return Verdict.REFUSED if now < known.until else Verdict.SHUT

    def wait(self, room: str, seat: str, fence: int, level: int, settle: Callable[[bool], None]) -> None:
        """Keeps an early frame for PATIENCE at most; `settle` is called once, with whether it may be heard."""
        now = self.now()
        known = self._rooms.get(room) or self._new_room(room, now)
        known.waiting.append(Waiting(now, seat, fence, level, settle))
        mine = [frame for frame in known.waiting if frame.seat == seat]
        if len(mine) > WAITING_FRAMES:
            known.waiting.remove(mine[0])
            mine[0].settle(False)
        self._settle_waiting(known, now)

    @staticmethod
    def _keep_last_words(known: Grant, fence: int, seats: frozenset[str], now: float) -> None:
        if fence > known.fence and known.seats:
            known.last_words = LastWords(known.fence, known.seats, now + GRACE)
        elif fence == known.fence and seats < known.seats:
            # Within one turn a voice may finish as it leaves, but none may start beside its last words.
            known.last_words = LastWords(known.fence, known.seats - seats, now + GRACE)

    @staticmethod
    def _may_be_heard(known: Grant, seat: str, fence: int, now: float) -> bool:
        if fence == known.fence and seat in known.seats and now < known.until:
            if known.last_words and known.last_words.fence < fence:
                known.last_words = None  # the next voice has begun: from here on the one before is over
            return True
        last = known.last_words
        return bool(last and fence == last.fence and seat in last.seats and now < last.until)

    def _settle_waiting(self, known: Grant, now: float) -> None:
        waiting, known.waiting = known.waiting, deque()
        for frame in waiting:
            if frame.fence > known.fence and now - frame.since <= PATIENCE:
                known.waiting.append(frame)
                continue
            may = now - frame.since <= PATIENCE and self._may_be_heard(known, frame.seat, frame.fence, now)
            if may and frame.level >= SOUND:
                known.heard[frame.seat] = now
            frame.settle(may)

    def _new_room(self, room: str, now: float) -> Grant:
        for old in [name for name, known in self._rooms.items() if known.touched + FORGOTTEN < now]:
            del self._rooms[old]
        return self._rooms.setdefault(room, Grant(touched=now))


gate = VoiceGate()
