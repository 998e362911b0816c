"""A vote is given: once for each seat, while the question is open, under its lock; and whoever is here, or in the room, is noted.

Those who vote share the question's lock, so that thousands pass side by side; only closing takes it alone.
"""

from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, connection, transaction

from conscience.models import Ballot, Question, RoomCount, Sealed, Voter
from conscience.rules.questions import NotTheirServant
from conscience.rules.receipts import code_on
from conscience.rules.sealing import BLANK, seal
from members.models import Member
from rotation.access import may_speak_for

EMPTY = ""  # an empty paper


class NotOpenYet(Exception):
    """The vote has not begun."""


class Closed(Exception):
    """The vote is over: this one was not counted."""


class NotOnTheRegister(Exception):
    """Whoever was not on the register when the question opened has no vote in it."""


class HasVoted(Exception):
    """This seat has voted; that vote counts, and no other."""


class HolderIsHere(Exception):
    """An alternate votes only while the holder of the seat is not present."""


class VotesInTheRoom(Exception):
    """This seat gives its paper to the tellers in the room."""


class NoSuchChoice(Exception):
    """That does not stand on the paper."""


class MoreThanInTheRoom(Exception):
    """The tellers counted more papers than there are seats in the room."""


def cast(*, question: Question, member: Member, choice: str, paper: str = "", now: datetime) -> None:
    """Give `member`'s vote: a choice on the paper, or EMPTY. In an open vote a later one takes its place while it is open.

    Raises NotOpenYet, Closed, NotOnTheRegister, VotesInTheRoom, HolderIsHere, HasVoted, NoSuchChoice or NotThisPaper; then
    nothing was counted but what was counted before.
    """
    try:
        with transaction.atomic():
            held = _open_question(question, now)
            line = _line_of(held, member)
            if choice != EMPTY and choice not in held.choices:
                raise NoSuchChoice
            if held.is_secret:
                _drop_in(held, line, choice, code_on(paper=paper, address=held.address, voter=line.pk))
            else:
                Voter.objects.filter(pk=line.pk, voted=False).update(voted=True)
                Ballot.objects.update_or_create(question=held, alias_id=line.alias_id, defaults={"choice": choice})
    except IntegrityError as taken:  # the other of this seat was first
        raise HasVoted from taken


def _drop_in(held: Question, line: Voter, choice: str, code: str) -> None:
    """Mark the voter and drop the sealed ballot, in the one transaction around this."""
    if not Voter.objects.filter(pk=line.pk, voted=False).update(voted=True):
        raise HasVoted
    number = BLANK if choice == EMPTY else held.choices.index(choice)
    assert held.slot is not None
    box = seal(slot=bytes(held.slot), choice=number, code=code, address=held.address)
    Sealed.objects.create(id=uuid4(), question=held, box=box)


def _open_question(question: Question, now: datetime) -> Question:
    """The question under its shared lock, if a vote at `now` counts."""
    held = hold_shared(question)
    if held.closed_at is not None or held.is_due(now):
        raise Closed
    if now < held.opens_at:
        raise NotOpenYet
    return held


def hold_shared(question: Question) -> Question:
    """The question as it is, kept from closing until this transaction ends; on SQLite one writes at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM conscience_question WHERE id = %s FOR SHARE", [question.pk])
    return Question.objects.get(pk=question.pk)


def hold_alone(question: Question) -> Question:
    """The question for whoever closes it: everyone who is giving a vote has done so, and nobody begins."""
    return Question.objects.select_for_update(of=("self",)).select_related("body").get(pk=question.pk)


def line_of(*, question: Question, member: Member | None) -> Voter | None:
    """`member`'s line on the register."""
    return None if member is None else Voter.objects.filter(question=question, alias__member=member).first()


def _line_of(question: Question, member: Member) -> Voter:
    line = line_of(question=question, member=member)
    if line is None:
        raise NotOnTheRegister
    if line.in_the_room:
        raise VotesInTheRoom
    if line.is_alternate:
        holder = Voter.objects.filter(question=question, seat=line.seat, is_alternate=False).first()
        if holder is not None and (holder.is_here or holder.in_the_room):
            raise HolderIsHere
    return line


@transaction.atomic
def arrive(*, question: Question, lines: list[int], in_the_room: bool, by: Member | None, now: datetime) -> int:
    """The secretary notes whose seats are present, or sit in the room and give a paper there. Gives how many changed.

    Who has voted already is passed over. Raises NotTheirServant or Closed.
    """
    held = hold_alone(question)
    if not may_speak_for(member=by, body=held.body, now=now):
        raise NotTheirServant
    if held.closed_at is not None:
        raise Closed
    there = Voter.objects.filter(question=held, pk__in=lines, voted=False)
    return there.update(is_here=True, in_the_room=True) if in_the_room else there.update(is_here=True)


@transaction.atomic
def count_in_the_room(*, question: Question, counts: dict[str, int], by: Member | None, now: datetime) -> None:
    """Write down what the tellers counted, in place of what was written before; it is summed with the votes given here.

    Raises NotTheirServant, Closed, NoSuchChoice or MoreThanInTheRoom.
    """
    held = hold_alone(question)
    if not may_speak_for(member=by, body=held.body, now=now):
        raise NotTheirServant
    if held.closed_at is not None:
        raise Closed
    if {*counts} - {*held.choices, EMPTY} or min(counts.values(), default=0) < 0:
        raise NoSuchChoice
    seats = Voter.objects.filter(question=held, in_the_room=True).values("seat").distinct().count()
    if sum(counts.values()) > seats:
        raise MoreThanInTheRoom
    for choice, count in counts.items():
        RoomCount.objects.update_or_create(question=held, choice=choice, defaults={"count": count})
