"""Opening, stepping through the script, closing; the host's word and the timekeeper's "time"."""

from datetime import datetime

from circles.models import HeldDuty
from circles.models.duty import Duty
from circles.models.turn import Kind
from circles.rules.clock import may_be_moved_on_at
from circles.rules.helm import at_hand, forget, free_to_host, host, is_host, may_open_alone, together
from circles.rules.refusals import NotNow, NotOpenYet, NotYours, NotYourTurn, SomeoneElseHasIt, TooEarly
from circles.rules.table import Table
from circles.rules.turns import check_running, end_turn, offer_next, withdraw_offer


def check_open(table: Table, seat: str, now: datetime) -> None:
    if table.circle.opened_at is not None:
        raise NotNow
    if now < table.circle.starts_at or not may_open_alone(table, seat, now):
        raise TooEarly


def open_circle(table: Table, seat: str, now: datetime) -> None:
    """The circle begins, host or no host."""
    check_open(table, seat, now)
    table.circle.opened_at = now
    _enter(table, 0, now)


def _enter(table: Table, segment: int, now: datetime) -> None:
    circle = table.circle
    withdraw_offer(table, now)
    table.wishes.clear()  # what somebody wished of the part before must not come true in this one
    circle.segment = segment
    if table.sharing:
        circle.round_number += 1
        circle.round_place = None
        for seat in table.seats.values():
            seat.turns = 0
        offer_next(table, now)


def _check_step(table: Table, seat: str, now: datetime) -> None:
    check_running(table)
    turn = table.turn
    if turn is not None and turn.begun_at is not None:
        raise NotYourTurn
    if (helm := host(table, now)) and helm != seat:
        raise NotYours


def check_forward(table: Table, seat: str, now: datetime) -> None:
    _check_step(table, seat, now)
    if table.circle.segment + 1 >= len(table.circle.script):
        raise NotNow


def check_back(table: Table, seat: str, now: datetime) -> None:
    _check_step(table, seat, now)
    if table.circle.segment == 0:
        raise NotNow


def _agreed(table: Table, wish: str, seat: str, now: datetime) -> bool:
    """Whether it happens now: the host's own step, or where there is no host, two who are here."""
    if is_host(table, seat, now):
        forget(table, wish)
        return True
    return together(table, wish, seat, now=now, members_only=False) is not None


def forward(table: Table, seat: str, now: datetime) -> None:
    """On to the next part of the script."""
    check_forward(table, seat, now)
    if _agreed(table, "forward", seat, now):
        go_forward(table, now)


def go_forward(table: Table, now: datetime) -> None:
    _enter(table, table.circle.segment + 1, now)


def back(table: Table, seat: str, now: datetime) -> None:
    check_back(table, seat, now)
    if _agreed(table, "back", seat, now):
        go_back(table, now)


def go_back(table: Table, now: datetime) -> None:
    _enter(table, table.circle.segment - 1, now)


def check_close(table: Table, seat: str, now: datetime) -> None:
    circle = table.circle
    if circle.opened_at is None:
        raise NotOpenYet
    turn = table.turn
    if turn is not None and turn.begun_at is not None:
        raise NotYourTurn
    if is_host(table, seat, now):
        return
    if host(table, now):
        raise NotYours
    if circle.segment + 1 < len(circle.script) and now < circle.ends_at:
        raise TooEarly


def close(table: Table, seat: str, now: datetime) -> None:
    """The circle ends; what was said is erased in the same transaction (rules/closing.py)."""
    check_close(table, seat, now)
    if _agreed(table, "close", seat, now):
        go_home(table, now)


def go_home(table: Table, now: datetime) -> None:
    end_turn(table, now)
    table.circle.closed_at = now


def check_word(table: Table, seat: str, now: datetime) -> None:
    check_running(table)
    if not is_host(table, seat, now):
        raise NotYours
    turn = table.turn
    if turn is not None and turn.begun_at is not None:
        raise NotYourTurn


def take_word(table: Table, seat: str, now: datetime) -> None:
    """The host speaks between shares, uncounted and unclocked; whoever was about to begin stays next."""
    check_word(table, seat, now)
    withdraw_offer(table, now)
    table.begin_turn(seat, Kind.WORD, now=now, offer=None).stirred_at = now


def check_move_on(table: Table, seat: str, now: datetime) -> None:
    check_running(table)
    turn = table.turn
    if turn is None or turn.begun_at is None or turn.seat_id == seat:
        raise NotNow
    if is_host(table, seat, now):
        return
    if host(table, now):
        raise NotYours
    over = may_be_moved_on_at(turn, table.meeting.share_seconds, now)
    if over is None or now < over:
        raise TooEarly


def move_on(table: Table, seat: str, now: datetime) -> None:
    """End someone's turn: the host's alone to do; without a host two may, a minute past the limit."""
    check_move_on(table, seat, now)
    if _agreed(table, "move_on", seat, now):
        pass_on(table, now)


def pass_on(table: Table, now: datetime) -> None:
    """The piece goes from whoever has it to whoever is next."""
    end_turn(table, now)
    offer_next(table, now)


def check_hands(table: Table, seat: str, now: datetime) -> None:
    check_running(table)
    if not table.sharing:
        raise NotNow
    if not is_host(table, seat, now):
        raise NotYours


def turn_hands(table: Table, seat: str, now: datetime) -> None:
    """Close the line to new hands, or open it again; hands already raised keep their places."""
    check_hands(table, seat, now)
    table.circle.hands_open = not table.circle.hands_open


def check_time(table: Table, seat: str, now: datetime) -> None:
    turn = table.turn
    if at_hand(table, Duty.TIME, now) != seat:
        raise NotYours
    if turn is None or turn.kind != Kind.SHARE or turn.begun_at is None or turn.time_said_at is not None:
        raise NotNow


def say_time(table: Table, seat: str, now: datetime) -> None:
    """The timekeeper's whole power: to say "time"."""
    check_time(table, seat, now)
    turn = table.turn
    assert turn is not None
    turn.time_said_at = now


def check_take_duty(table: Table, duty: str, seat: str, now: datetime) -> None:
    holder = at_hand(table, duty, now)
    if holder == seat:
        raise NotNow
    if holder is not None:
        raise SomeoneElseHasIt
    if duty == Duty.HOST and not free_to_host(table, seat, now):
        raise NotYours


def take_duty(table: Table, duty: str, seat: str, now: datetime) -> None:
    """Pick up a duty for this circle. Two who press at once: one gets it, the other is told."""
    check_take_duty(table, duty, seat, now)
    held = table.held.setdefault(duty, HeldDuty(circle=table.circle, duty=duty))
    held.seat_id = seat


def check_put_duty(table: Table, duty: str, seat: str, now: datetime) -> None:
    if table.holder_of(duty) != seat:
        raise NotNow


def put_duty(table: Table, duty: str, seat: str, now: datetime) -> None:
    """Put a duty down; it is free at once."""
    check_put_duty(table, duty, seat, now)
    table.held[duty].seat_id = None
