"""What is shown of a circle: one picture for every place, and a line of one's own."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, pi, sin
from typing import Any

from django.utils.translation import gettext, ngettext

from circles.models import Seat, Turn, Words
from circles.models.duty import Duty
from circles.models.turn import Kind
from circles.rules import clock
from circles.rules.acts import able
from circles.rules.helm import at_hand, fresh_wishes
from circles.rules.seal import unseal
from circles.rules.table import Table
from circles.rules.turns import line, mode

HALO = 1.42  # of a place, around whoever speaks
NAMED_AT_MOST = 14  # beyond that many places the ring shows initials and the list shows names
WISHES = ("forward", "back", "close", "move_on", "pause", "resume", "step_in")


@dataclass(frozen=True)
class Dot:
    """A place as it is drawn: where, whose, and in what state."""

    x: float
    y: float
    label_y: float
    radius: float
    name: str
    initial: str
    state: str
    hand: bool

    @property
    def halo(self) -> float:
        return self.radius * HALO

    @property
    def hand_x(self) -> float:
        return self.x + self.radius * 0.8

    @property
    def hand_y(self) -> float:
        return self.y - self.radius * 0.8


@dataclass(frozen=True)
class Said:
    """Typed words as they are shown."""

    turn: int
    name: str
    text: str


def picture(table: Table, *, key: bytes | None, now: datetime) -> dict[str, Any]:
    """What every place sees alike, ready for the templates. Two queries, for the last share and its words."""
    circle, turn = table.circle, table.turn
    last = Turn.objects.filter(circle=circle, kind=Kind.SHARE, begun_at__isnull=False).exclude(ended_at=None).last()
    holder = turn.seat_id if turn else None
    waiting = [seat for seat in line(table) if seat != holder and table.here(seat, now)]
    return {
        "circle": circle,
        "meeting": table.meeting,
        "segment": circle.current,
        "script": circle.script,
        "phase": _phase(table),
        "it_is_time": now >= circle.starts_at,
        "mode": mode(table),
        "turn": turn,
        "speaker": name_of(table, turn.seat_id) if turn else "",
        "begun": turn is not None and turn.begun_at is not None,
        "helper": name_of(table, circle.helping_id) if circle.helping_id else "",
        "clock": _clock(table, now),
        "dots": _ring(table, waiting, now),
        "named": len(table.present(now)) <= NAMED_AT_MOST,
        "line": [name_of(table, seat) for seat in waiting],
        "people": [name_of(table, seat.id) for seat in table.present(now)],
        "host": _holder(table, Duty.HOST, now),
        "timekeeper": _holder(table, Duty.TIME, now),
        "wishes": [(wish, name_of(table, seats[0])) for wish in WISHES if (seats := fresh_wishes(table, wish, now))],
        "words": _words(table, turn, last, key),
        "warm": last.number if last else 0,
        "thanks": table.meeting.thanks.replace("{name}", name_of(table, last.seat_id)) if last else "",
    }


def name_of(table: Table, seat: str | None) -> str:
    """The chosen name; empty once the key is lost, until it is given again."""
    return table.person(seat).name if seat else ""


def _holder(table: Table, duty: str, now: datetime) -> str:
    return name_of(table, at_hand(table, duty, now))


def _phase(table: Table) -> str:
    if table.circle.opened_at is None:
        return "gathering"
    return "paused" if table.circle.paused_at else str(table.circle.current.get("kind", "sharing"))


def _clock(table: Table, now: datetime) -> dict[str, Any] | None:
    """The clock of a share: moments while it runs, seconds while it stands. Never ticks."""
    turn = table.turn
    if turn is None or turn.begun_at is None or turn.kind != Kind.SHARE:
        return None
    limit = timedelta(seconds=table.meeting.share_seconds)
    left = limit - clock.spent(turn, now)
    soft = timedelta(seconds=table.meeting.signal_seconds)
    running = turn.running_since is not None
    return {
        "running": running,
        "ends": int((now + left).timestamp() * 1000) if running else 0,
        "left": int(left.total_seconds()),
        "limit": table.meeting.share_seconds,
        "soft": table.meeting.signal_seconds,
        "signal": "over" if left <= timedelta(0) else "soft" if left <= soft else "",
        "said": turn.time_said_at is not None,
        "text": _left_in_words(left),
    }


def _left_in_words(left: timedelta) -> str:
    """Coarse on purpose: a clock that counts seconds makes people hurry."""
    minutes = int(left.total_seconds() / 60 + 0.5) if left >= timedelta(minutes=1) else 0
    if left <= timedelta(0):
        return ""
    return (
        ngettext("about %(n)d minute left", "about %(n)d minutes left", minutes) % {"n": minutes}
        if minutes
        else str(gettext("less than a minute left"))
    )


def _ring(table: Table, waiting: list[str], now: datetime) -> list[Dot]:
    """Every person present on a circle, clockwise from the top in the order of their places."""
    seats = [s for s in table.seats.values() if s.left_at is None and (table.here(s.id, now) or _holds(table, s))]
    count = max(len(seats), 1)
    radius = min(7.5, 36 * sin(pi / max(count, 3)) * 0.62)
    return [
        _dot(table, seat, -pi / 2 + 2 * pi * index / count, radius, waiting, now) for index, seat in enumerate(seats)
    ]


def _holds(table: Table, seat: Seat) -> bool:
    return table.turn is not None and table.turn.seat_id == seat.id


def _dot(table: Table, seat: Seat, angle: float, radius: float, waiting: list[str], now: datetime) -> Dot:
    name = name_of(table, seat.id)
    x, y = round(50 + 36 * cos(angle), 2), round(50 + 36 * sin(angle), 2)
    size = round(radius * (1.28 if _holds(table, seat) else 1), 2)
    state = _state(table, seat, waiting, now)
    edge = size * HALO if state == "speaking" else size
    return Dot(
        x=x, y=y, label_y=round(y + edge + 3.6, 2), radius=size, name=name, initial=(name or "·")[0].upper(),
        state=state, hand=seat.id in waiting,
    )  # fmt: skip


def _state(table: Table, seat: Seat, waiting: list[str], now: datetime) -> str:
    turn = table.turn
    if turn is not None and turn.seat_id == seat.id:
        if turn.begun_at is None:
            return "offered"
        return "dropped" if turn.dropped_at or not table.here(seat.id, now) else "speaking"
    if table.circle.helping_id == seat.id:
        return "speaking"
    return "next" if waiting[:1] == [seat.id] else "here"


def _words(table: Table, turn: Turn | None, last: Turn | None, key: bytes | None) -> list[Said]:
    """Typed shares: of whoever has the piece; until someone does, of the one before, so that nobody has to read in haste.

    Whoever left took their words along.
    """
    begun = turn if turn is not None and turn.begun_at is not None else last
    shown = [begun] if begun is not None and table.seats[begun.seat_id].left_at is None else []
    rows = Words.objects.filter(turn__in=[each.pk for each in shown]).select_related("turn") if shown else []
    return [
        Said(
            row.turn.number,
            name_of(table, row.turn.seat_id),
            unseal(key, row.sealed, place=f"words {row.turn.number}") or "…",
        )
        for row in rows
    ]


def my_state(table: Table, seat: str, now: datetime) -> str:
    """In one word, what concerns this person most."""
    turn = table.turn
    if turn is not None and turn.seat_id == seat:
        if turn.begun_at is None:
            return "offered"
        if table.circle.paused_at is not None:
            return "resting"
        return "asked" if turn.asked_at else {Kind.SHARE: "speaking", Kind.READING: "reading"}.get(turn.kind, "word")
    if table.circle.helping_id == seat:
        return "helping"
    row = table.seats[seat]
    if row.hand is not None:
        return "missed" if row.missed else "next" if line(table)[:1] == [seat] else "in-line"
    return "listening"


def my_line(table: Table, seat: str, now: datetime) -> dict[str, Any]:
    """The line of one place: its state, what it may do, and the fence its voice needs."""
    turn = table.turn
    row = table.seats[seat]
    return {
        "v": table.circle.version,
        "my": my_state(table, seat, now),
        "may": " ".join(verb for verb in able(table, seat, now) if verb != "leave"),
        "pos": line(table).index(seat) + 1 if row.hand is not None else 0,
        "fence": turn.number if turn else table.circle.fence,
    }


def line_text(mine: dict[str, Any]) -> str:
    return json.dumps(mine, separators=(",", ":"))


def next_change(table: Table, now: datetime) -> datetime | None:
    """When the clock alone will next let somebody do something they cannot do now, though nothing will have happened."""
    circle, turn = table.circle, table.turn
    moments = [circle.ends_at]
    if circle.opened_at is None:
        moments += [circle.starts_at, circle.starts_at + clock.HOST_GRACE, circle.starts_at + clock.ANYONE_OPENS]
    elif turn is not None:
        moments += filter(None, [clock.may_be_moved_on_at(turn, table.meeting.share_seconds, now)])
    for held in table.held.values():
        if held.seat_id and (gone := table.presence.gone_at(held.seat_id, now)):
            moments.append(gone + clock.HOST_GONE)
    return min((moment for moment in moments if moment > now), default=None)
