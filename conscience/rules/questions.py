"""A question is put: with its register as it stands, its threshold and what that is taken of, before anyone votes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from conscience.models import Base, Election, Question, Secrecy, Threshold, Voter
from conscience.models.question import FEWEST, new_address
from conscience.rules import majorities
from conscience.rules.keys import destroy_key, make_key
from members.models import Member
from rotation.access import may_speak_for
from rotation.models import Alias, Body
from rotation.rules.record import note

YES_NO = ("yes", "no", "abstain")
MOST_CHOICES = 60


class NotTheirServant(Exception):
    """Only whoever serves as the body's secretary today calls a vote, or ends one."""


class TooFewForSecrecy(Exception):
    """With so few voters a count tells how each voted: show hands, or ask openly."""


class NobodyMayVote(Exception):
    """There is nobody on the register."""


class NoSuchWindow(Exception):
    """A vote ends after it begins, and has two choices at least."""


@dataclass(frozen=True)
class Asked:
    """What is put before the body."""

    wording: str
    choices: Sequence[str] = YES_NO
    secrecy: Secrecy = Secrecy.SECRET
    threshold: Threshold = Threshold.MAJORITY
    base: Base = Base.CAST
    quorum: int = 0
    least: int = FEWEST
    opens_at: datetime | None = None  # now, if nothing else is said
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Seat:
    """One vote: whose it is, and who votes when its holder is not present."""

    holder: Alias
    alternate: Alias | None = None


@transaction.atomic
def put(
    *,
    body: Body,
    asked: Asked,
    seats: Sequence[Seat],
    by: Member | None,
    now: datetime,
    election: Election | None = None,
    number: int = 0,
    key: str = "",
) -> Question:
    """Open a question for these seats. The register, the wording and the rule stay as they are from here on.

    The same `key` again gives the question it opened.

    Raises NotTheirServant, NobodyMayVote, TooFewForSecrecy or NoSuchWindow.
    """
    if not may_speak_for(member=by, body=body, now=now):
        raise NotTheirServant
    secret = asked.secrecy == Secrecy.SECRET
    if not seats:
        raise NobodyMayVote
    if secret and len(seats) < max(asked.least, FEWEST):
        raise TooFewForSecrecy
    opens_at = asked.opens_at or now
    if not 1 <= len(asked.choices) <= MOST_CHOICES or (asked.closes_at is not None and asked.closes_at <= opens_at):
        raise NoSuchWindow
    address = address_by(body, key)
    Body.objects.select_for_update(no_key=True).get(
        pk=body.pk
    )  # so that of two who send the same, one waits for the other
    if (standing := Question.objects.filter(address=address).first()) is not None:
        return standing
    slot = make_key(address=address) if secret else None
    try:
        with transaction.atomic():
            question = Question.objects.create(
                address=address,
                body=body,
                election=election,
                number=number,
                wording=asked.wording,
                choices=list(asked.choices),
                secrecy=asked.secrecy,
                threshold=asked.threshold,
                base=asked.base,
                quorum=asked.quorum,
                least=max(asked.least, FEWEST),
                eligible=len(seats),
                slot=slot,
                opens_at=opens_at,
                closes_at=asked.closes_at,
            )
            Voter.objects.bulk_create(_lines(question, seats))
            note(
                body=body,
                member=by,
                verb="question-put",
                facts={"asked": asked.wording, "eligible": len(seats)},
                now=now,
            )
    except BaseException:
        destroy_key(address=address)
        raise
    return question


def address_by(body: Body, key: str) -> str:
    """The address that a form's key leads to, the same each time; a new one where there is no key."""
    return sha256(f"{body.pk} {key}".encode()).hexdigest()[:24] if key else new_address()


def _lines(question: Question, seats: Sequence[Seat]) -> list[Voter]:
    lines = []
    for number, seat in enumerate(seats, start=1):
        lines.append(Voter(question=question, alias=seat.holder, seat=number))
        if seat.alternate is not None:
            lines.append(Voter(question=question, alias=seat.alternate, seat=number, is_alternate=True))
    return lines


def needed_if_all_vote(question: Question) -> int:
    """How many votes decide if every seat votes; where the base is the register, how many decide in any case (invariant 26)."""
    return majorities.needed_of(question.eligible, majorities.Threshold(question.threshold))
