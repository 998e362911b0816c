"""What falls due by the clock, applied in order and as at its due moment by whoever looks first. No worker is needed."""

from collections.abc import Callable, Container, Iterator
from datetime import UTC, datetime, timedelta

from circles.models import Seat, Turn
from circles.models.turn import Kind
from circles.rules import duties, safety, youth
from circles.rules.care import check_resume, go_on, help_ends
from circles.rules.clock import ANSWER, ASK, DROP, EMPTY, FORGOTTEN
from circles.rules.helm import forget, host, waits
from circles.rules.line import next_seat
from circles.rules.refusals import NotNow
from circles.rules.script import (
    check_back,
    check_close_by_wish,
    check_forward,
    check_move_on,
    go_back,
    go_forward,
    go_home,
    open_by_itself,
    opens_by_itself,
    pass_on,
    reserved_at,
)
from circles.rules.table import Table, end_terms
from circles.rules.turns import drop, give_up, offer_next, rest_ends, unanswered, waits_for_offer
from rooms.presence import LIVE_LEASE, PLAIN_LEASE

Due = tuple[datetime, Callable[[Table, datetime], None]]
LONG_AGO = datetime.min.replace(tzinfo=UTC)
FAR = timedelta(days=1)


def dues(table: Table, now: datetime) -> Iterator[Due]:
    """Everything the clock will do as things stand: the moment and the deed. Moments may lie before or after `now`."""
    circle = table.circle
    yield circle.ends_at + FORGOTTEN, go_home
    if circle.rehearsal:
        yield circle.ends_at, go_home
    if all(not table.here(seat, now) for seat in table.seats):
        yield max(circle.ends_at, _last_seen(table, now) + EMPTY), go_home
    yield from ((moment, go_home if too_long else youth.pause) for moment, too_long in youth.dues(table, now))
    yield from duties.dues(table, now)
    yield from safety.dues(table, now)
    if circle.opened_at is None:
        yield from _opening(table, now)
        return
    if circle.paused_at is not None:
        yield from _ripening(table, only={"resume"})
        return
    if circle.rest_until is not None:
        yield circle.rest_until, rest_ends
    turn = table.turn
    if turn is not None and circle.helping_id is not None:
        # Never as of before the help or the going on: the clock stood still until then.
        yield max(_goes(table, circle.helping_id, now), turn.stirred_at or now), help_ends
    elif turn is not None:
        yield from _turn_dues(table, turn, now)
    elif waits_for_offer(table) and next_seat(table, now) is not None:
        yield now, offer_next  # someone in line has come back, or nobody calls any more
    reserved = reserved_at(table)
    if reserved is not None and (turn is None or turn.begun_at is None):
        offered = turn.offered_at if turn is not None else reserved
        yield max(reserved, circle.free_since or reserved, offered), go_forward
    yield from _ripening(table)


def _opening(table: Table, now: datetime) -> Iterator[Due]:
    if opens_by_itself(table) and not youth.why(table, now):
        sitting = [at for seat in table.seats.values() if table.here(seat.id, at := _sits_since(table, seat, now))]
        if sitting:
            yield min(sitting), open_by_itself


def _sits_since(table: Table, seat: Seat, now: datetime) -> datetime:
    """From when on this person is known to have sat here once it was time: never before the last renewal of their lease."""
    starts, until = table.circle.starts_at, table.presence.until.get(seat.id)
    known = max(starts, seat.came_at or starts)
    if until is None:
        return known
    by_socket = seat.id in table.presence.live and until <= now + LIVE_LEASE
    return max(known, until - (LIVE_LEASE if by_socket else PLAIN_LEASE))


def _goes(table: Table, seat: str, now: datetime) -> datetime:
    """When the seat's lease lapsed or will lapse as last renewed."""
    gone = table.presence.gone_at(seat, now)
    return gone if gone is not None else table.presence.until.get(seat, now + FAR)


def _last_seen(table: Table, now: datetime) -> datetime:
    return max((_goes(table, seat, now) for seat in table.seats), default=LONG_AGO + FAR)


def _turn_dues(table: Table, turn: Turn, now: datetime) -> Iterator[Due]:
    if turn.begun_at is None:
        yield turn.offer_until or turn.offered_at, unanswered
        return
    sign = max(table.presence.signs.get(turn.seat_id, turn.begun_at), turn.stirred_at or turn.begun_at, turn.begun_at)
    here = table.here(turn.seat_id, now)
    asleep = turn.asked_at is not None and sign <= turn.asked_at
    if turn.dropped_at is not None:
        back_again = here and not asleep and now < turn.dropped_at + DROP
        yield (now, _returned) if back_again else (turn.dropped_at + DROP, give_up)
        return
    yield max(_goes(table, turn.seat_id, now), turn.begun_at, turn.stirred_at or turn.begun_at), drop
    if turn.asked_at is not None and not asleep:
        yield now, _stirred
    elif turn.asked_at is not None:
        yield turn.asked_at + ANSWER, drop
    elif turn.seat_id in table.presence.live and turn.kind != Kind.WORD:
        yield sign + ASK, _ask


def _ripening(table: Table, only: Container[str] | None = None) -> Iterator[Due]:
    """With no host, one person's wish to go on is enough after a minute in which nobody else spoke to it: never stuck.

    Ending a pause takes longer: whoever paused has the time to take up hosting.
    """
    for (wish, seat), row in table.wishes.items():
        if wish in (RIPE if only is None else only):
            yield row.at + waits(wish), _ripe(wish, seat)


RIPE = {
    "forward": (check_forward, go_forward),
    "back": (check_back, go_back),
    "close": (check_close_by_wish, go_home),
    "move_on": (check_move_on, pass_on),
    "resume": (check_resume, go_on),
}


def _ripe(wish: str, seat: str) -> Callable[[Table, datetime], None]:
    def ripen(table: Table, at: datetime) -> None:
        forget(table, wish)
        check, deed = RIPE[wish]
        try:
            check(table, seat, at)
        except NotNow:
            return
        if host(table, at) in (None, seat) and table.here(seat, at):
            deed(table, at)

    return ripen


def _returned(table: Table, at: datetime) -> None:
    turn = table.turn
    assert turn is not None
    turn.dropped_at = turn.asked_at = None
    turn.stirred_at = at


def _stirred(table: Table, at: datetime) -> None:
    turn = table.turn
    assert turn is not None
    turn.asked_at, turn.stirred_at = None, at


def _ask(table: Table, at: datetime) -> None:
    turn = table.turn
    assert turn is not None
    turn.asked_at = at


def settle(table: Table, now: datetime) -> int:
    """Apply all that has fallen due, in order; gives how many things did. The version rises by each."""
    end_terms(table, now)
    done = 0
    while table.circle.closed_at is None:
        moment, deed = min(dues(table, now), key=lambda due: due[0])
        if moment > now:
            break
        deed(table, moment)
        table.circle.version += 1
        done += 1
    return done


def next_due(table: Table, now: datetime) -> datetime | None:
    """When a settling will next change something, as things stand."""
    return min((moment for moment, _deed in dues(table, now)), default=None)
