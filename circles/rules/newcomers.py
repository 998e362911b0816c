"""Newcomers: whoever says that this is their first meeting is welcomed with the group's own words, and by nobody in private.

Only a greeter sees who said so. Without a greeter the tick goes to nobody, and the newcomer's own page welcomes them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from circles.models.duty import Duty
from circles.rules.deeds import AimedRule, Rules
from circles.rules.helm import at_hand
from circles.rules.refusals import NobodyThere, NotNow, NotYours
from circles.rules.table import Table

WELCOME = "welcome"  # what a newcomer's page is shown while there is no greeter


@dataclass(frozen=True)
class Newcomer:
    """Someone here for the first time, as a greeter sees them."""

    place: int
    name: str
    greeted: bool


def newcomers(table: Table, now: datetime) -> list[str]:
    """The seats of those who are here and said that it is their first time."""
    return [seat.id for seat in table.present(now) if table.person(seat.id).first_time]


def check_greet(table: Table, seat: str, now: datetime) -> None:
    if at_hand(table, Duty.GREET, now) != seat:
        raise NotYours
    if not any(table.seats[each].greeted_by_id is None and each != seat for each in newcomers(table, now)):
        raise NotNow


def greet(table: Table, seat: str, now: datetime, to: str) -> None:
    """The group's own words, signed with the greeter's chosen name, on the newcomer's page. There is no reply to it."""
    if at_hand(table, Duty.GREET, now) != seat:
        raise NotYours
    if to == seat or not table.person(to).first_time:
        raise NobodyThere
    if table.seats[to].greeted_by_id is not None:
        raise NotNow
    table.seats[to].greeted_by_id = seat


ACTS: Rules = {"greet": AimedRule(check_greet, greet)}


def shown_to(table: Table, seat: str, now: datetime) -> str:
    """What a newcomer's own page says: "welcome", "greeted-3" by whoever sits at place 3, or "" for everyone else."""
    if not table.person(seat).first_time:
        return ""
    by = table.seats[seat].greeted_by_id
    if by is not None and by in table.seats:
        return f"greeted-{table.seats[by].place}"
    return "" if at_hand(table, Duty.GREET, now) else WELCOME


def told(table: Table, seat: str, now: datetime) -> Iterator[str]:
    """What a newcomer's own page says: whether the tick reached anybody, and that nothing is asked of them ("at-ease").

    "sit": while somebody who belongs is here to move the evening, the acts that do so lie behind a quiet line for whoever
    is here for the first time or does not belong. They can be done all the same.
    """
    person = table.person(seat)
    row, opened = table.seats[seat], table.circle.opened_at
    just_came = opened is None or (row.came_at is not None and row.came_at > opened)
    if person.first_time and row.greeted_by_id is None and just_came:
        greeter = at_hand(table, Duty.GREET, now)
        yield "first-seen" if greeter not in (None, seat) else "first-alone"
    if is_at_ease(table, seat, now):
        yield "at-ease"
        if any(table.person(other.id).belongs for other in table.present(now) if other.id != seat):
            yield "sit"


def is_at_ease(table: Table, seat: str, now: datetime) -> bool:
    """Whether this person has just come and taken nothing on, so that nothing at all is expected of them."""
    person = table.person(seat)
    if person.serves or (person.belongs and not person.first_time):
        return False
    return not any(at_hand(table, duty, now) == seat for duty in Duty)


def greeter_in(table: Table, audience: list[str]) -> str | None:
    """The seat that greeted this audience, if it is one that was greeted."""
    places = [int(each.removeprefix("greeted-")) for each in audience if each.startswith("greeted-")]
    return next((seat.id for seat in table.seats.values() if seat.place in places), None)


def shown(table: Table, audience: list[str], now: datetime) -> list[Newcomer]:
    """Who is new, for a greeter; nobody for everyone else."""
    if Duty.GREET not in audience:
        return []
    seats = [table.seats[each] for each in newcomers(table, now) if each != at_hand(table, Duty.GREET, now)]
    return [Newcomer(seat.place, table.person(seat.id).name, seat.greeted_by_id is not None) for seat in seats]
