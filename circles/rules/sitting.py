"""One act under the circle's lock: settle what is due, check, change, log. Then others may be told."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from circles.models import Act, Circle
from circles.rules.acts import ACTS
from circles.rules.deeds import AimedRule, Filled, FormRule, WrittenRule
from circles.rules.held import count_present
from circles.rules.refusals import CircleClosed, NobodyThere, NothingToShare, NotNow, NotYourTurn, TooLong
from circles.rules.safety import check_place
from circles.rules.seal import seal
from circles.rules.settle import settle
from circles.rules.table import Table, locked_table
from rooms.presence import Presence

WORDS_AT_MOST = 4000  # characters at once; a share may take several
KEY_AT_MOST = 40
# Characters that turn the writing direction of everything after them: one share must not run over into the page.
TURNS_AROUND = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])

Ending = Callable[[Table], object]  # what a circle that closes leaves a door open for (rules/after_door.py)


@dataclass(frozen=True)
class Outcome:
    """What came of an act or a settling: the version now, whether anything changed, and whether the circle has closed."""

    version: int
    changed: bool
    closed: bool
    address: str = ""  # where the circle is now


def perform(
    *, room: str, seat: str, verb: str, act_key: str, words: str = "", to: int | None = None,
    fields: Mapping[str, Sequence[str]] | None = None, presence: Presence, key: bytes, clock: Callable[[], datetime],
    ending: Ending | None = None,
) -> Outcome:  # fmt: skip
    """Do `verb` for the person at `seat`, towards whoever sits at place `to` where the act is aimed.

    `words` and the form's other `fields` are what came along with it, as they were typed.

    The same `act_key` again changes nothing. The clock is read under the lock.

    Raises a NotNow that says what stands in the way; what fell due meanwhile is kept all the same.
    """
    refusal: NotNow | None = None
    try:
        with locked_table(room, presence=presence, key=key, ending=ending) as table:
            now = clock()
            before = table.circle.version
            settle(table, now)
            count_present(table, now)
            try:
                _do(table, seat, verb, act_key, Filled(words, fields or {}, key), to, now)
            except NotNow as no:
                refusal = no
            outcome = _outcome(table.circle, before)
    except Circle.DoesNotExist:
        raise CircleClosed from None
    if refusal is not None:
        raise refusal
    return outcome


def own_key(place: str, act_key: str) -> str:
    """An act's key as it is noted: hashed with the place, so that nobody's key can stand in the way of another's."""
    return hashlib.sha256(f"{place} {act_key}".encode()).hexdigest()[:KEY_AT_MOST]


def _do(table: Table, seat: str, verb: str, act_key: str, form: Filled, to: int | None, now: datetime) -> None:
    circle, words, key = table.circle, form.words, form.key
    if circle.closed_at is not None:
        raise CircleClosed
    if seat not in table.seats or table.seats[seat].left_at is not None:
        raise NotYourTurn
    kept_key = own_key(seat, act_key)
    if Act.objects.filter(circle=circle, key=kept_key).exists():
        return
    check_place(table, seat, verb)
    if verb == "words":
        _check_words(words, WORDS_AT_MOST)
    rule = ACTS[verb]
    if isinstance(rule, AimedRule):
        rule.aim(table, seat, now, (rule.among or _whom)(table, to))
    elif isinstance(rule, WrittenRule):
        _check_words(words, rule.at_most)
        rule.write(table, seat, now, tidy(words), key)
    elif isinstance(rule, FormRule):
        rule.fill(table, seat, now, replace(form, words=tidy(words)))
    else:
        rule.do(table, seat, now)
    if verb == "words" and table.turn is not None:
        table.said.append((table.turn, seal(key, tidy(words), place=f"words {table.turn.number}")))
    circle.version += 1
    Act.objects.create(circle=circle, key=kept_key, verb=verb, version=circle.version)


def _whom(table: Table, place: int | None) -> str:
    """The seat at that place. Places are what pages and forms name people by; a seat's id stays its owner's."""
    found = next((seat.id for seat in table.seats.values() if seat.place == place and seat.left_at is None), None)
    if found is None:
        raise NobodyThere
    return found


def _check_words(words: str, at_most: int) -> None:
    if not tidy(words):
        raise NothingToShare
    if len(words) > at_most:
        raise TooLong


def tidy(words: str) -> str:
    """Typed words without the characters that would turn the direction of what follows them, and without margins."""
    return words.translate(TURNS_AROUND).strip()


def settle_circle(
    *,
    room: str,
    presence: Presence,
    clock: Callable[[], datetime],
    key: bytes | None = None,
    ending: Ending | None = None,
) -> Outcome:
    """Apply what has fallen due, if anything has. Raises CircleClosed when there is nothing left to settle."""
    try:
        with locked_table(room, presence=presence, key=key, ending=ending) as table:
            before = table.circle.version
            settle(table, clock())
            return _outcome(table.circle, before)
    except Circle.DoesNotExist:
        raise CircleClosed from None


def _outcome(circle: Circle, before: int) -> Outcome:
    return Outcome(
        version=circle.version, changed=circle.version != before, closed=circle.closed_at is not None, address=circle.slug
    )  # fmt: skip
