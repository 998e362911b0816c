"""Keeping one another safe: pausing together, going on, and one more voice for care."""

from datetime import datetime

from circles.models import CareTaken
from circles.rules.clock import run, stop
from circles.rules.duties import put_all
from circles.rules.helm import (
    forget,
    forget_all,
    host,
    is_host,
    of_the_group,
    open_hold,
    servant,
    serves,
    together,
)
from circles.rules.refusals import MoreNeeded, NotNow, NotOpenYet, NotYours
from circles.rules.table import Table
from circles.rules.turns import check_running, end_turn, offer_next, patience
from circles.rules.youth import alone


def check_pause(table: Table, seat: str, now: datetime) -> None:
    if table.circle.opened_at is None:
        raise NotOpenYet
    if serves(table, now) and not of_the_group(table, seat, now):
        raise NotYours
    if table.circle.paused_at is not None:
        raise NotNow


def pause(table: Table, seat: str, now: datetime) -> None:
    """We pause together: every voice, text and hand stops at once; the room stays.

    The host or the door alone, or two members. Where nobody serves, anyone asks for it and one of the group agrees; where
    two of the group are not here either, any two. New guests knock afterwards.
    """
    check_pause(table, seat, now)
    anyone = open_hold(table, now)
    if servant(table, seat, now):
        forget(table, "pause")
    elif together(table, "pause", seat, now=now, members_only=serves(table, now), led=not anyone) is None:
        return
    table.circle.paused_at = now
    table.fresh.append(CareTaken(circle=table.circle, by_id=seat, verb="pause", at=now))
    table.circle.slow_door = True
    if turn := table.turn:
        stop(turn, now)


def _nobody_lifts(table: Table, now: datetime) -> bool:
    """Whether neither a host nor two members are here to end a pause: then whoever is here must be able to."""
    members = sum(table.person(seat.id).belongs for seat in table.present(now))
    return host(table, now) is None and members < 2


def check_resume(table: Table, seat: str, now: datetime) -> None:
    if table.circle.paused_at is None:
        raise NotNow
    if alone(table, now):
        raise MoreNeeded
    if not of_the_group(table, seat, now) and not _nobody_lifts(table, now):
        raise NotYours


def resume(table: Table, seat: str, now: datetime) -> None:
    """Go on where we were: a host now here lifts a pause, or two members; of the group one and anybody, where there
    is no second; among guests any two.

    While one of the group is here, or one who is here sleeps, a single wish comes true after a while (settle.py): nobody is
    stuck, and no stranger undoes at once what a member did.
    """
    check_resume(table, seat, now)
    if not is_host(table, seat, now):
        strangers = not any(of_the_group(table, each.id, now) for each in table.present(now))
        few = open_hold(table, now)  # too few of the group for two of them to agree: one and anybody
        if together(table, "resume", seat, now=now, members_only=not few, led=few and not strangers) is None:
            return
    forget(table, "resume")
    go_on(table, now)


def go_on(table: Table, now: datetime) -> None:
    """The pause is over: the same holder, the same clock."""
    table.circle.paused_at = table.circle.word_id = None
    table.circle.free_since = now
    forget_all(table)  # what somebody wished before must not come true because we paused
    turn = table.turn
    if table.circle.rest_until is not None:  # a silence that was being kept is not over because we paused
        table.circle.rest_until = max(table.circle.rest_until, now)
    if turn is None:
        offer_next(table, now)
    elif turn.begun_at is None:
        turn.offer_until = now + patience(table, turn.seat_id)
    else:
        turn.stirred_at, turn.asked_at, turn.dropped_at = now, None, None
        if table.circle.helping_id is None:
            run(turn, now)


def word_ends(table: Table, at: datetime) -> None:
    """The host who spoke during the pause hosts no longer, or is gone."""
    table.circle.word_id = None


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
    row.promised_at, row.reply = None, False
    put_all(table, seat, now)
    if table.circle.helping_id == seat:
        help_ends(table, now)
    if (turn := table.turn) and turn.seat_id == seat:
        end_turn(table, now)
        offer_next(table, now)
