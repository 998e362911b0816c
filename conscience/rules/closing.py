"""A question closes: its ballots are opened, published in random order by one statement, the key is destroyed; then it shows.

Three steps, each of which may be taken again: what is written down, the key, the word that it is declared. Whoever dies between
leaves the rest to the next who looks.
"""

import json
import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from django.db import connection, transaction
from django.db.models import F

from conscience.models import Ballot, Question, Result, RoomCount, Sealed, Voter
from conscience.rules import majorities
from conscience.rules.keys import KeyIsNotHere, destroy_key, key_of
from conscience.rules.questions import YES_NO, NotTheirServant
from conscience.rules.sealing import BLANK, unseal
from conscience.rules.voting import EMPTY, hold_alone
from members.models import Member
from rotation.access import may_speak_for
from rotation.rules.record import note

INSERT = {
    "postgresql": (
        "INSERT INTO conscience_ballot (question_id, choice, code) "
        "SELECT %s, each->>0, each->>1 FROM jsonb_array_elements(%s::jsonb) AS each"
    ),
    "sqlite": (
        "INSERT INTO conscience_ballot (question_id, choice, code) "
        "SELECT %s, json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(%s)"
    ),
}


@dataclass(frozen=True)
class Opened:
    """A secret ballot out of its box."""

    choice: str
    code: str


def close(*, question: Question, by: Member | None, now: datetime) -> Question:
    """End a question by its secretary's word. Gives it as it is now. Raises NotTheirServant or KeyIsNotHere."""
    if not may_speak_for(member=by, body=question.body, now=now):
        raise NotTheirServant
    return _through(question, by=by, now=now)


def settle(*, question: Question, now: datetime) -> Question:
    """Apply what has fallen due by the clock, as whoever looks at a question first does; gives it as it is now.

    Where its key is not on this machine it stays closed to votes, and uncounted, until somebody looks where the key is.
    """
    begun = question.closed_at is not None and question.declared_at is None
    if question.declared_at is None and (begun or question.is_due(now)):
        try:
            return _through(question, by=None, now=now)
        except KeyIsNotHere:
            return question
    return question


def settle_all(*, now: datetime) -> int:
    """Close and declare every question whose time is over. Gives how many."""
    due = Question.objects.filter(declared_at=None, closes_at__lte=now) | Question.objects.filter(
        declared_at=None, closed_at__isnull=False
    )
    return sum(settle(question=each, now=now).declared_at is not None for each in due)


def _through(question: Question, *, by: Member | None, now: datetime) -> Question:
    _write_down(question, by=by, now=now)
    destroy_key(address=question.address)
    Question.objects.filter(pk=question.pk, declared_at=None, closed_at__isnull=False).update(declared_at=now)
    return Question.objects.select_related("body").get(pk=question.pk)


@transaction.atomic
def _write_down(question: Question, *, by: Member | None, now: datetime) -> None:
    """The ballots and what they come to. The second of two does nothing."""
    held = hold_alone(question)
    if held.closed_at is not None:
        return
    papers = _opened(held) if held.is_secret else []
    online = _online(held, papers)
    room = {each.choice: each.count for each in RoomCount.objects.filter(question=held)}
    is_counted = not 0 < len(papers) < held.least
    if held.is_secret:
        if is_counted:
            _publish(held, papers)
        Sealed.objects.filter(question=held).delete()
        # Each line is laid down anew by one statement, so that the order in which they voted goes too.
        Voter.objects.filter(question=held).update(voted=F("voted"))
    _result(held, online, room, is_counted)
    held.closed_at = now
    held.save(update_fields=["closed_at"])
    note(
        body=held.body,
        member=by,
        verb="question-closed",
        facts={"asked": held.wording, "question": held.address},
        now=now,
    )


def _opened(question: Question) -> list[Opened]:
    """Every sealed ballot, opened and shuffled."""
    boxes = list(Sealed.objects.filter(question=question))
    if not boxes:
        return []
    key = key_of(address=question.address)
    papers = []
    for sealed in boxes:
        try:
            number, code = unseal(key=key, box=bytes(sealed.box), address=question.address)
        except InvalidTag:  # changed by somebody who can write to the database: a void paper, and it shows as one
            number, code = BLANK, "void"
        papers.append(Opened(EMPTY if number == BLANK else question.choices[number], code))
    secrets.SystemRandom().shuffle(papers)
    return papers


def _publish(question: Question, papers: list[Opened]) -> None:
    with connection.cursor() as cursor:
        listed = json.dumps([[paper.choice, paper.code] for paper in papers])
        cursor.execute(INSERT[connection.vendor], [question.pk, listed])


def _online(question: Question, papers: list[Opened]) -> dict[str, int]:
    choices = (
        [paper.choice for paper in papers]
        if question.is_secret
        else list(Ballot.objects.filter(question=question).values_list("choice", flat=True))
    )
    return dict(Counter(choices))


def _result(question: Question, online: dict[str, int], room: dict[str, int], is_counted: bool) -> None:
    total = {choice: online.get(choice, 0) + room.get(choice, 0) for choice in [*question.choices, EMPTY]}
    voted = sum(total.values())
    threshold, base = majorities.Threshold(question.threshold), majorities.Base(question.base)
    if tuple(question.choices) == YES_NO:
        said = majorities.count(
            eligible=question.eligible, yes=total["yes"], no=total["no"], abstain=total["abstain"], void=total[EMPTY],
            threshold=threshold, base=base, quorum=question.quorum,
        )  # fmt: skip
        of, needed, chosen = said.base, said.needed, "yes" if said.carried else ""
    else:
        of = {"cast": voted - total[EMPTY], "present": voted, "eligible": question.eligible}[question.base]
        needed = majorities.needed_of(of, threshold)
        reached = [choice for choice in question.choices if total[choice] >= needed]
        chosen = reached[0] if reached and of and voted >= question.quorum else ""
    Result.objects.create(
        question=question,
        online=online if is_counted else {},
        room=room if is_counted else {},
        is_counted=is_counted,
        voted=voted,
        base=of,
        needed=needed,
        chosen=chosen,
        checksum=checksum_of(question) if is_counted else "",
    )


def checksum_of(question: Question) -> str:
    """The hash over the published ballots and the papers of the room: anyone who has the list makes the same (invariant 27)."""
    ballots = sorted(Ballot.objects.filter(question=question).values_list("code", "alias_id", "choice"), key=str)
    room = sorted(RoomCount.objects.filter(question=question).values_list("choice", "count"))
    return sha256(json.dumps([ballots, room], separators=(",", ":")).encode()).hexdigest()
