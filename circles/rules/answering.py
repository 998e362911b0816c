"""Answering the door: who may, whom, and what they are shown of whoever waits there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from circles.models import Knock
from circles.models.duty import Duty
from circles.rules.deeds import ActRule, AimedRule, Rules
from circles.rules.helm import at_hand
from circles.rules.refusals import AlreadyAnswered, NotNow, NotYours
from circles.rules.seal import unseal_person
from circles.rules.table import Table

SERVANTS_FIRST = timedelta(seconds=60)  # then any member who belonged before today may answer
GONE = timedelta(seconds=60)  # a page that has not looked for so long has left the door


@dataclass(frozen=True)
class Waiting:
    """Someone at the door, as whoever may answer sees them."""

    number: int
    name: str
    first_time: bool


def is_waiting(row: Knock, now: datetime) -> bool:
    return row.let_in_at is None and row.not_now_at is None and now - row.seen_at < GONE


def waiting(table: Table, now: datetime) -> list[Knock]:
    return sorted((row for row in table.knocks.values() if is_waiting(row, now)), key=lambda row: (row.at, row.number))


def _serves(table: Table, seat: str, now: datetime) -> bool:
    return bool({"host", "door"} & set(table.person(seat).duties)) or seat in (
        at_hand(table, Duty.HOST, now),
        at_hand(table, Duty.DOOR, now),
    )


def attended(table: Table, now: datetime) -> bool:
    """Whether anybody is inside who may answer a knock, at once or a minute later."""
    return any(table.person(seat.id).belongs or _serves(table, seat.id, now) for seat in table.present(now))


def answerable(table: Table, seat: str, now: datetime) -> list[Knock]:
    """Whom this person may answer now, the first to knock first."""
    there = waiting(table, now)
    if not there or _serves(table, seat, now):
        return there
    return [row for row in there if table.person(seat).belongs and now >= row.at + SERVANTS_FIRST]


def check_answer(table: Table, seat: str, now: datetime) -> None:
    if not _serves(table, seat, now) and not table.person(seat).belongs:
        raise NotYours
    if not answerable(table, seat, now):
        raise NotNow


def by_number(table: Table, number: int | None) -> str:
    """The knock of that number. Raises AlreadyAnswered where there is none."""
    found = next((row.pk for row in table.knocks.values() if row.number == number), None)
    if found is None:
        raise AlreadyAnswered
    return found


def _meant(table: Table, seat: str, now: datetime, knock: str) -> Knock:
    if not _serves(table, seat, now) and not table.person(seat).belongs:
        raise NotYours
    found = next((row for row in answerable(table, seat, now) if row.pk == knock), None)
    if found is None:
        raise AlreadyAnswered
    return found


def let_in(table: Table, seat: str, now: datetime, knock: str) -> None:
    """Whoever knocked comes in as soon as their page looks again. Two who answer at once: the first answer counts."""
    _meant(table, seat, now, knock).let_in_at = now


def not_now(table: Table, seat: str, now: datetime, knock: str) -> None:
    """Not just now: they read so in kind words, and may knock again after a while."""
    _meant(table, seat, now, knock).not_now_at = now


def let_all_in(table: Table, seat: str, now: datetime) -> None:
    check_answer(table, seat, now)
    for row in answerable(table, seat, now):
        row.let_in_at = now


def all_not_now(table: Table, seat: str, now: datetime) -> None:
    """For a crowd that came to disturb: nobody need be answered one by one."""
    check_answer(table, seat, now)
    for row in answerable(table, seat, now):
        row.not_now_at = now


ACTS: Rules = {
    "let-in": AimedRule(check_answer, let_in, by_number),
    "not-now": AimedRule(check_answer, not_now, by_number),
    "let-all-in": ActRule(check_answer, let_all_in),
    "all-not-now": ActRule(check_answer, all_not_now),
}


# What is shown


def shown_to(table: Table, seat: str, now: datetime) -> str:
    """Which knocks this person is shown: "knocks" for whoever serves at the door, "late-knocks" for other members, or ""."""
    if not answerable(table, seat, now):
        return ""
    return "knocks" if _serves(table, seat, now) else "late-knocks"


def shown(table: Table, audience: list[str], key: bytes | None, now: datetime) -> list[Waiting]:
    """Who waits, for that audience; nobody for everyone else."""
    if not {"knocks", "late-knocks"} & set(audience):
        return []
    late = "knocks" not in audience
    rows = [row for row in waiting(table, now) if not late or now >= row.at + SERVANTS_FIRST]
    people = [(row.number, unseal_person(key, row.sealed, seat=row.pk)) for row in rows]
    return [Waiting(number, person.name, person.first_time) for number, person in people]


def next_change(table: Table, now: datetime) -> datetime | None:
    """When the clock alone will let others answer, or take a knock away whose page has left the door."""
    rows = waiting(table, now)
    moments = [row.at + SERVANTS_FIRST for row in rows] + [row.seen_at + GONE for row in rows]
    return min((moment for moment in moments if moment > now), default=None)
