"""Who may do what it takes a host to do: the host, or others together where there is none. Nobody is indispensable."""

from datetime import datetime, timedelta

from circles.models import Agreement
from circles.models.duty import Duty
from circles.rules.clock import AGREE, ANYONE_OPENS, DOORSTEP, GO_ON, HOST_GONE, HOST_GRACE
from circles.rules.table import Table

FOR_ANYONE = (Duty.TIME, Duty.READ)  # any place may keep the time or read; neither can do anything to anybody
PATIENT = {
    "resume": GO_ON,
    "ask-to-leave": DOORSTEP,
    "serve": GO_ON,
}  # wishes that wait longer than others, by their first word


def at_hand(table: Table, duty: str, now: datetime) -> str | None:
    """Who holds the duty and is here, or was within the last half minute."""
    seat = table.holder_of(duty)
    if seat is None or not table.sits(seat):
        return None
    gone = table.presence.gone_at(seat, now)
    return seat if gone is None or now - gone < HOST_GONE else None


def host(table: Table, now: datetime) -> str | None:
    return at_hand(table, Duty.HOST, now)


def servant(table: Table, seat: str, now: datetime) -> bool:
    """Whether this person hosts or keeps the door now."""
    return seat in (host(table, now), at_hand(table, Duty.DOOR, now))


def of_the_group(table: Table, seat: str, now: datetime) -> bool:
    """Whether this person counts where it takes two members: belonged before today, or was given a duty that guests are not."""
    return table.person(seat).belongs or servant(table, seat, now)


def is_ours(table: Table, seat: str, now: datetime) -> bool:
    """Whether anybody of the group is here: the person asking, or whoever is present."""
    return any(of_the_group(table, each, now) for each in {seat, *(other.id for other in table.present(now))})


def leads_reading(table: Table, seat: str, now: datetime) -> bool:
    """Whether this person, as the reader, opens and closes hands and notes: one of the group does. A guest reads, and no more."""
    person = table.person(seat)
    return at_hand(table, Duty.READ, now) == seat and (person.belongs or bool(person.duties))


def serves(table: Table, now: datetime) -> bool:
    """Whether anybody hosts or keeps the door now."""
    return bool(host(table, now) or at_hand(table, Duty.DOOR, now))


def open_hold(table: Table, now: datetime) -> bool:
    """Whether those present hold the circle by themselves: nobody hosts or keeps the door, nor are two members here."""
    if serves(table, now):
        return False
    return sum(table.person(seat.id).belongs for seat in table.present(now)) < 2


def is_host(table: Table, seat: str, now: datetime) -> bool:
    return host(table, now) == seat


def may_hold(table: Table, duty: str, seat: str) -> bool:
    """Whether this duty can be this person's tonight: the reader's and timekeeper's anyone's, the others never a guest's."""
    row, person = table.seats[seat], table.person(seat)
    if row.left_at or row.asked_to_leave_at or (duty == Duty.HOST and row.rested_from_host):
        return False
    # Whoever has no name here is one the circle no longer knows, its key being lost: what they hold stays theirs.
    return (
        duty in FOR_ANYONE or person.belongs or duty in person.duties or (not person.name and _holds(table, duty, seat))
    )


def _holds(table: Table, duty: str, seat: str) -> bool:
    return table.holder_of(duty) == seat or duty in table.seats[seat].willing


def may_take(table: Table, duty: str, seat: str, now: datetime) -> bool:
    """Whether this person may pick the duty up now: a current term's holder first, then any member of before today."""
    if at_hand(table, duty, now) or not may_hold(table, duty, seat):
        return False
    # Once someone has held it, it falls free at once; at the start it waits a minute for whoever has the term.
    waited = duty in table.held or now >= table.circle.starts_at + HOST_GRACE
    return duty in FOR_ANYONE or duty in table.person(seat).duties or waited


def may_open_alone(table: Table, seat: str, now: datetime) -> bool:
    """Whoever hosts or serves opens at the start; a minute later any member; with neither here, anyone (open hold).

    Five minutes after the start anyone may, whoever is here: a phone left on a table must not keep a circle shut.
    """
    person = table.person(seat)
    if is_host(table, seat, now) or person.serves:
        return True
    if now < table.circle.starts_at + HOST_GRACE:
        return False
    if now >= table.circle.starts_at + ANYONE_OPENS:
        return True
    return person.belongs or not any(
        table.person(other.id).serves or table.person(other.id).belongs for other in table.present(now)
    )


def together(
    table: Table, wish: str, seat: str, *, now: datetime, members_only: bool, led: bool = False
) -> str | None:  # fmt: skip
    """Note that `seat` wishes this; gives whose wish came first once two do (or the only one here), else None.

    `members_only`: two of the group it must be, however few are here. `led`: one of them must be.
    """
    # Whoever says so is here, whatever their lease says: a tab between two sockets can still act.
    here = [s.id for s in table.seats.values() if s.id == seat or table.here(s.id, now)]
    able = [each for each in here if not members_only or of_the_group(table, each, now)]
    say_so(table, wish, seat, now)
    agreed = [other for other in fresh_wishes(table, wish, now) if other in able]
    if len(agreed) < (2 if members_only else min(2, len(able))):
        return None
    if led and not any(of_the_group(table, each, now) for each in agreed):
        return None
    forget(table, wish)
    return agreed[0]


def say_so(table: Table, wish: str, seat: str, now: datetime) -> None:
    """Note a wish; one still waiting for a second keeps its moment."""
    known = table.wishes.get((wish, seat))
    if known is None or now - known.at >= waits(wish):
        table.wishes[wish, seat] = Agreement(circle=table.circle, wish=wish, seat_id=seat, at=now)


def waits(wish: str) -> timedelta:
    """How long a wish waits for a second."""
    return PATIENT.get(wish.partition(" ")[0], AGREE)


def fresh_wishes(table: Table, wish: str, now: datetime) -> list[str]:
    """Who wishes this and is still waiting for a second, in the order they said so."""
    waiting = [w for (name, _seat), w in table.wishes.items() if name == wish and now - w.at < waits(wish)]
    return [w.seat_id for w in sorted(waiting, key=lambda w: w.at)]


def forget(table: Table, wish: str) -> None:
    for key in [key for key in table.wishes if key[0] == wish]:
        del table.wishes[key]


def forget_all(table: Table) -> None:
    """What somebody wished of the part before must not come true in this one; a wish about a person stands."""
    for key in [key for key in table.wishes if " " not in key[0]]:
        del table.wishes[key]
