"""Taking turns: hands, offers, speaking, passing. Speaking is a grant; "I'll listen" ranks with it and leaves no trace."""

from datetime import datetime, timedelta

from circles.models import Seat, Turn
from circles.models.duty import Duty
from circles.models.turn import SHARED_IN, Kind
from circles.rules.clock import OFFER, OFFER_AT_MOST, OFFER_PLAIN, OTHERS_FIRST, run, stop
from circles.rules.helm import at_hand, host
from circles.rules.line import mode, next_seat
from circles.rules.refusals import NotNow, NotOpenYet, NotYourTurn, OneVoice, OthersFirst, WePause
from circles.rules.table import Table
from circles.rules.threshold import check_listened
from circles.rules.youth import check_adults
from groups.models import TurnMode


def waits_for_offer(table: Table) -> bool:
    """Whether the piece lies in the centre of a sharing that is going on, and no silence is kept between two shares."""
    circle = table.circle
    return table.turn is None and table.sharing and circle.paused_at is None and circle.rest_until is None


def patience(table: Table, seat: str) -> timedelta:
    """How long an offer waits for this person, settled when it is made: losing or finding a line later changes nothing."""
    return OFFER if seat in table.presence.live else OFFER_PLAIN


def offer_next(table: Table, now: datetime) -> None:
    """Offer the piece to whoever is next; with nobody next it rests in the centre, free to be asked for."""
    if not waits_for_offer(table) or (seat := next_seat(table, now)) is None:
        return
    row = table.seats[seat]
    break_promises(table)
    if mode(table) == TurnMode.SILENCE:
        _rise(table, row, now)
        return
    if mode(table) == TurnMode.ROUND and row.round_number < table.circle.round_number and not row.listening:
        # The round has come by here, whether or not this person takes the piece.
        row.round_number = table.circle.round_number
        table.circle.round_place = max(row.place, table.circle.round_place or 0)
    kind = Kind.REPLY if row.reply else Kind.SHARE
    table.begin_turn(seat, kind, now=now, offer=patience(table, seat))


def break_promises(table: Table) -> None:
    for seat in table.seats.values():
        seat.promised_at = None


def _rise(table: Table, row: Seat, now: datetime) -> None:
    """Out of silence nothing is offered: whoever has risen begins when they are ready, on no clock."""
    table.begin_turn(row.id, Kind.RISEN, now=now, offer=None).stirred_at = now
    _has_shared(row)


def _has_shared(row: Seat) -> None:
    row.hand, row.missed, row.listening = None, False, False
    row.turns += 1
    row.shared += 1


def rest_ends(table: Table, now: datetime) -> None:
    """The silence between two shares has been kept."""
    table.circle.rest_until = None
    offer_next(table, now)


def end_turn(table: Table, now: datetime) -> Turn | None:
    """End the open turn, if there is one; nobody is offered the piece yet."""
    turn = table.turn
    if turn is not None:
        stop(turn, now)
        turn.ended_at = now
        turn.dropped_at = turn.asked_at = None
        table.circle.helping_id = None
        table.circle.free_since = now
        if turn.begun_at is not None and turn.kind in SHARED_IN:
            table.circle.quiet_since = now
            if table.meeting.silence_seconds:
                table.circle.rest_until = now + timedelta(seconds=table.meeting.silence_seconds)
    return turn


def withdraw_offer(table: Table, now: datetime) -> None:
    """Take back an offer nobody has answered yet; its person keeps the place in line or round."""
    turn = table.turn
    if turn is not None and turn.begun_at is None:
        end_turn(table, now)
        seat = table.seats[turn.seat_id]
        if seat.hand is not None:
            return
        if mode(table) == TurnMode.ROUND:
            seat.round_number = table.circle.round_number - 1
            table.circle.round_place = seat.place - 1
        elif table.sharing:
            seat.promised_at = now  # called, or handed the piece: it stays theirs


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
    how = mode(table)
    if how == TurnMode.SILENCE or (how == TurnMode.PIECE and turn is not None):
        raise NotNow  # nobody stands in line there
    if how == TurnMode.PIECE and _others_first(table, seat, now):
        raise OthersFirst
    check_listened(table, seat, now)


def _others_first(table: Table, seat: str, now: datetime) -> bool:
    """A piece laid in the centre is first for those who have not shared; a minute later it is for anyone."""
    if not table.meeting.one_turn or table.seats[seat].turns == 0 or table.circle.quiet_since is None:
        return False
    waiting = any(s.turns == 0 and not s.listening and s.id != seat for s in table.present(now))
    return waiting and now < table.circle.quiet_since + OTHERS_FIRST


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
    row.hand, row.missed, row.reply = None, False, False


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


def _check_voices(table: Table, seat: str, now: datetime) -> None:
    """Whether this person's voice may be heard at all just now."""
    check_adults(table, now)
    check_listened(table, seat, now)


def begin(table: Table, seat: str, now: datetime) -> None:
    """Take the piece that was offered."""
    check_begin(table, seat, now)
    _check_voices(table, seat, now)
    turn, row = _offered(table, seat), table.seats[seat]
    turn.begun_at = turn.stirred_at = now
    run(turn, now)
    if turn.kind == Kind.SHARE:
        _has_shared(row)
    else:
        row.hand, row.missed, row.reply = None, False, False


def listen(table: Table, seat: str, now: datetime) -> None:
    """ "I'll listen": the piece goes on, and nothing marks who let it pass."""
    check_begin(table, seat, now)
    end_turn(table, now)
    row = table.seats[seat]
    row.hand, row.missed, row.reply = None, False, False
    offer_next(table, now)


def hold_offer(table: Table, seat: str, now: datetime) -> None:
    """The offer waits while the person answers a permission prompt or has just touched the screen."""
    check_begin(table, seat, now)
    turn = _offered(table, seat)
    turn.offer_until = max(turn.offer_until or now, min(now + OFFER, turn.offered_at + OFFER_AT_MOST))


def check_held(table: Table, seat: str, now: datetime) -> None:
    _held(table, seat)


def check_done(table: Table, seat: str, now: datetime) -> None:
    if table.circle.word_id != seat:
        _held(table, seat)


def done(table: Table, seat: str, now: datetime) -> None:
    """ "I'm done": the piece passes on. Possible during a pause too; nothing is offered until the pause ends."""
    check_done(table, seat, now)
    if table.circle.word_id == seat:  # the host's word in a pause
        table.circle.word_id = None
        return
    end_turn(table, now)
    offer_next(table, now)


def stir(table: Table, seat: str, now: datetime) -> None:
    """A sign of life from the holder: the piece stays, on the same clock."""
    turn = _held(table, seat)
    turn.stirred_at, turn.asked_at, turn.dropped_at = now, None, None


def check_read(table: Table, seat: str, now: datetime) -> None:
    check_running(table)
    part = table.circle.current
    if table.sharing or part.get("kind") == "silence" or table.turn is not None:
        raise NotNow
    if part.get("hush") and seat not in (host(table, now), at_hand(table, Duty.READ, now)):
        raise OneVoice
    _check_voices(table, seat, now)


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
