"""Captions: whoever took on captioning types along while someone speaks, for those who cannot hear."""

from datetime import datetime

from circles.models import Turn, Words
from circles.models.duty import Duty
from circles.models.words import Hand
from circles.rules.deeds import Rules, WrittenRule
from circles.rules.helm import at_hand
from circles.rules.refusals import NobodySpeaks, NotCaptioning, QuietForNow
from circles.rules.seal import seal
from circles.rules.table import Table
from circles.rules.turns import check_running

CAPTION_AT_MOST = 300  # characters at once: a few seconds of speech


def check_caption(table: Table, seat: str, now: datetime) -> None:
    """Whether this person may caption what is being said: their duty, somebody else's voice, and nobody quieted."""
    check_running(table)
    if at_hand(table, Duty.CAPTION, now) != seat:
        raise NotCaptioning
    turn = table.turn
    if turn is None or turn.begun_at is None or turn.seat_id == seat:
        raise NobodySpeaks
    if is_quiet(table, seat) or is_quiet(table, turn.seat_id):
        raise QuietForNow


def caption(table: Table, seat: str, now: datetime, words: str, key: bytes) -> None:
    """A few words of what was just said, shown under the speaker's turn until somebody else begins."""
    check_caption(table, seat, now)
    turn = table.turn
    assert turn is not None
    sealed = seal(key, words, place=sealed_at(Hand.CAPTION, turn))
    table.fresh.append(Words(turn=turn, hand=Hand.CAPTION, by_id=seat, sealed=sealed))


def is_quiet(table: Table, seat: str | None) -> bool:
    """Whether that place is quiet for now, and so is whatever was written there."""
    return seat in table.seats and table.seats[seat].quiet_at is not None


def sealed_at(hand: str, turn: Turn) -> str:
    """What typed words are bound to, so that a caption can never be shown as the speaker's own words."""
    return f"{'words' if hand == Hand.OWN else hand} {turn.number}"


ACTS: Rules = {"caption": WrittenRule(check_caption, caption, CAPTION_AT_MOST)}
