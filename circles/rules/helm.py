"""Who may do what it takes a host to do: the host, or others together where there is none. Nobody is indispensable."""

from datetime import datetime

from circles.models import Agreement
from circles.models.duty import Duty
from circles.rules.clock import AGREE, ANYONE_OPENS, HOST_GONE, HOST_GRACE
from circles.rules.table import Table


def at_hand(table: Table, duty: str, now: datetime) -> str | None:
    """Who holds the duty and is here, or was within the last half minute."""
    seat = table.holder_of(duty)
    if seat is None or seat not in table.seats or table.seats[seat].left_at:
        return None
    gone = table.presence.gone_at(seat, now)
    return seat if gone is None or now - gone < HOST_GONE else None


def host(table: Table, now: datetime) -> str | None:
    return at_hand(table, Duty.HOST, now)


def is_host(table: Table, seat: str, now: datetime) -> bool:
    return host(table, now) == seat


def free_to_host(table: Table, seat: str, now: datetime) -> bool:
    """Whether this person may pick up hosting now: a current term's holder first, then any member of before today."""
    if at_hand(table, Duty.HOST, now):
        return False
    person = table.person(seat)
    if person.serves:
        return True
    # Once someone has held it, it falls free at once; at the start it waits a minute for whoever has the term.
    waited = Duty.HOST in table.held or now >= table.circle.starts_at + HOST_GRACE
    return person.belongs and waited


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


def together(table: Table, wish: str, seat: str, *, now: datetime, members_only: bool) -> str | None:
    """Note that `seat` wishes this; gives whose wish came first once two do (or the only one here), else None."""
    # Whoever says so is here, whatever their lease says: a tab between two sockets can still act.
    here = [s.id for s in table.seats.values() if s.id == seat or table.here(s.id, now)]
    able = [each for each in here if not members_only or table.person(each).belongs]
    known = table.wishes.get((wish, seat))
    if known is None or now - known.at >= AGREE:
        table.wishes[wish, seat] = Agreement(circle=table.circle, wish=wish, seat_id=seat, at=now)
    agreed = [other for other in fresh_wishes(table, wish, now) if other in able]
    if len(agreed) < (2 if members_only else min(2, len(able))):
        return None
    forget(table, wish)
    return agreed[0]


def fresh_wishes(table: Table, wish: str, now: datetime) -> list[str]:
    """Who wishes this and is still waiting for a second, in the order they said so."""
    waiting = [w for (name, _seat), w in table.wishes.items() if name == wish and now - w.at < AGREE]
    return [w.seat_id for w in sorted(waiting, key=lambda w: w.at)]


def forget(table: Table, wish: str) -> None:
    for key in [key for key in table.wishes if key[0] == wish]:
        del table.wishes[key]
