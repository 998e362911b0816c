"""The circle as it stands, in memory: read under its lock, changed by plain functions, written back where it differs."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import models, transaction

from circles.models import Agreement, Circle, HeldDuty, Knock, Note, Seat, SlipAsked, Turn, Words
from circles.models.turn import CLOCKED
from circles.rules.closing import erase
from circles.rules.seal import Person, unseal_person, who
from groups.access import certified_members
from groups.models import Meeting
from rooms.presence import Presence

SEATS_AT_MOST = 1000
TAKES_TURNS = frozenset({"sharing", "reserved", "lead", "newcomers"})  # kinds of parts


@dataclass
class Table:
    """Everything the rules of a circle look at. The rows may be unsaved: the rules never touch the database."""

    circle: Circle
    meeting: Meeting
    seats: dict[str, Seat] = field(default_factory=dict)  # by id, in the order of their places
    people: dict[str, Person] = field(default_factory=dict)  # by seat id
    turns: list[Turn] = field(default_factory=list)  # the open turn last, and those made while this table was read
    held: dict[str, HeldDuty] = field(default_factory=dict)  # by duty
    notes: dict[str, Note] = field(default_factory=dict)  # to the servants, by seat id
    slips: dict[str, SlipAsked] = field(default_factory=dict)  # asked for, by seat id
    wishes: dict[tuple[str, str], Agreement] = field(default_factory=dict)  # by (wish, seat id)
    knocks: dict[str, Knock] = field(default_factory=dict)  # by id: whoever knocked, answered or not
    withdrawn: set[str] = field(default_factory=set)  # seats of adults who sat down certified, and are no longer
    presence: Presence = field(default_factory=Presence)
    said: list[tuple[Turn, bytes]] = field(default_factory=list)  # typed words, sealed, not yet written
    fresh: list[models.Model] = field(default_factory=list)  # other rows made by an act, to be written after all else

    @property
    def turn(self) -> Turn | None:
        """The open turn."""
        return next((turn for turn in self.turns if turn.ended_at is None), None)

    @property
    def sharing(self) -> bool:
        """Whether people take turns in this part of the script."""
        return self.circle.current.get("kind") in TAKES_TURNS

    def here(self, seat: str | None, now: datetime) -> bool:
        """Whether that place is taken and its person present."""
        return seat is not None and self.sits(seat) and self.presence.here(seat, now)

    def sits(self, seat: str) -> bool:
        """Whether somebody has that place and is not waiting at the door."""
        row = self.seats.get(seat)
        return row is not None and row.left_at is None and row.doorstep_until is None

    def is_quiet(self, seat: str | None) -> bool:
        """Whether it is quiet at that place for now: neither voice, nor words, nor hand, nor name."""
        return seat in self.seats and self.seats[seat].quiet_at is not None

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
            running_since=now if offer is None and kind in CLOCKED else None,
        )  # fmt: skip
        self.turns.append(turn)
        return turn


def end_terms(table: Table, now: datetime) -> None:
    """Take from everyone here the duties whose term has ended meanwhile: powers end with the term, to the second."""
    for seat, person in table.people.items():
        ended = {duty for duty, end in person.until if end <= now.timestamp()}
        if ended & set(person.duties):
            table.people[seat] = replace(person, duties=tuple(duty for duty in person.duties if duty not in ended))


def read_table(circle: Circle, *, presence: Presence, key: bytes | None) -> Table:
    """The table of a circle whose row is at hand. As many queries whatever the number of people, and one more with the young."""
    seats = {seat.id: seat for seat in Seat.objects.filter(circle=circle).order_by("place")}
    table = Table(
        circle=circle,
        meeting=circle.meeting,
        seats=seats,
        people={seat.id: unseal_person(key, seat.sealed, seat=seat.id) for seat in seats.values()},
        turns=list(Turn.objects.filter(circle=circle, ended_at=None)),
        held={held.duty: held for held in HeldDuty.objects.filter(circle=circle)},
        notes={note.seat_id: note for note in Note.objects.filter(circle=circle)},
        slips={slip.seat_id: slip for slip in _slips(circle)},
        wishes={(wish.wish, wish.seat_id): wish for wish in Agreement.objects.filter(circle=circle)},
        knocks={knock.id: knock for knock in Knock.objects.filter(circle=circle)},
        presence=presence,
    )
    if circle.meeting.youth and key is not None and not circle.rehearsal:
        _look_at_certificates(table, key)
    return table


def _look_at_certificates(table: Table, key: bytes) -> None:
    """Note whose certificate was withdrawn while they sit with young people."""
    meeting = table.meeting
    valid = certified_members(body=meeting.group.body, on=table.circle.starts_at.astimezone(meeting.tz).date())
    known = {who(key, f"member:{member}") for member in valid}
    for seat, person in table.people.items():
        if person.certified and table.seats[seat].who not in known:
            table.withdrawn.add(seat)
            table.people[seat] = replace(person, certified=False)


def _slips(circle: Circle) -> Iterable[SlipAsked]:
    return SlipAsked.objects.filter(circle=circle) if circle.meeting.gives_slips else []


def _facts(row: models.Model) -> dict[str, object]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}


@contextmanager
def locked_table(
    room: str, *, presence: Presence, key: bytes | None, ending: Callable[[Table], object] | None = None
) -> Iterator[Table]:
    """The table under the circle's row lock; on leaving, what differs is written in the same transaction.

    `ending` is called with the table of a circle that closes, just before everything of it is erased.

    The circle is found by its room, which stays when its address changes.

    Raises Circle.DoesNotExist when there is no open circle in that room.
    """
    with transaction.atomic():
        circle = Circle.objects.select_for_update(of=("self",)).select_related("meeting__group__body").get(
            room=room, closed_at=None
        )  # fmt: skip
        table = read_table(circle, presence=presence, key=key)
        before = {id(row): _facts(row) for row in _rows(table)}
        wishes = dict(table.wishes)
        yield table
        _write(table, before, wishes)
        if circle.closed_at is not None:
            if ending is not None:
                ending(table)
            erase(circle=circle)


def _rows(table: Table) -> list[models.Model]:
    # An ended turn before the one that follows it: the database allows one open turn at a time.
    return [
        *table.turns,
        *table.seats.values(),
        *table.held.values(),
        *table.notes.values(),
        *table.slips.values(),
        *table.knocks.values(),
        table.circle,
    ]


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
    for row in table.fresh:
        row.save(force_insert=True)
