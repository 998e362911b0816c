"""One act under the circle's lock: settle what is due, check, change, log. Then others may be told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from circles.models import Act, Circle
from circles.rules.acts import ACTS
from circles.rules.refusals import CircleClosed, NothingToShare, NotNow, NotYourTurn, TooLong
from circles.rules.seal import seal
from circles.rules.settle import settle
from circles.rules.table import Table, locked_table
from rooms.presence import Presence

WORDS_AT_MOST = 4000  # characters at once; a share may take several
KEY_AT_MOST = 40
# Characters that turn the writing direction of everything after them: one share must not run over into the page.
TURNS_AROUND = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


@dataclass(frozen=True)
class Outcome:
    """What came of an act or a settling: the version now, whether anything changed, and whether the circle has closed."""

    version: int
    changed: bool
    closed: bool


def perform(
    *, slug: str, seat: str, verb: str, act_key: str, words: str = "",
    presence: Presence, key: bytes, clock: Callable[[], datetime],
) -> Outcome:  # fmt: skip
    """Do `verb` for the person at `seat`. The same `act_key` again changes nothing. The clock is read under the lock.

    Raises a NotNow that says what stands in the way; what fell due meanwhile is kept all the same.
    """
    refusal: NotNow | None = None
    try:
        with locked_table(slug, presence=presence, key=key) as table:
            now = clock()
            before = table.circle.version
            settle(table, now)
            try:
                _do(table, seat, verb, act_key, words, key, now)
            except NotNow as no:
                refusal = no
            outcome = _outcome(table.circle, before)
    except Circle.DoesNotExist:
        raise CircleClosed from None
    if refusal is not None:
        raise refusal
    return outcome


def _do(table: Table, seat: str, verb: str, act_key: str, words: str, key: bytes, now: datetime) -> None:
    circle = table.circle
    if circle.closed_at is not None:
        raise CircleClosed
    if seat not in table.seats or table.seats[seat].left_at is not None:
        raise NotYourTurn
    if Act.objects.filter(circle=circle, key=act_key).exists():
        return
    if verb == "words":
        _check_words(words)
    ACTS[verb].do(table, seat, now)
    if verb == "words" and table.turn is not None:
        table.said.append(
            (table.turn, seal(key, words.translate(TURNS_AROUND).strip(), place=f"words {table.turn.number}"))
        )
    circle.version += 1
    Act.objects.create(circle=circle, key=act_key, verb=verb, version=circle.version)


def _check_words(words: str) -> None:
    if not words.strip():
        raise NothingToShare
    if len(words) > WORDS_AT_MOST:
        raise TooLong


def settle_circle(*, slug: str, presence: Presence, clock: Callable[[], datetime]) -> Outcome:
    """Apply what has fallen due, if anything has. Raises CircleClosed when there is nothing left to settle."""
    try:
        with locked_table(slug, presence=presence, key=None) as table:
            before = table.circle.version
            settle(table, clock())
            return _outcome(table.circle, before)
    except Circle.DoesNotExist:
        raise CircleClosed from None


def _outcome(circle: Circle, before: int) -> Outcome:
    return Outcome(version=circle.version, changed=circle.version != before, closed=circle.closed_at is not None)
