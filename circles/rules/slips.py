"""Slips: asked for by whoever wants one, confirmed by a servant, handed to them signed, and kept nowhere."""

import hmac
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import date, datetime
from hashlib import sha256

from django.conf import settings

from circles.models import SlipAsked
from circles.rules.deeds import ActRule, AimedRule, Rules, WrittenRule
from circles.rules.names import tidy_name
from circles.rules.notes import servants
from circles.rules.refusals import NothingToShare, NotNow, NotOffered, NotOpenYet, NotYours, SlipConfirmed
from circles.rules.seal import seal, unseal
from circles.rules.table import Table

NAME_AT_MOST = 80
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another on paper
LENGTH = 16  # 78 bits


@dataclass(frozen=True)
class Slip:
    """What a slip says: this name, that meeting and day, so many minutes, and who confirmed it by the name they go by."""

    name: str
    meeting: str
    day: date
    minutes: int
    signer: str


# Asking and confirming


def check_slip(table: Table, seat: str, now: datetime) -> None:
    if not table.meeting.gives_slips or table.circle.rehearsal:
        raise NotOffered
    if (slip := table.slips.get(seat)) and slip.confirmed_at is not None:
        raise SlipConfirmed


def ask_for_slip(table: Table, seat: str, now: datetime, words: str, key: bytes) -> None:
    """The name that is to stand on it: theirs alone, and theirs to change until the slip is confirmed."""
    check_slip(table, seat, now)
    name = tidy_name(words)
    if not name:
        raise NothingToShare
    slip = table.slips.setdefault(seat, SlipAsked(circle=table.circle, seat_id=seat))
    slip.sealed = seal(key, name, place=_place(seat))


def _place(seat: str) -> str:
    return f"slip {seat}"


def _to_confirm(table: Table, seat: str) -> list[SlipAsked]:
    """Slips that wait for this servant: all but their own and of those who have left, in the order of places."""
    waiting = [slip for slip in table.slips.values() if slip.confirmed_at is None and slip.seat_id != seat]
    here = [slip for slip in waiting if table.seats[slip.seat_id].left_at is None]
    return sorted(here, key=lambda slip: table.seats[slip.seat_id].place)


def check_confirm(table: Table, seat: str, now: datetime) -> None:
    if not table.meeting.gives_slips:
        raise NotOffered
    if table.circle.opened_at is None:
        raise NotOpenYet
    if seat not in servants(table, now):
        raise NotYours
    if not _to_confirm(table, seat):
        raise NotNow


def confirm_slip(table: Table, seat: str, now: datetime, whom: str) -> None:
    """Say that one person was here."""
    check_confirm(table, seat, now)
    slip = next((slip for slip in _to_confirm(table, seat) if slip.seat_id == whom), None)
    if slip is None:
        raise NotNow
    slip.confirmed_at, slip.confirmed_by_id = now, seat


def confirm_slips(table: Table, seat: str, now: datetime) -> None:
    """Say it for all who asked and are here."""
    check_confirm(table, seat, now)
    for slip in _to_confirm(table, seat):
        slip.confirmed_at, slip.confirmed_by_id = now, seat


ACTS: Rules = {
    "slip": WrittenRule(check_slip, ask_for_slip, NAME_AT_MOST),
    "slip-for": AimedRule(check_confirm, confirm_slip),
    "slips": ActRule(check_confirm, confirm_slips),
}


# What is shown


def told(table: Table, seat: str, now: datetime) -> Iterator[str]:
    """What one's own page says about slips, by name."""
    if slip := table.slips.get(seat):
        yield "slip-ready" if slip.confirmed_at else "slip-asked"
    if table.circle.opened_at is not None and seat in servants(table, now) and _to_confirm(table, seat):
        yield "slips-wait"


def places_that_ask(table: Table) -> list[str]:
    """The seats of those whose slip waits; a servant is shown the names they go by here, never the name on the slip."""
    return [slip.seat_id for slip in _to_confirm(table, "")]


def slip_of(table: Table, seat: str, *, key: bytes | None, now: datetime) -> Slip | None:
    """The confirmed slip of that place, with the minutes until now; None while there is none, or its name was forgotten."""
    slip = table.slips.get(seat)
    name = unseal(key, slip.sealed, place=_place(seat)) if slip and slip.confirmed_at else None
    opened, came = table.circle.opened_at, table.seats[seat].came_at
    if slip is None or not name or opened is None:
        return None
    begun = max(opened, came or opened)
    return Slip(
        name=name,
        meeting=table.meeting.name,
        day=table.circle.starts_at.astimezone(table.meeting.tz).date(),
        minutes=max(0, int((now - begun).total_seconds() // 60)),
        signer=table.person(slip.confirmed_by_id or "").name,
    )


# The check code: nothing is kept to check it against


def code_of(slip: Slip) -> str:
    """The letters that only this house can put under exactly these facts."""
    return _signed(slip, settings.SECRET_KEY)


def is_ours(slip: Slip, code: str) -> bool:
    """Whether that code was put under these facts here. Capitals, blanks and marks make no difference in either."""
    written = "".join(letter for letter in code.upper() if letter in LETTERS)
    keys = [str(each) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return any(hmac.compare_digest(_signed(slip, key).replace("-", ""), written) for key in keys)


def _signed(slip: Slip, secret: str) -> str:
    facts = json.dumps([_bare(str(fact)) for fact in astuple(slip)])
    derived = hmac.digest(secret.encode(), b"circles.slip", sha256)
    number = int.from_bytes(hmac.digest(derived, facts.encode(), sha256), "big")
    letters = [LETTERS[number // len(LETTERS) ** at % len(LETTERS)] for at in range(LENGTH)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, LENGTH, 4))


def _bare(words: str) -> str:
    """What two ways of copying the same words from paper have in common."""
    return "".join(c for c in unicodedata.normalize("NFKC", words).casefold() if c.isalnum())
