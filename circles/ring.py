"""The circle drawn as a circle: where each place lies, whose it is, and in what state."""

from dataclasses import dataclass
from datetime import datetime
from math import cos, pi, sin

from circles.models import Seat
from circles.models.turn import Kind
from circles.rules.covering import shown_name
from circles.rules.table import Table

HALO = 1.42  # of a place, around whoever speaks
DRAWN_AT_MOST = (
    48  # one by one; in a larger ring an initial could not be read, and everyone who listens is a dot of one line
)


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


def ring(table: Table, waiting: list[str], now: datetime) -> list[Dot]:
    """Every person present on a circle, clockwise from the top in the order of their places."""
    seats = [s for s in table.seats.values() if s.left_at is None and (table.here(s.id, now) or _holds(table, s))]
    if table.turn is not None and table.turn.kind == Kind.RISEN:
        # Nothing moves while someone speaks out of the silence: whoever comes in is drawn afterwards.
        seats = [s for s in seats if s.came_at is None or s.came_at <= table.turn.offered_at]
    count = max(len(seats), 1)
    radius = min(7.5, 36 * sin(pi / max(count, 3)) * 0.62)
    return [
        _dot(table, seat, -pi / 2 + 2 * pi * index / count, radius, waiting, now) for index, seat in enumerate(seats)
    ]


@dataclass(frozen=True)
class Row:
    """A large ring's places as one dashed line around the circle: so many dots, and how thick they are."""

    count: int
    thickness: float


def row_of(dots: list[Dot]) -> Row | None:
    """The one line in which a large ring's places are drawn; None where each is drawn by itself."""
    if len(dots) <= DRAWN_AT_MOST:
        return None
    return Row(len(dots), round(2 * min(dot.radius for dot in dots), 2))


def standing_out(dots: list[Dot]) -> list[Dot]:
    """Those of a large ring who are drawn over that line: whoever has the piece, is offered it, helps, or is in line."""
    return [dot for dot in dots if dot.hand or dot.state != "here"]


def _holds(table: Table, seat: Seat) -> bool:
    return table.turn is not None and table.turn.seat_id == seat.id


def _dot(table: Table, seat: Seat, angle: float, radius: float, waiting: list[str], now: datetime) -> Dot:
    name = shown_name(table, seat.id)
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
