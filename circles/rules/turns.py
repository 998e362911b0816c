"""Taking turns: hands, offers, speaking, passing. Speaking is a grant; "I'll listen" ranks with it and leaves no trace."""

from datetime import datetime, timedelta

from circles.models import Seat, Turn
from circles.models.turn import Kind
from circles.rules.clock import OFFER, OFFER_AT_MOST, OFFER_PLAIN, run, stop
from circles.rules.refusals import NotNow, NotOpenYet, NotYourTurn, WePause
from circles.rules.table import Table
from groups.models import TurnMode
from rooms.turns import Hand, in_line, next_in_ring


def mode(table: Table) -> str:
    """How the piece goes in this segment: the script's word, else the meeting's."""
    return table.circle.current.get("mode") or table.meeting.turn_mode


def line(table: Table) -> list[str]:
    """The seats with a raised hand in the order they will be offered the piece, absent ones in their places too."""
    hands = [Hand(s.id, s.hand, s.turns) for s in table.seats.values() if s.hand is not None]
    return in_line(hands, one_turn=table.meeting.one_turn)


def next_seat(table: Table, now: datetime) -> str | None:
    """Whose turn it is to be asked: first the round, where there is one, then raised hands."""
    circle = table.circle
    if mode(table) == TurnMode.ROUND:
        ring = {s.place: s for s in table.present(now) if not s.listening and s.round_number < circle.round_number}
        place = next_in_ring(ring, after=circle.round_place)
        if place is not None:
            return ring[place].id
    return next((s for s in line(table) if table.here(s, now) and not table.seats[s].missed), None)


def waits_for_offer(table: Table) -> bool:
    """Whether the piece lies in the centre of a sharing that is going on."""
    return table.turn is None and table.sharing and table.circle.paused_at is None


def patience(table: Table, seat: str) -> timedelta:
    """How long an offer waits for this person, settled when it is made: losing or finding a line later changes nothing."""
    return OFFER if seat in table.presence.live else OFFER_PLAIN


def offer_next(table: Table, now: datetime) -> None:
    """Offer the piece to whoever is next; with nobody next it rests in the centre, free to be asked for."""
    if not waits_for_offer(table) or (seat := next_seat(table, now)) is None:
        return
    row = table.seats[seat]
    if mode(table) == TurnMode.ROUND and row.round_number < table.circle.round_number and not row.listening:
        # The round has come by here, whether or not this person takes the piece.
        row.round_number = table.circle.round_number
        table.circle.round_place = max(row.place, table.circle.round_place or 0)
    table.begin_turn(seat, Kind.SHARE, now=now, offer=patience(table, seat))


def end_turn(table: Table, now: datetime) -> Turn | None:
    """End the open turn, if there is one; nobody is offered the piece yet."""
    turn = table.turn
    if turn is not None:
        stop(turn, now)
        turn.ended_at = now
        turn.dropped_at = turn.asked_at = None
        table.circle.helping_id = None
    return turn


def withdraw_offer(table: Table, now: datetime) -> None:
    """Take back an offer nobody has answered yet; its person keeps the place in line or round."""
    turn = table.turn
    if turn is not None and turn.begun_at is None:
        end_turn(table, now)
        seat = table.seats[turn.seat_id]
        if seat.hand is None and mode(table) == TurnMode.ROUND:
            seat.round_number = table.circle.round_number - 1
            table.circle.round_place = seat.place - 1


# Each act has a check, which raises what stands in its way, and the deed itself.


def check_running(table: Table) -> None:
    if table.circle.opened_at is None:
        raise NotOpenYet
    if table.circle.paused_at is not None:
        raise WePause


def _offered(table: Table, seat: str) -> Turn:
    turn = table.turn
    if turn is None or turn.seat_id != seat or turn.begun_at is not None:
        raise NotYourTurn
    return turn


def _held(table: Table, seat: str) -> Turn:
    turn = table.turn
    if turn is None or turn.seat_id != seat or turn.begun_at is None:
        raise NotYourTurn
    return turn


def check_hand(table: Table, seat: str, now: datetime) -> None:
    check_running(table)
    turn = table.turn
    if not table.sharing or not table.circle.hands_open or table.seats[seat].hand is not None:
        raise NotNow
    if turn is not None and turn.seat_id == seat:
        raise NotNow


def raise_hand(table: Table, seat: str, now: datetime) -> None:
    """Ask for the piece."""
    check_hand(table, seat, now)
    table.circle.lines += 1
    row = table.seats[seat]
    row.hand, row.missed, row.listening = table.circle.lines, False, False
    offer_next(table, now)


def check_lower(table: Table, seat: str, now: datetime) -> None:
    turn = table.turn
    if table.seats[seat].hand is None or (turn is not None and turn.seat_id == seat):
        raise NotNow


def lower_hand(table: Table, seat: str, now: datetime) -> None:
    check_lower(table, seat, now)
    row = table.seats[seat]
    row.hand, row.missed = None, False


def check_ready(table: Table, seat: str, now: datetime) -> None:
    check_running(table)
    if not table.seats[seat].missed or table.seats[seat].hand is None:
        raise NotNow


def be_ready(table: Table, seat: str, now: datetime) -> None:
    """After an offer that went unanswered: here again, and next."""
    check_ready(table, seat, now)
    table.seats[seat].missed = False
    offer_next(table, now)


def check_begin(table: Table, seat: str, now: datetime) -> None:
    check_running(table)
    _offered(table, seat)


def begin(table: Table, seat: str, now: datetime) -> None:
    """Take the piece that was offered."""
    check_begin(table, seat, now)
    turn, row = _offered(table, seat), table.seats[seat]
    turn.begun_at = turn.stirred_at = now
    run(turn, now)
    row.hand, row.missed, row.listening = None, False, False
    row.turns += 1


def listen(table: Table, seat: str, now: datetime) -> None:
    """ "I'll listen": the piece goes on, and nothing marks who let it pass."""
    check_begin(table, seat, now)
    end_turn(table, now)
    row = table.seats[seat]
    row.hand, row.missed = None, False
    offer_next(table, now)


def hold_offer(table: Table, seat: str, now: datetime) -> None:
    """The offer waits while the person answers a permission prompt or has just touched the screen."""
    check_begin(table, seat, now)
    turn = _offered(table, seat)
    turn.offer_until = max(turn.offer_until or now, min(now + OFFER, turn.offered_at + OFFER_AT_MOST))


def check_done(table: Table, seat: str, now: datetime) -> None:
    _held(table, seat)


def done(table: Table, seat: str, now: datetime) -> None:
    """ "I'm done": the piece passes on. Possible during a pause too; nothing is offered until the pause ends."""
    check_done(table, seat, now)
    end_turn(table, now)
    offer_next(table, now)


def stir(table: Table, seat: str, now: datetime) -> None:
    """A sign of life from the holder: the piece stays, on the same clock."""
    check_done(table, seat, now)
    turn = _held(table, seat)
    turn.stirred_at, turn.asked_at, turn.dropped_at = now, None, None


def check_read(table: Table, seat: str, now: datetime) -> None:
    check_running(table)
    if table.sharing or table.circle.current.get("kind") == "silence" or table.turn is not None:
        raise NotNow


def read_aloud(table: Table, seat: str, now: datetime) -> None:
    """Lend one's voice to this part of the script: unclocked and uncounted."""
    check_read(table, seat, now)
    table.begin_turn(seat, Kind.READING, now=now, offer=None).stirred_at = now


def drop(table: Table, at: datetime) -> None:
    turn = table.turn
    assert turn is not None
    turn.dropped_at = at


def give_up(table: Table, at: datetime) -> None:
    """A speaker whose line stayed away: the piece goes on, and they may ask for it again."""
    end_turn(table, at)
    offer_next(table, at)


def unanswered(table: Table, at: datetime) -> None:
    """The offer moves on; its person stays next in line and need only stir."""
    turn = end_turn(table, at)
    assert turn is not None
    row: Seat = table.seats[turn.seat_id]
    row.missed = row.hand is not None
    offer_next(table, at)
