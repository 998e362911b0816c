"""What a storey above gives the hub about its rooms: a pulse often, a reading whenever something changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Pulse:
    """A room in one line: enough to see that something changed and whose voice may pass."""

    version: int
    fence: int
    voices: frozenset[str]
    closed: bool
    paused: bool = False  # every voice but these stops at once, last words too


@dataclass(frozen=True)
class Reading:
    """A room as read at one moment, ready to send."""

    pulse: Pulse
    shared: Mapping[tuple[str, str], str]  # (audience, language) -> the bytes every seat of it gets
    lines: Mapping[str, tuple[str, str]]  # seat -> (audience, its own line, at most 400 bytes)
    next_due: datetime | None  # when something falls due by the clock alone


class Source(Protocol):
    """What a storey above gives the hub: how its rooms are read. Synchronous; called in the readers' threads."""

    def pulses(self, rooms: list[str]) -> dict[str, Pulse]:
        """The pulse of each room, in one query; a room that is no more is left out."""

    def reading(self, room: str, now: datetime, tongues: frozenset[str]) -> Reading | None:
        """Settle what is due, read, and render in these languages; None when the room is no more."""
