"""Who is next. One of five ways of taking turns is in force in each part of the script where people share."""

from datetime import datetime

from circles.models import Seat
from circles.rules.helm import host
from circles.rules.table import Table
from circles.rules.threshold import listens_first
from circles.rules.youth import too_few
from groups.models import TurnMode
from rooms.turns import Hand, in_line, next_in_ring

RESERVED, LEAD = "reserved", "lead"


def mode(table: Table) -> str:
    """How the piece goes in this part: the script's word, else the meeting's; by raised hands where it is not plain sharing."""
    part = table.circle.current
    usual = table.meeting.turn_mode if part.get("kind") == "sharing" else TurnMode.HANDS
    return part.get("mode") or usual


def limit(table: Table) -> int:
    """How long a share may be here, in seconds. A lead share has the minutes the script gives it."""
    part = table.circle.current
    if part.get("kind") == LEAD and part.get("minutes"):
        return int(part["minutes"]) * 60
    return table.meeting.share_seconds


def line(table: Table) -> list[str]:
    """The seats with a raised hand in the order they will be offered the piece, absent ones in their places too."""
    raised = [seat for seat in table.seats.values() if seat.hand is not None]
    if table.circle.current.get("kind") == RESERVED:
        # Those who are new and those who have not spoken tonight come first; then whoever wishes to again.
        raised.sort(key=lambda s: (s.shared > 0, not table.person(s.id).first_time, s.turns > 0, s.hand))
        return [seat.id for seat in raised]
    hands = [Hand(seat.id, seat.hand, seat.turns) for seat in raised if seat.hand is not None]
    return in_line(hands, one_turn=table.meeting.one_turn)


def standing(table: Table, now: datetime) -> list[str]:
    """Those of the line who can be offered the piece now: here, and not quiet. The others keep their places in it."""
    return [seat for seat in line(table) if table.here(seat, now) and not table.is_quiet(seat)]


def next_seat(table: Table, now: datetime) -> str | None:
    """Whose turn it is to be asked: whoever has been promised the piece, then the round, then raised hands."""
    if too_few(table, now):
        return None
    if (promised := _promised(table, now)) is not None:
        return promised.id
    how = mode(table)
    if how == TurnMode.SILENCE or (how == TurnMode.CALLED and host(table, now) is not None):
        return None
    if how == TurnMode.ROUND:
        number = table.circle.round_number
        waiting = [s for s in table.present(now) if not s.listening and s.round_number < number]
        ring = {s.place: s for s in waiting if not table.is_quiet(s.id) and not listens_first(table, s.id, now)}
        place = next_in_ring(ring, after=table.circle.round_place)
        if place is not None:
            return ring[place].id
    return next((s for s in standing(table, now) if not table.seats[s].missed), None)


def _promised(table: Table, now: datetime) -> Seat | None:
    waiting = [seat for seat in table.present(now) if seat.promised_at is not None and not table.is_quiet(seat.id)]
    return min(waiting, key=lambda seat: (seat.promised_at, seat.place), default=None)
