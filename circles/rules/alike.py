"""Whose places stand alike: of a thousand people who listen, one answer serves for all but the few something is about."""

from collections.abc import Callable, Hashable
from datetime import datetime
from operator import attrgetter

from circles.models import Seat
from circles.rules.line import line
from circles.rules.table import Table
from circles.rules.threshold import listens_first

# What tells places apart and no rule asks of a person's own place; whoever has one of the rest otherwise is told otherwise.
OWN = frozenset({"id", "circle_id", "place", "who", "sealed", "hand", "came_at", "willing"})
FACTS = attrgetter(*(field.attname for field in Seat._meta.concrete_fields if field.attname not in OWN))


def likeness(table: Table, now: datetime) -> Callable[[str], Hashable]:
    """A function of a seat: places it gives the same for may do the same and are told the same, but for where in the line
    they stand.

    Whoever a rule knows by their place (the holder, a servant, whoever wrote a note, whom a wish is about …) is like nobody.
    """
    named, first = _named(table), line(table)[:1]
    presence, people, seats = table.presence, table.people, table.seats

    def like(seat: str) -> Hashable:
        if seat in named:
            return seat
        row, person = seats[seat], people.get(seat)
        standing = person and (
            bool(person.name), person.belongs, person.duties, person.until, person.pledged, person.first_time, person.certified,
        )  # fmt: skip
        here = presence.here(seat, now), seat in presence.live, listens_first(table, seat, now)
        return FACTS(row), tuple(row.willing), row.hand is not None, [seat] == first, here, standing

    return like


def _named(table: Table) -> set[str]:
    """Everyone the table knows by name, so to speak: no two of them are told the same."""
    circle, turn = table.circle, table.turn
    named = {circle.word_id, circle.helping_id, turn and turn.seat_id}
    named |= {held.seat_id for held in table.held.values()} | {*table.notes, *table.slips}
    named |= {slip.confirmed_by_id for slip in table.slips.values()} | {seat for _wish, seat in table.wishes}
    meant = {wish.rpartition(" ")[2] for wish, _seat in table.wishes if " " in wish}
    for seat in table.seats.values():
        moments = (seat.promised_at, seat.quiet_at, seat.doorstep_until, seat.doorstep_over_at, seat.asked_to_leave_at)
        if seat.veiled or any(moments) or str(seat.place) in meant:
            named.add(seat.id)
    return {seat for seat in named if seat}
