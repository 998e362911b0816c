"""Opening, stepping through the script, closing; the host's word and the timekeeper's "time"."""

from datetime import datetime, timedelta

from circles.models.duty import Duty
from circles.models.turn import CLOCKED, Kind
from circles.rules.clock import may_be_moved_on_at
from circles.rules.helm import (
    at_hand,
    forget,
    forget_all,
    fresh_wishes,
    host,
    is_host,
    is_ours,
    leads_reading,
    may_open_alone,
    of_the_group,
    together,
)
from circles.rules.line import RESERVED, limit, mode
from circles.rules.refusals import AloneHere, GuestsAlone, NotNow, NotOpenYet, NotYours, NotYourTurn, TooEarly
from circles.rules.signals import grace
from circles.rules.table import Table
from circles.rules.turns import break_promises, check_running, end_turn, offer_next, withdraw_offer
from circles.rules.youth import check_adults
from groups.models import TurnMode

CLOSE = "close"  # what a cue does to new hands, or to notes
FIVE, THREE_HOURS = 5, 180  # minutes


def check_open(table: Table, seat: str, now: datetime) -> None:
    if table.circle.opened_at is not None:
        raise NotNow
    if now < table.circle.starts_at or not may_open_alone(table, seat, now):
        raise TooEarly
    check_adults(table, now)


def open_circle(table: Table, seat: str, now: datetime) -> None:
    """The circle begins, host or no host."""
    check_open(table, seat, now)
    table.circle.opened_at = now
    _enter(table, 0, now)


def _enter(table: Table, segment: int, now: datetime) -> None:
    circle = table.circle
    withdraw_offer(table, now)
    break_promises(table)
    forget_all(table)
    circle.segment, circle.segment_at, circle.free_since = segment, now, now
    circle.quiet_since = circle.rest_until = None
    part = circle.current
    circle.hands_open, circle.notes_open = part.get("hands") != CLOSE, part.get("notes") != CLOSE
    for seat in table.seats.values():
        seat.reply = False  # there is nothing here yet to answer; the hand stays up
    if table.sharing:
        _begin_sharing(table, now)


def _begin_sharing(table: Table, now: datetime) -> None:
    circle = table.circle
    circle.round_number += 1
    circle.round_place = None
    if circle.current.get("kind") != RESERVED:  # there it counts who has shared before
        for seat in table.seats.values():
            seat.turns = 0
    if mode(table) == TurnMode.SILENCE:
        circle.quiet_since = now
        if table.meeting.silence_seconds:
            circle.rest_until = now + timedelta(seconds=table.meeting.silence_seconds)
    offer_next(table, now)


def opens_by_itself(table: Table) -> bool:
    """A circle out of silence begins as people sit down together: nobody opens it."""
    return table.meeting.turn_mode == TurnMode.SILENCE


def open_by_itself(table: Table, at: datetime) -> None:
    table.circle.opened_at = at
    _enter(table, 0, at)


def reserved_at(table: Table) -> datetime | None:
    """When the sharing gives way to the slot the group's script reserves at the end, for those who have not spoken."""
    circle = table.circle
    rest = circle.script[circle.segment + 1 :] if circle.opened_at else []
    if circle.current.get("kind") != "sharing" or not rest or rest[0].get("kind") != RESERVED:
        return None
    minutes = [part.get("minutes") or 0 for part in rest]
    return circle.ends_at - timedelta(minutes=sum(minutes)) if minutes[0] else None


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
        if opens_by_itself(table) and host(table, now) in fresh_wishes(table, "close", now):
            return  # the greeting is answered
        raise NotYours
    if now >= circle.ends_at:
        return
    if circle.segment + 1 < len(circle.script):
        raise TooEarly
    if not circle.rehearsal and not is_ours(table, seat, now):
        # Strangers may hold a circle openly, and cannot end a group's evening for whoever comes next.
        raise GuestsAlone if any(other.id != seat for other in table.present(now)) else AloneHere


def check_close_by_wish(table: Table, seat: str, now: datetime) -> None:
    """What stands in the way of one person's wish closing the circle when nobody else spoke to it: before the planned end it
    must be one of the group who wishes it. Others leave, and it stays open."""
    check_close(table, seat, now)
    if now < table.circle.ends_at and not of_the_group(table, seat, now):
        raise NotYours


def close(table: Table, seat: str, now: datetime) -> None:
    """The circle ends; what was said is erased in the same transaction (rules/closing.py)."""
    check_close(table, seat, now)
    if opens_by_itself(table):  # it ends when two greet one another
        if together(table, "close", seat, now=now, members_only=False) is None:
            return
    elif not _agreed(table, "close", seat, now):
        return
    go_home(table, now)


def go_home(table: Table, now: datetime) -> None:
    end_turn(table, now)
    table.circle.closed_at = now


def check_word(table: Table, seat: str, now: datetime) -> None:
    circle, turn = table.circle, table.turn
    if circle.opened_at is None:
        raise NotOpenYet
    if not is_host(table, seat, now):
        raise NotYours
    if circle.paused_at is not None:
        if circle.word_id is not None:
            raise NotNow
        return
    if turn is not None and turn.begun_at is not None:
        raise NotYourTurn
    check_adults(table, now)


def take_word(table: Table, seat: str, now: datetime) -> None:
    """The host speaks between shares, uncounted and unclocked; whoever was about to begin stays next.

    In a pause it is the one voice heard, and whoever has the piece keeps it.
    """
    check_word(table, seat, now)
    if table.circle.paused_at is not None:
        table.circle.word_id = seat
        return
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
    over = may_be_moved_on_at(turn, limit(table) + grace(table.meeting), now)
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
    if not is_host(table, seat, now) and not leads_reading(table, seat, now):
        raise NotYours


def turn_hands(table: Table, seat: str, now: datetime) -> None:
    """Close the line to new hands, or open it again; hands already raised keep their places."""
    check_hands(table, seat, now)
    table.circle.hands_open = not table.circle.hands_open


def check_flex(table: Table, seat: str, now: datetime) -> None:
    """The minutes of a part are the group's guess, and may flex: the host's word, or without a host anybody's."""
    check_running(table)
    if not table.circle.current.get("minutes"):
        raise NotNow
    if (helm := host(table, now)) and helm != seat:
        raise NotYours


def flex(minutes: int, table: Table, seat: str, now: datetime) -> None:
    """Give this part of the script so many minutes more, or fewer: five at least, three hours at most."""
    check_flex(table, seat, now)
    part = table.circle.current
    changed = part | {"minutes": max(FIVE, min(THREE_HOURS, int(part["minutes"]) + minutes))}
    table.circle.script = [changed if each is part else each for each in table.circle.script]


def check_time(table: Table, seat: str, now: datetime) -> None:
    turn = table.turn
    if at_hand(table, Duty.TIME, now) != seat:
        raise NotYours
    if turn is None or turn.kind not in CLOCKED or turn.begun_at is None or turn.time_said_at is not None:
        raise NotNow


def say_time(table: Table, seat: str, now: datetime) -> None:
    """The timekeeper's whole power: to say "time"."""
    check_time(table, seat, now)
    turn = table.turn
    assert turn is not None
    turn.time_said_at = now
