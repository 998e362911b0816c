"""The arithmetic of taking turns: pure, and knowing nothing of circles, people or clocks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Hand:
    """A raised hand: whose, its number in the order hands went up, and how many turns that person has had."""

    who: str
    number: int
    turns: int = 0


def in_line(hands: Collection[Hand], *, one_turn: bool) -> list[str]:
    """Who speaks in which order: as hands went up, and with the one-turn rule first-time speakers before all others."""
    return [h.who for h in sorted(hands, key=lambda h: (one_turn and h.turns > 0, h.number))]


def next_in_ring(willing: Iterable[int], *, after: int | None) -> int | None:
    """The first willing place clockwise after `after`, or from the ring's start when that is None.

    The ring is walked once and does not pass its start again: None means the round is complete. Whoever is not willing
    just now keeps the place and is only stepped over.
    """
    return min((place for place in willing if after is None or place > after), default=None)
