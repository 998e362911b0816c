"""The people of a circle's tests: Ana serves, Ben belongs, Cleo is a guest. Tables stand in memory, circles in the database."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from circles.models import Circle, Seat
from circles.rules.acts import ACTS
from circles.rules.deeds import AimedRule, Filled, FormRule, WrittenRule
from circles.rules.doors import Arrival, circle_of, take_seat
from circles.rules.refusals import CircleClosed, NotYourTurn
from circles.rules.safety import check_place
from circles.rules.seal import Person
from circles.rules.settle import settle
from circles.rules.sitting import Outcome, perform, settle_circle
from circles.rules.table import Table
from circles.rules.turns import offer_next
from groups.models import Meeting
from groups.rules.times import Occurrence
from rooms.memory import memory
from rooms.presence import LIVE_LEASE, PLAIN_LEASE, Presence
from tests.groups.cast import a_group
from tests.groups.cast import a_meeting as a_listing

START = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)  # a Tuesday, eight in the evening in Madrid
HOUR = timedelta(hours=1)
KEY = bytes(range(32))

ANA = Person("Ana", belongs=True, duties=("host",))
BEN = Person("Ben", belongs=True)
CLEO = Person("Cleo")
DEE = Person("Dee", belongs=True)
EVA = Person("Eva")

WELCOME = {"kind": "welcome", "title": "Welcome"}
SHARING = {"kind": "sharing", "title": "Sharing"}
CLOSING = {"kind": "closing", "title": "Closing"}
HANDS, ROUND = SHARING | {"mode": "hands"}, SHARING | {"mode": "round"}
CALLED, PIECE = SHARING | {"mode": "called"}, SHARING | {"mode": "piece"}
OUT_OF_SILENCE = SHARING | {"mode": "silence"}
RESERVED = {"kind": "reserved", "title": "For those who have not spoken", "minutes": 15}


def after(seconds: float = 0, *, minutes: float = 0) -> datetime:
    """A moment of the evening, counted from its start."""
    return START + timedelta(minutes=minutes, seconds=seconds)


# In memory: the rules never touch the database


def a_table(
    people: Sequence[Person] = (ANA, BEN, CLEO), *, script: Sequence[dict] = (WELCOME, SHARING, CLOSING),
    segment: int | None = None, listening: Sequence[str] = (), now: datetime = START, **meeting: Any,
) -> Table:  # fmt: skip
    """A table in memory, everyone present all evening. A person's seat id is the name in small letters ("ana").

    `segment`: opened, and in that part of the script; by default still gathering. `listening`: seats that only listen.
    """
    hour = Meeting(pk=1, name="Candlelight", script=list(script), **meeting)
    circle = Circle(pk=1, meeting=hour, starts_at=START, ends_at=START + HOUR, script=list(script))
    table = Table(circle=circle, meeting=hour)
    for person in people:
        sit(table, person, listening=person.name.lower() in listening)
    table.presence = everyone_here(table, START + 3 * HOUR)
    if segment is not None:
        circle.opened_at, circle.segment = now, segment
        circle.round_number = sum(part["kind"] == "sharing" for part in script[: segment + 1])
        offer_next(table, now)
    return table


def sit(table: Table, person: Person, *, listening: bool = False) -> Seat:
    """One more place at a table in memory."""
    seat = Seat(id=person.name.lower(), circle=table.circle, place=len(table.seats) + 1, listening=listening)
    table.seats[seat.id], table.people[seat.id] = seat, person
    return seat


def everyone_here(
    table: Table, now: datetime, *, but: Iterable[str] = (), plain: Iterable[str] = (), asleep: Iterable[str] = ()
) -> Presence:
    """Presence with fresh leases for all at the table, and a sign of life from each.

    `but`: gone since now; `plain`: here without script; `asleep`: here, and no sign of life noted.
    """
    but, plain, asleep = set(but), set(plain), set(asleep)
    ends = {seat: now + (PLAIN_LEASE if seat in plain else LIVE_LEASE) for seat in table.seats}
    return Presence(
        until={seat: now if seat in but else end for seat, end in ends.items()},
        live=frozenset(set(ends) - but - plain),
        signs={seat: now for seat in table.seats if seat not in asleep | but},
    )


def time_passes(table: Table, now: datetime, **presence: Any) -> Table:
    """Everyone stays, apart from what `presence` says (see everyone_here), and what is due at `now` happens."""
    table.presence = everyone_here(table, now, **presence)
    settle(table, now)
    return table


def does(table: Table, seat: str, verb: str, now: datetime, **words: Any) -> Table:
    """What circles.rules.sitting does with an act, without the database; `to` is the seat it is aimed at. Raises its refusal."""
    settle(table, now)
    if table.circle.closed_at is not None:
        raise CircleClosed
    if seat not in table.seats or table.seats[seat].left_at is not None:
        raise NotYourTurn
    check_place(table, seat, verb)
    rule = ACTS[verb]
    if isinstance(rule, AimedRule):
        rule.aim(table, seat, now, words.get("to") or next((each for each in table.seats if each != seat), seat))
    elif isinstance(rule, WrittenRule):
        rule.write(table, seat, now, words.get("words", "…"), KEY)
    elif isinstance(rule, FormRule):
        fields = {name: [each] if isinstance(each, str) else each for name, each in words.items() if name != "words"}
        rule.fill(table, seat, now, Filled(words.get("words", ""), fields, KEY))
    elif isinstance(rule, AimedRule):
        rule.aim(table, seat, now, words.get("to") or next(iter(set(table.seats) - {seat}), seat))
    else:
        rule.do(table, seat, now)
    table.circle.version += 1
    return table


def piece(table: Table) -> tuple[str, str] | None:
    """Where the piece is: ("offered" | "share" | "reading" | "word", seat), or None in the centre."""
    turn = table.turn
    if turn is None:
        return None
    return (turn.kind if turn.begun_at else "offered"), turn.seat_id


# In the database


def a_meeting(slug: str = "candlelight", **facts: Any) -> Meeting:
    """A meeting of a claimed group of its own, with a script, whose circle can be held here."""
    group = a_group(slug=f"{slug}-group", claimed=facts.pop("claimed", True))
    return a_listing(group, slug, **{"script": [WELCOME, SHARING, CLOSING]} | facts)


def a_circle(meeting: Meeting | None = None, starts_at: datetime = START) -> Circle:
    """The circle of that meeting and start, lasting an hour, as its first visitor makes it."""
    return circle_of(meeting=meeting or a_meeting(), occurrence=Occurrence(starts_at, starts_at + HOUR))


def key_of(circle: Circle) -> bytes:
    return memory.key(circle.room, seconds=HOUR.total_seconds())


def seated(
    circle: Circle, name: str = "Ana", *, belongs: bool = False, serves: bool = False, listening: bool = False,
    identity: str = "",
) -> Seat:  # fmt: skip
    """A place in that circle for a guest of that name, or for a member who belongs or serves."""
    arrival = Arrival(
        identity=identity or f"guest:{name}",
        name=name,
        belongs=belongs or serves,
        duties=("host",) if serves else (),
        listening=listening,
    )
    return take_seat(circle=circle, arrival=arrival, key=key_of(circle), now=START)


def all_here(circle: Circle, now: datetime) -> Presence:
    """Presence with a fresh live lease for every place of a circle in the database."""
    seats = [seat.id for seat in Seat.objects.filter(circle=circle, left_at=None)]
    return Presence(
        until=dict.fromkeys(seats, now + LIVE_LEASE), live=frozenset(seats), signs=dict.fromkeys(seats, now)
    )


def performs(
    seat: Seat,
    verb: str,
    now: datetime,
    *,
    act_key: str | None = None,
    words: str = "",
    to: int | None = None,
    fields: dict[str, Sequence[str]] | None = None,
    presence: Presence | None = None,
) -> Outcome:
    """The act through the database, with everyone present unless told otherwise."""
    circle = seat.circle
    return perform(
        room=circle.room, seat=seat.id, verb=verb, act_key=act_key or f"{verb}-{seat.id}-{now.timestamp()}", words=words, to=to,
        fields=fields,
        presence=presence or all_here(circle, now), key=key_of(circle), clock=lambda: now,
    )  # fmt: skip


def settles(circle: Circle, now: datetime, presence: Presence | None = None) -> Outcome:
    return settle_circle(room=circle.room, presence=presence or all_here(circle, now), clock=lambda: now)
