"""Where the piece goes from one person to another by choice: called by the host, handed on, risen for, or asked for to answer."""

from datetime import datetime

from circles.models.turn import Kind
from circles.rules.deeds import ActRule, AimedRule, Rules
from circles.rules.helm import is_host
from circles.rules.line import mode
from circles.rules.refusals import NobodyThere, NotNow, NotOffered, NotYours, NotYourTurn, SomeoneHasRisen, TheyListen
from circles.rules.table import Table
from circles.rules.threshold import check_listened, listens_first
from circles.rules.turns import break_promises, check_hand, check_running, end_turn, offer_next, withdraw_offer
from groups.models import TurnMode


def check_call(table: Table, seat: str, now: datetime) -> None:
    """The host offers the piece, where the group holds its circle so; and may begin a piece that goes from hand to hand."""
    check_running(table)
    if not table.sharing or mode(table) not in (TurnMode.CALLED, TurnMode.PIECE):
        raise NotNow
    if not is_host(table, seat, now):
        raise NotYours
    turn = table.turn
    if turn is not None and (turn.begun_at is not None or mode(table) == TurnMode.PIECE):
        raise NotYourTurn


def call(table: Table, seat: str, now: datetime, to: str) -> None:
    """Offer the piece to someone; they may listen on. In a silence between two shares it is offered when that ends."""
    check_call(table, seat, now)
    _check_wishes_to(table, to, now)
    withdraw_offer(table, now)
    _promise(table, to, now)
    offer_next(table, now)


def check_hand_on(table: Table, seat: str, now: datetime) -> None:
    check_running(table)
    turn = table.turn
    if turn is None or turn.seat_id != seat or turn.begun_at is None or turn.kind != Kind.SHARE:
        raise NotYourTurn
    if mode(table) != TurnMode.PIECE:
        raise NotNow


def hand_on(table: Table, seat: str, now: datetime, to: str) -> None:
    """The holder hands the piece to anyone here, and so ends their own share. Whoever is handed it may listen on."""
    check_hand_on(table, seat, now)
    if to == seat or not table.here(to, now):
        raise NobodyThere
    if table.is_quiet(to):
        raise TheyListen
    end_turn(table, now)
    _promise(table, to, now)
    offer_next(table, now)


def _check_wishes_to(table: Table, to: str, now: datetime) -> None:
    if not table.here(to, now):
        raise NobodyThere
    quietly = table.is_quiet(to) or listens_first(table, to, now)
    if quietly or (table.seats[to].listening and table.seats[to].hand is None):
        raise TheyListen


def _promise(table: Table, to: str, now: datetime) -> None:
    break_promises(table)
    table.seats[to].promised_at = now


def check_rise(table: Table, seat: str, now: datetime) -> None:
    check_running(table)
    if not table.sharing or mode(table) != TurnMode.SILENCE:
        raise NotNow
    if table.turn is not None:
        raise SomeoneHasRisen
    if table.seats[seat].promised_at is not None:
        raise NotNow
    check_listened(table, seat, now)


def rise(table: Table, seat: str, now: datetime) -> None:
    """Out of silence: the first to rise is heard; another who rises reads so. Nothing chimes, nothing waits in line.

    While the silence after the last voice is still being kept, whoever rose first begins when it ends.
    """
    check_rise(table, seat, now)
    if any(other.promised_at is not None for other in table.present(now)):
        raise SomeoneHasRisen
    _promise(table, seat, now)
    offer_next(table, now)


def check_sit(table: Table, seat: str, now: datetime) -> None:
    if table.seats[seat].promised_at is None or mode(table) != TurnMode.SILENCE:
        raise NotNow


def sit_again(table: Table, seat: str, now: datetime) -> None:
    """Risen, and after all not moved to speak."""
    check_sit(table, seat, now)
    table.seats[seat].promised_at = None


def check_reply(table: Table, seat: str, now: datetime) -> None:
    """To answer a share, where the group publishes that it may be: asked for like any turn, once there was a share."""
    if not table.meeting.answers:
        raise NotOffered
    if table.circle.quiet_since is None:
        raise NotNow
    if mode(table) not in (TurnMode.HANDS, TurnMode.ROUND, TurnMode.CALLED):
        raise NotNow
    check_hand(table, seat, now)


def ask_to_reply(table: Table, seat: str, now: datetime) -> None:
    check_reply(table, seat, now)
    table.circle.lines += 1
    row = table.seats[seat]
    row.hand, row.reply, row.missed, row.listening = table.circle.lines, True, False, False
    offer_next(table, now)


ACTS: Rules = {
    "call": AimedRule(check_call, call),
    "hand-on": AimedRule(check_hand_on, hand_on),
    "rise": ActRule(check_rise, rise),
    "sit": ActRule(check_sit, sit_again),
    "reply": ActRule(check_reply, ask_to_reply),
}
