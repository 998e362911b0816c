"""Graded safety: quiet for now, please wait at the door, ask to leave, veil a name, rest the host, the slow door.

For deliberate disruption only; a difficult share is not a disturbance. One servant alone can quiet and ask to wait; what
lasts takes two of the group, and a guest can do none of it to anybody. Each act is named to the servants present.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from circles.models import CareTaken, Seat
from circles.models.duty import Duty
from circles.rules.care import help_ends, leave, word_ends
from circles.rules.clock import DOORSTEP, HOST_GONE
from circles.rules.deeds import ActRule, AimedRule, Deed, Rules
from circles.rules.helm import forget, fresh_wishes, host, of_the_group, servant, serves, together
from circles.rules.names import looks
from circles.rules.refusals import AtTheDoor, JustBack, NameTaken, NobodyThere, NotNow, NotYours, QuietForNow, ServesNow
from circles.rules.table import Table
from circles.rules.turns import end_turn, offer_next

# What carries a voice, words or a hand to the others. Everything else stays open to whoever is quiet for now.
HEARD = frozenset({"hand", "ready", "begin", "wait", "words", "read", "word", "step-in", "caption", "rise", "reply"})

Aim = Callable[[Table, str, datetime, str], None]


def check_place(table: Table, seat: str, verb: str) -> None:
    """What a quiet place, or one asked to wait at the door, keeps its person from."""
    if verb == "leave":
        return
    if table.seats[seat].doorstep_until is not None:
        raise AtTheDoor
    if verb in HEARD and table.is_quiet(seat):
        raise QuietForNow


# Who may, and towards whom


def _servant(table: Table, seat: str, now: datetime) -> None:
    if not servant(table, seat, now):
        raise NotYours


def _of_the_group(table: Table, seat: str, now: datetime) -> None:
    if not of_the_group(table, seat, now):
        raise NotYours


def _other(table: Table, seat: str, to: str) -> Seat:
    row = table.seats.get(to)
    if row is None or row.left_at is not None or to == seat:
        raise NobodyThere
    return row


def _aimed(who: Deed, whom: Aim, deed: Aim) -> AimedRule:
    """An act that can be done to somebody if there is anybody it can be done to."""

    def check(table: Table, seat: str, now: datetime) -> None:
        who(table, seat, now)
        refusal: NotNow = NobodyThere()
        for to in table.seats:
            try:
                return whom(table, seat, now, to)
            except NotNow as no:
                refusal = no
        raise refusal

    def aim(table: Table, seat: str, now: datetime, to: str) -> None:
        who(table, seat, now)
        whom(table, seat, now, to)
        deed(table, seat, now, to)

    return AimedRule(check, aim)


def _note(table: Table, verb: str, to: str | None, now: datetime, *by: str) -> None:
    rows = [CareTaken(circle=table.circle, by_id=each, to_id=to, verb=verb, at=now) for each in by]
    table.fresh.extend(rows)


def _by_two(table: Table, verb: str, seat: str, now: datetime, to: str, *, alone: bool = False) -> bool:
    """Whether it happens now: `alone`, or because a second of the group wishes it too. Noted with everyone who did."""
    wish = f"{verb} {table.seats[to].place}"
    earlier = [each for each in fresh_wishes(table, wish, now) if each != seat]
    if alone:
        forget(table, wish)
        _note(table, verb, to, now, seat)
    elif (first := together(table, wish, seat, now=now, members_only=True)) is None:
        return False
    else:
        second = (
            seat
            if first != seat
            else next(each for each in earlier if of_the_group(table, each, now) and table.here(each, now))
        )
        _note(table, verb, to, now, first, second)
    return True


def _alone(table: Table, seat: str, now: datetime, to: str) -> bool:
    """One servant can, towards anyone but another servant."""
    return servant(table, seat, now) and not servant(table, to, now)


def _lay_down(table: Table, seat: str, now: datetime) -> None:
    """The piece goes on from here, and nobody is helped from here; a raised hand keeps its place in line."""
    table.wishes.pop(("step_in", seat), None)
    if table.circle.word_id == seat:
        word_ends(table, now)
    if table.circle.helping_id == seat:
        help_ends(table, now)
    table.seats[seat].promised_at = None
    if (turn := table.turn) and turn.seat_id == seat:
        end_turn(table, now)
    offer_next(table, now)


# Quiet for now


def _not_quiet(table: Table, seat: str, now: datetime, to: str) -> None:
    if _other(table, seat, to).quiet_at is not None:
        raise NotNow


def quiet(table: Table, seat: str, now: datetime, to: str) -> None:
    """Neither voice nor words, captions, hand or name from that place, until it is lifted. A speaker's piece goes on."""
    if _by_two(table, "quiet", seat, now, to, alone=_alone(table, seat, now, to)):
        table.seats[to].quiet_at = now
        _lay_down(table, to, now)


def _quiet(table: Table, seat: str, now: datetime, to: str) -> None:
    if _other(table, seat, to).quiet_at is None:
        raise NotNow


def unquiet(table: Table, seat: str, now: datetime, to: str) -> None:
    if _by_two(table, "unquiet", seat, now, to, alone=servant(table, seat, now)):
        table.seats[to].quiet_at = None
        offer_next(table, now)


# Please wait at the door


def _can_wait(table: Table, seat: str, now: datetime, to: str) -> None:
    row = _other(table, seat, to)
    if row.doorstep_until is not None:
        raise NotNow
    if servant(table, to, now):
        raise ServesNow
    if row.doorstep_over_at is not None and now < row.doorstep_over_at + DOORSTEP:
        raise JustBack


def to_door(young: bool, table: Table, seat: str, now: datetime, to: str) -> None:
    """Five minutes at most: they see and hear nothing of the circle meanwhile, and their place is kept."""
    row = table.seats[to]
    row.doorstep_until, row.doorstep_young = now + DOORSTEP, young
    _note(table, "to-door", to, now, seat)
    _lay_down(table, to, now)


def _waits_there(table: Table, seat: str, now: datetime, to: str) -> None:
    if _other(table, seat, to).doorstep_until is None:
        raise NotNow


def from_door(table: Table, seat: str, now: datetime, to: str) -> None:
    _note(table, "from-door", to, now, seat)
    come_in(to, table, now)


def come_in(seat: str, table: Table, now: datetime) -> None:
    """Back in their place, as it was. One servant cannot ask the same person out again for as long as it lasted."""
    row = table.seats[seat]
    row.doorstep_until, row.doorstep_young, row.doorstep_over_at = None, False, now
    offer_next(table, now)


# Asking to leave, resting the host


def _someone_else(table: Table, seat: str, now: datetime, to: str) -> None:
    _other(table, seat, to)


def ask_to_leave(table: Table, seat: str, now: datetime, to: str) -> None:
    """Two of the group within five minutes: that place ends for this circle, and only for this circle."""
    if _by_two(table, "ask-to-leave", seat, now, to):
        leave(table, to, now)
        row = table.seats[to]
        row.asked_to_leave_at, row.doorstep_until = now, None
        table.circle.slow_door = True


def _check_rest_host(table: Table, seat: str, now: datetime) -> None:
    _of_the_group(table, seat, now)
    if host(table, now) in (None, seat):
        raise NotNow


def rest_host(table: Table, seat: str, now: datetime) -> None:
    """Two members ask the host to rest: hosting is free at once, and not theirs again tonight."""
    _check_rest_host(table, seat, now)
    resting = host(table, now)
    if resting is not None and _by_two(table, "rest-host", seat, now, resting):
        table.held[Duty.HOST].seat_id = None
        row = table.seats[resting]
        row.rested_from_host, row.willing = True, [duty for duty in row.willing if duty != Duty.HOST]


# Names


def _unveiled(table: Table, seat: str, now: datetime, to: str) -> None:
    if _other(table, seat, to).veiled:
        raise NotNow


def _veiled(table: Table, seat: str, now: datetime, to: str) -> None:
    if not _other(table, seat, to).veiled:
        raise NotNow
    mine = looks(table.person(to).name)
    if any(
        row.left_at is None and mine & looks(table.person(row.id).name) for row in table.seats.values() if row.id != to
    ):
        raise NameTaken


def veil(veiled: bool, table: Table, seat: str, now: datetime, to: str) -> None:
    """Shown as "a guest" until that person chooses another name at the door. Nobody is ever renamed."""
    table.seats[to].veiled = veiled
    _note(table, "veil" if veiled else "unveil", to, now, seat)


# The slow door


def _check_open_door(table: Table, seat: str, now: datetime) -> None:
    _of_the_group(table, seat, now)
    if not table.circle.slow_door:
        raise NotNow
    if serves(table, now) and not servant(table, seat, now):
        raise NotYours


def open_door(table: Table, seat: str, now: datetime) -> None:
    """New guests come in as usual again: for the servants to say, or anyone of the group while nobody serves."""
    _check_open_door(table, seat, now)
    table.circle.slow_door = False
    _note(table, "open-door", None, now, seat)


def certificate_ends(seat: str, table: Table, now: datetime) -> None:
    """An adult who sat with young people by a certificate that was withdrawn: that place ends, for this circle."""
    leave(table, seat, now)
    table.seats[seat].asked_to_leave_at, table.seats[seat].doorstep_until = now, None


def dues(table: Table, now: datetime) -> Iterator[tuple[datetime, Callable[[Table, datetime], None]]]:
    """What the clock ends: the wait at the door, the word of a host who has gone, a place held by a withdrawn certificate."""
    for seat in table.withdrawn:
        if table.seats[seat].left_at is None:
            yield now, partial(certificate_ends, seat)
    for row in table.seats.values():
        if row.doorstep_until is not None and row.left_at is None:
            yield row.doorstep_until, partial(come_in, row.id)
    circle = table.circle
    if circle.word_id is not None and circle.paused_at is not None:
        gone = table.presence.gone_at(circle.word_id, now)
        if table.holder_of(Duty.HOST) != circle.word_id or not table.sits(circle.word_id):
            yield circle.paused_at, word_ends
        elif gone is not None:
            yield gone + HOST_GONE, word_ends


ACTS: Rules = {
    "quiet": _aimed(_of_the_group, _not_quiet, quiet),
    "unquiet": _aimed(_of_the_group, _quiet, unquiet),
    "to-door": _aimed(_servant, _can_wait, partial(to_door, False)),
    "to-door-young": _aimed(_servant, _can_wait, partial(to_door, True)),
    "from-door": _aimed(_servant, _waits_there, from_door),
    "ask-to-leave": _aimed(_of_the_group, _someone_else, ask_to_leave),
    "veil": _aimed(_servant, _unveiled, partial(veil, True)),
    "unveil": _aimed(_servant, _veiled, partial(veil, False)),
    "rest-host": ActRule(_check_rest_host, rest_host),
    "open-door": ActRule(_check_open_door, open_door),
}
