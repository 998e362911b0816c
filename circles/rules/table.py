"""The circle as it stands, in memory: read under its lock, changed by plain functions, written back where it differs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import models, transaction

from circles.models import Agreement, Circle, HeldDuty, Seat, Turn, Words
from circles.models.turn import Kind
from circles.rules.closing import erase
from circles.rules.seal import Person, unseal_person
from groups.models import Meeting
from rooms.presence import Presence

SEATS_AT_MOST = 1000


@dataclass
class Table:
    """Everything the rules of a circle look at. The rows may be unsaved: the rules never touch the database."""

    circle: Circle
    meeting: Meeting
    seats: dict[str, Seat] = field(default_factory=dict)  # by id, in the order of their places
    people: dict[str, Person] = field(default_factory=dict)  # by seat id
    turns: list[Turn] = field(default_factory=list)  # the open turn last, and those made while this table was read
    held: dict[str, HeldDuty] = field(default_factory=dict)  # by duty
    wishes: dict[tuple[str, str], Agreement] = field(default_factory=dict)  # by (wish, seat id)
    presence: Presence = field(default_factory=Presence)
    said: list[tuple[Turn, bytes]] = field(default_factory=list)  # typed words, sealed, not yet written

    @property
    def turn(self) -> Turn | None:
        """The open turn."""
        return next((turn for turn in self.turns if turn.ended_at is None), None)

    @property
    def sharing(self) -> bool:
        return self.circle.current.get("kind") == "sharing"

    def here(self, seat: str | None, now: datetime) -> bool:
        """Whether that place is taken and its person present."""
        return seat in self.seats and self.seats[seat].left_at is None and self.presence.here(seat, now)

    def present(self, now: datetime) -> list[Seat]:
        return [seat for seat in self.seats.values() if self.here(seat.id, now)]

    def person(self, seat: str) -> Person:
        return self.people.get(seat, Person())

    def holder_of(self, duty: str) -> str | None:
        held = self.held.get(duty)
        return held.seat_id if held else None

    def begin_turn(self, seat: str, kind: str, *, now: datetime, offer: timedelta | None) -> Turn:
        """Open a turn: offered for `offer`, or begun at once."""
        self.circle.fence += 1
        turn = Turn(
            circle=self.circle, seat_id=seat, number=self.circle.fence, kind=kind, offered_at=now, spent=timedelta(0),
            offer_until=now + offer if offer else None,
            begun_at=None if offer else now,
            running_since=now if offer is None and kind == Kind.SHARE else None,
        )  # fmt: skip
        self.turns.append(turn)
        return turn


def read_table(circle: Circle, *, presence: Presence, key: bytes | None) -> Table:
    """The table of a circle whose row is at hand. Four queries, whatever the number of people."""
    seats = {seat.id: seat for seat in Seat.objects.filter(circle=circle).order_by("place")}
    return Table(
        circle=circle,
        meeting=circle.meeting,
        seats=seats,
        people={seat.id: unseal_person(key, seat.sealed, seat=seat.id) for seat in seats.values()},
        turns=list(Turn.objects.filter(circle=circle, ended_at=None)),
        held={held.duty: held for held in HeldDuty.objects.filter(circle=circle)},
        wishes={(wish.wish, wish.seat_id): wish for wish in Agreement.objects.filter(circle=circle)},
        presence=presence,
    )


def _facts(row: models.Model) -> dict[str, object]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}


@contextmanager
def locked_table(slug: str, *, presence: Presence, key: bytes | None) -> Iterator[Table]:
    """The table under the circle's row lock; on leaving, what differs is written in the same transaction.

    Raises Circle.DoesNotExist when there is no open circle at that address.
    """
    with transaction.atomic():
        circle = Circle.objects.select_for_update(of=("self",)).select_related("meeting__group__body").get(
            slug=slug, closed_at=None
        )  # fmt: skip
        table = read_table(circle, presence=presence, key=key)
        before = {id(row): _facts(row) for row in _rows(table)}
        wishes = dict(table.wishes)
        yield table
        _write(table, before, wishes)
        if circle.closed_at is not None:
            erase(circle=circle)


def _rows(table: Table) -> list[models.Model]:
    # An ended turn before the one that follows it: the database allows one open turn at a time.
    return [*table.turns, *table.seats.values(), *table.held.values(), table.circle]


def _write(table: Table, before: dict[int, dict[str, object]], wishes: dict[tuple[str, str], Agreement]) -> None:
    for row in _rows(table):
        known = before.get(id(row))
        if known is None:
            row.save(force_insert=True)
        elif changed := [name for name, value in _facts(row).items() if known[name] != value]:
            row.save(update_fields=changed)
    for key, wish in wishes.items():
        if table.wishes.get(key) is not wish:
            wish.delete()
    for key, wish in table.wishes.items():
        if wishes.get(key) is not wish:
            wish.save(force_insert=True)
    for turn, sealed in table.said:
        Words.objects.create(turn=turn, sealed=sealed)
