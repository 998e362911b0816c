"""The duties of one circle: who takes each on, who would, and to whom it falls when its holder hands it on or is gone."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from circles.models import HeldDuty
from circles.models.duty import Duty
from circles.rules.clock import HOST_GONE, HOST_GRACE
from circles.rules.deeds import ActRule, AimedRule, Rules
from circles.rules.helm import at_hand, may_hold, may_take
from circles.rules.refusals import NotNow, NotWilling, NotYours, SomeoneElseHasIt
from circles.rules.table import Table

FAR = timedelta(days=1)
DUTIES = tuple(Duty.values)  # asked for at every look, and each asking makes the list anew


def check_take(duty: str, table: Table, seat: str, now: datetime) -> None:
    holder = at_hand(table, duty, now)
    if holder == seat:
        raise NotNow
    if holder is not None:
        raise SomeoneElseHasIt(table.person(holder).name)
    if not may_take(table, duty, seat, now):
        raise NotYours


def take(duty: str, table: Table, seat: str, now: datetime) -> None:
    """Pick up a duty for this circle. Two who press at once: one gets it, the other is told who has it."""
    check_take(duty, table, seat, now)
    _give(table, duty, seat)


def check_put(duty: str, table: Table, seat: str, now: datetime) -> None:
    if table.holder_of(duty) != seat:
        raise NotNow


def put(duty: str, table: Table, seat: str, now: datetime) -> None:
    """Put a duty down, or hand it on to whoever is next and would: in one tap, and nobody has to be asked."""
    check_put(duty, table, seat, now)
    _give(table, duty, next(iter(would(table, duty, now, after=seat)), None))


def check_put_to(duty: str, table: Table, seat: str, now: datetime) -> None:
    check_put(duty, table, seat, now)
    if not would(table, duty, now, after=seat):
        raise NotNow


def put_to(duty: str, table: Table, seat: str, now: datetime, to: str) -> None:
    """Hand a duty to this person, who said they would. Raises NotWilling."""
    check_put(duty, table, seat, now)
    if to not in would(table, duty, now, after=seat):
        raise NotWilling
    _give(table, duty, to)


def check_willing(duty: str, table: Table, seat: str, now: datetime) -> None:
    if duty in table.seats[seat].willing or table.holder_of(duty) == seat:
        raise NotNow
    if not may_hold(table, duty, seat):
        raise NotYours
    if may_take(table, duty, seat, now):
        raise NotNow  # it is free: nothing to wait for


def say_willing(duty: str, table: Table, seat: str, now: datetime) -> None:
    """ "I would, if it falls free": noted for this circle only, and binding nobody."""
    check_willing(duty, table, seat, now)
    table.seats[seat].willing = [*table.seats[seat].willing, duty]


def check_unwilling(duty: str, table: Table, seat: str, now: datetime) -> None:
    if duty not in table.seats[seat].willing:
        raise NotNow


def say_unwilling(duty: str, table: Table, seat: str, now: datetime) -> None:
    check_unwilling(duty, table, seat, now)
    _unsay(table, duty, seat)


def _unsay(table: Table, duty: str, seat: str) -> None:
    table.seats[seat].willing = [each for each in table.seats[seat].willing if each != duty]


def _give(table: Table, duty: str, seat: str | None) -> None:
    """The duty goes to that person, or lies free. Whoever had it, and whoever has it now, is no longer waiting for it."""
    held = table.held.setdefault(duty, HeldDuty(circle=table.circle, duty=duty))
    for each in filter(None, (held.seat_id, seat)):
        _unsay(table, duty, each)
    held.seat_id = seat


def would(table: Table, duty: str, now: datetime, *, after: str | None = None) -> list[str]:
    """Who is here and would take it on: those who had said so for this evening, then round the circle from its holder."""
    place = table.seats[after].place if after in table.seats else 0
    willing = [seat for seat in table.seats.values() if duty in seat.willing]  # of a thousand few have said so
    found = [
        seat for seat in willing if table.here(seat.id, now) and seat.id != after and may_hold(table, duty, seat.id)
    ]
    found.sort(key=lambda seat: (duty not in table.person(seat.id).pledged, seat.place <= place, seat.place))
    return [seat.id for seat in found]


def put_all(table: Table, seat: str, now: datetime) -> None:
    """Whoever leaves keeps no duty and waits for none; each falls to the next who would."""
    table.seats[seat].willing = []
    for duty in [duty for duty in table.held if table.holder_of(duty) == seat]:
        put(duty, table, seat, now)


def lying_free(table: Table, now: datetime) -> list[str]:
    """The duties somebody had in this circle and nobody has now: the room is asked."""
    return [duty for duty in DUTIES if duty in table.held and at_hand(table, duty, now) is None]


def dues(table: Table, now: datetime) -> Iterator[tuple[datetime, Callable[[Table, datetime], None]]]:
    """A duty whose holder is gone falls to the next who would; one nobody took falls so a minute after the start."""
    for duty in DUTIES:
        holder = table.holder_of(duty)
        if (ended := _term_ended(table, duty, holder, now)) is not None:
            yield ended, partial(_lay_down, duty, str(holder))
            continue
        free = _falls(table, duty, holder, now)
        # Whoever looks late finds whom it fell to then, though they may have gone meanwhile.
        if heirs := would(table, duty, min(free, now), after=holder):
            yield free, partial(_fall, duty, heirs[0])


def _falls(table: Table, duty: str, holder: str | None, now: datetime) -> datetime:
    """When the duty falls free as things stand."""
    if holder is None:
        return now if duty in table.held else table.circle.starts_at + HOST_GRACE
    gone = table.presence.gone_at(holder, now)
    if at_hand(table, duty, now) is None and gone is None:
        return now
    return (gone or table.presence.until.get(holder, now + FAR)) + HOST_GONE


def _term_ended(table: Table, duty: str, holder: str | None, now: datetime) -> datetime | None:
    """When the term behind a held duty ended, if it has and its holder has no other standing for it."""
    if holder is None or not table.sits(holder) or may_hold(table, duty, holder):
        return None
    ends = [end for of, end in table.person(holder).until if of == duty and end <= now.timestamp()]
    return datetime.fromtimestamp(max(ends), UTC) if ends else None


def _lay_down(duty: str, holder: str, table: Table, at: datetime) -> None:
    put(duty, table, holder, at)


def _fall(duty: str, heir: str, table: Table, at: datetime) -> None:
    _give(table, duty, heir)


def _of(duty: str) -> Rules:
    return {
        f"take-{duty}": ActRule(partial(check_take, duty), partial(take, duty)),
        f"put-{duty}": ActRule(partial(check_put, duty), partial(put, duty)),
        f"hand-{duty}": AimedRule(partial(check_put_to, duty), partial(put_to, duty)),
        f"willing-{duty}": ActRule(partial(check_willing, duty), partial(say_willing, duty)),
        f"unwilling-{duty}": ActRule(partial(check_unwilling, duty), partial(say_unwilling, duty)),
    }


ACTS: Rules = {verb: rule for duty in Duty.values for verb, rule in _of(duty).items()}
