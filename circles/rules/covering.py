"""What a place is shown as: its chosen name, or "a guest" while it is veiled or quiet for now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from circles.models import CareTaken
from circles.models.duty import Duty
from circles.rules import lock
from circles.rules.helm import at_hand, fresh_wishes, host
from circles.rules.table import Table
from circles.rules.threshold import listens_first

OF_THE_GROUP = "group"  # the audience of whoever may agree to a wish about somebody
ABOUT_SOMEONE = ("quiet", "unquiet", "ask-to-leave", "rest-host")  # wishes that two of the group share
SHOWN = 8  # acts of care, the newest


@dataclass(frozen=True)
class Here:
    """Someone present, by the place that forms name them with."""

    place: int
    name: str


@dataclass(frozen=True)
class Asked:
    """A wish about somebody, or the lock, that waits for a second of the group."""

    verb: str
    by: str
    to: str
    place: int


@dataclass(frozen=True)
class Taken:
    """An act of care as the servants read it."""

    verb: str
    by: str
    to: str
    at: datetime


def is_covered(table: Table, seat: str) -> bool:
    row = table.seats.get(seat)
    return row is not None and (row.veiled or row.quiet_at is not None)


def shown_name(table: Table, seat: str | None) -> str:
    """The chosen name; empty once the key is lost, until it is given again. Of several covered places each has its number."""
    if not seat:
        return ""
    if not is_covered(table, seat):
        return table.person(seat).name
    covered = [each.id for each in table.seats.values() if each.left_at is None and is_covered(table, each.id)]
    guest = gettext("a guest")
    return guest if covered in ([], [seat]) else f"{guest} ({table.seats[seat].place})"


def known_as(table: Table, seat: str | None) -> str:
    """For the servants: who is meant, with the name behind a veil."""
    row = table.seats.get(seat or "")
    if row is None:
        return ""
    if not is_covered(table, row.id):
        return shown_name(table, row.id)
    return f"{shown_name(table, row.id)}: {table.person(row.id).name}"


def asked(table: Table, now: datetime) -> list[Asked]:
    """What one of the group wishes about somebody, or that the lock be changed, and cannot do alone."""
    found: list[Asked] = []
    if not any(" " in wish for wish, _seat in table.wishes):
        return found
    for row in table.seats.values():
        for verb in ABOUT_SOMEONE:
            if row.left_at is None and (who := fresh_wishes(table, f"{verb} {row.place}", now)):
                found.append(Asked(verb, shown_name(table, who[0]), known_as(table, row.id), row.place))
    if who := fresh_wishes(table, lock.WISH, now):
        found.append(Asked(lock.VERB, shown_name(table, who[0]), "", 0))
    return found


def is_asked_about(table: Table, seat: str, now: datetime) -> bool:
    place = table.seats[seat].place
    return any(fresh_wishes(table, f"{verb} {place}", now) for verb in ABOUT_SOMEONE)


def at_the_door(table: Table) -> list[tuple[int, str]]:
    """(place, name) of those asked to wait at the door."""
    waiting = [row for row in table.seats.values() if row.doorstep_until is not None and row.left_at is None]
    return [(row.place, known_as(table, row.id)) for row in waiting]


def taken(table: Table) -> list[Taken]:
    """The newest acts of care, for the servants. One query."""
    rows = CareTaken.objects.filter(circle=table.circle).order_by("-pk")[:SHOWN]
    return [Taken(row.verb, known_as(table, row.by_id), known_as(table, row.to_id), row.at) for row in rows]


def keeps_safe(more: list[str]) -> bool:
    return Duty.HOST in more or Duty.DOOR in more


def people(table: Table, more: list[str], now: datetime) -> list[Here]:
    """Who is here; for host and door with the name behind a veil, so that they know whom they lift it from."""
    say = known_as if keeps_safe(more) else shown_name
    return [Here(seat.place, say(table, seat.id)) for seat in table.present(now)]


def care(table: Table, more: list[str], now: datetime) -> dict[str, Any]:
    """How the circle is kept safe: that hosting passes on, for everyone; for the servants what was done, and where it takes
    two, what one of the group wishes. One query for the servants, none for the others."""
    servants = keeps_safe(more)
    held = table.held.get(Duty.HOST)
    return {
        "passing_on": held is not None and at_hand(table, Duty.HOST, now) is None,
        "asked": asked(table, now) if OF_THE_GROUP in more else [],
        "at_the_door": at_the_door(table) if servants else [],
        "care_taken": taken(table) if servants else [],
    }


def at_rest(table: Table, seat: str, now: datetime) -> str:
    """With neither piece nor hand: what was decided about this person, if anything was."""
    row = table.seats[seat]
    if row.rested_from_host and host(table, now) is None:
        return "rested"
    if row.veiled:
        return "veiled"
    return "listening-first" if listens_first(table, seat, now) else "listening"
