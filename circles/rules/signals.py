"""What a speaker is told of the time, softly and in words. A signal serves; it never cuts."""

from dataclasses import dataclass

from groups.models import Meeting, Signals

SOFT, CLOSE, TIME = "soft", "close", "over"  # nearly time; a minute to come to a close; time
A_MINUTE = 60
BELLS = (15, -15, -45, -75)  # a quarter minute before the end, then every half minute, each a little clearer


@dataclass(frozen=True)
class Signal:
    """At so many seconds left on the clock (below nought: over it), with this strength (1 to 4), in these words."""

    left: int
    strength: int
    says: str


def signals_of(meeting: Meeting) -> list[Signal]:
    """The signals of a share in their order. The person chooses whether they are heard or felt; they are always seen."""
    if meeting.signals == Signals.WRAP:
        return [Signal(0, 1, CLOSE), Signal(-A_MINUTE, 2, TIME)]
    if meeting.signals == Signals.BELLS:
        return [Signal(left, number, SOFT if left > 0 else TIME) for number, left in enumerate(BELLS, start=1)]
    if meeting.signals == Signals.NONE:
        return []
    soft = [Signal(meeting.signal_seconds, 1, SOFT)] if meeting.signal_seconds else []
    return [*soft, Signal(0, 2, TIME)]


def signal_now(meeting: Meeting, left: float) -> Signal | None:
    """The last of them that has come, with `left` seconds on the clock."""
    return next((each for each in reversed(signals_of(meeting)) if left <= each.left), None)


def grace(meeting: Meeting) -> int:
    """Seconds past the limit that the group's own way of signalling gives everyone."""
    return A_MINUTE if meeting.signals == Signals.WRAP else 0
