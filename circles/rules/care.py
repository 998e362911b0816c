"""Keeping one another safe: pausing together, going on, and one more voice for care."""

from datetime import datetime

from circles.rules.clock import run, stop
from circles.rules.helm import forget, host, is_host, together
from circles.rules.refusals import NotNow, NotOpenYet, NotYours
from circles.rules.table import Table
from circles.rules.turns import check_running, end_turn, offer_next, patience


def _agreed(table: Table, wish: str, seat: str, now: datetime) -> bool:
    """The host alone, or two members of the group; with no host here, any two (open hold)."""
    if is_host(table, seat, now):
        forget(table, wish)
        return True
    return together(table, wish, seat, now=now, members_only=host(table, now) is not None) is not None


def _check_care(table: Table, seat: str, now: datetime) -> None:
    if table.circle.opened_at is None:
        raise NotOpenYet
    if host(table, now) and not is_host(table, seat, now) and not table.person(seat).belongs:
        raise NotYours


def check_pause(table: Table, seat: str, now: datetime) -> None:
    _check_care(table, seat, now)
    if table.circle.paused_at is not None:
        raise NotNow


def pause(table: Table, seat: str, now: datetime) -> None:
    """We pause together: every voice, text and hand stops at once; the room stays."""
    check_pause(table, seat, now)
    if _agreed(table, "pause", seat, now):
        table.circle.paused_at = now
        if turn := table.turn:
            stop(turn, now)


def check_resume(table: Table, seat: str, now: datetime) -> None:
    _check_care(table, seat, now)
    if table.circle.paused_at is None:
        raise NotNow


def resume(table: Table, seat: str, now: datetime) -> None:
    """Go on where we were: the same holder, the same clock."""
    check_resume(table, seat, now)
    if not _agreed(table, "resume", seat, now):
        return
    table.circle.paused_at = None
    table.wishes.clear()  # what somebody wished before must not come true because we paused
    turn = table.turn
    if turn is None:
        offer_next(table, now)
    elif turn.begun_at is None:
        turn.offer_until = now + patience(table, turn.seat_id)
    else:
        turn.stirred_at, turn.asked_at, turn.dropped_at = now, None, None
        if table.circle.helping_id is None:
            run(turn, now)


def check_step_in(table: Table, seat: str, now: datetime) -> None:
    check_running(table)
    turn = table.turn
    if turn is None or turn.begun_at is None or turn.seat_id == seat or table.circle.helping_id is not None:
        raise NotNow
    if not is_host(table, seat, now) and not table.person(seat).belongs:
        raise NotYours


def step_in(table: Table, seat: str, now: datetime) -> None:
    """One voice joins the speaker, for care only. The clock stops; the speaker keeps the piece."""
    check_step_in(table, seat, now)
    turn = table.turn
    first = seat if is_host(table, seat, now) else together(table, "step_in", seat, now=now, members_only=True)
    if first is not None and turn is not None:
        table.circle.helping_id = first if first != turn.seat_id else seat
        turn.stirred_at = now
        stop(turn, now)


def check_step_out(table: Table, seat: str, now: datetime) -> None:
    helping = table.circle.helping_id
    if helping is None:
        raise NotNow
    if helping != seat and not is_host(table, seat, now):
        raise NotYours


def step_out(table: Table, seat: str, now: datetime) -> None:
    check_step_out(table, seat, now)
    help_ends(table, now)


def help_ends(table: Table, now: datetime) -> None:
    """The speaker is alone with the piece again, on the same clock."""
    table.circle.helping_id = None
    if (turn := table.turn) and table.circle.paused_at is None:
        turn.stirred_at, turn.asked_at, turn.dropped_at = now, None, None
        run(turn, now)


def leave(table: Table, seat: str, now: datetime) -> None:
    """Leave one's place, quietly; it stays one's own until the circle closes."""
    row = table.seats[seat]
    row.left_at, row.hand, row.missed = now, None, False
    for held in table.held.values():
        if held.seat_id == seat:
            held.seat_id = None
    if table.circle.helping_id == seat:
        help_ends(table, now)
    if (turn := table.turn) and turn.seat_id == seat:
        end_turn(table, now)
        offer_next(table, now)
