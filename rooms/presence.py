"""Who is present: leases that lapse by themselves, so that a lost laptop frees its place and nobody need tell."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

LIVE_LEASE = timedelta(seconds=15)  # renewed by a tab's socket
PLAIN_LEASE = timedelta(seconds=90)  # renewed by any page or form, for those without script
FORGETFUL = timedelta(seconds=20)  # after the memory itself was lost, nobody is taken for gone so soon

PLAIN_TAB = "plain"
VOICE_TAB = "voice"


@dataclass(frozen=True)
class Presence:
    """What a room's memory holds about its seats at one moment: lease ends, live tabs, and last signs of life."""

    until: dict[str, datetime] = field(default_factory=dict)
    live: frozenset[str] = frozenset()  # seats with at least one socket now
    signs: dict[str, datetime] = field(default_factory=dict)  # last sound or touch from a seat's device
    since: datetime | None = None  # when this memory began; None: always

    def here(self, seat: str, now: datetime) -> bool:
        """Whether the seat's lease holds at `now`, over all its tabs."""
        return self.gone_at(seat, now) is None

    def gone_at(self, seat: str, now: datetime) -> datetime | None:
        """The moment the seat's lease lapsed, or None while it holds.

        A seat this memory has never seen counts as there until the memory is old enough to have heard from it.
        """
        until = self.until.get(seat)
        if until is None:
            until = datetime.min.replace(tzinfo=UTC) if self.since is None else self.since + FORGETFUL
        return until if until <= now else None


def read_presence(
    leases: dict[str, float], signs: dict[str, float], since: float | None, *, now: float, tz: tzinfo
) -> Presence:
    """Presence from the memory's raw form: `seat|tab` -> lease end, seat -> last sign, all in epoch seconds."""
    until: dict[str, float] = {}
    live: set[str] = set()
    for name, end in leases.items():
        seat, _, tab = name.partition("|")
        until[seat] = max(end, until.get(seat, 0.0))
        if tab not in (PLAIN_TAB, VOICE_TAB) and end > now:
            live.add(seat)
    at = lambda moment: datetime.fromtimestamp(moment, tz)  # noqa: E731
    return Presence(
        until={seat: at(end) for seat, end in until.items()},
        live=frozenset(live),
        signs={seat: at(moment) for seat, moment in signs.items()},
        since=None if since is None else at(since),
    )
