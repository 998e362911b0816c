"""The coming weeks' duties: what is free, who said "I will", and what becomes of it.

A pledge is for one evening and gives nothing but to be asked first there. It goes when its member sits down in that circle, so
that the database never holds who and where together, and when the evening has ended.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.expressions import F, Value
from django.db.models.functions import Coalesce, NullIf

from circles.models import Circle, Pledge
from circles.models.duty import Duty
from circles.rules.refusals import KeptByTerm, NotThatEvening, SomeoneElseHasIt
from groups.models import Meeting, Membership
from groups.profiles import duty_titles
from groups.rules.times import Occurrence, next_occurrence
from groups.rules.whats_on import row_of
from members.models import Member
from members.rules.notes import forget_matter
from rotation.access import serving_on_days
from rotation.models import Alias

WEEKS = 4  # evenings one can say "I will" for


@dataclass(frozen=True)
class Kept:
    """A pledge as the group reads it."""

    pk: int
    starts_at: datetime
    duty: str
    member_id: int
    name: str  # as its member is called in the group
    belongs: bool  # still


@dataclass(frozen=True)
class Line:
    """One duty of a coming evening, as one viewer may see it."""

    duty: str
    title: str  # in the group's own words
    state: str  # "free", "kept", "term", "mine" or "my-term"
    name: str  # who keeps it; empty for those who are not the group's own


@dataclass(frozen=True)
class Week:
    """One coming evening and its duties."""

    at: str  # as its form names it
    when: str
    lines: list[Line]

    @property
    def mine(self) -> bool:
        return any(line.state == "mine" for line in self.lines)

    @property
    def by_my_term(self) -> bool:
        return any(line.state == "my-term" for line in self.lines)


def coming(meeting: Meeting, now: datetime) -> list[Occurrence]:
    """The next evenings whose doors are still shut; once they are open, duties are taken on inside."""
    found: list[Occurrence] = []
    after = now + timedelta(minutes=meeting.doors_minutes)
    while len(found) < WEEKS and (occurrence := next_occurrence(meeting, after)) is not None:
        found.append(occurrence)
        after = occurrence.starts_at
    return found


def named(occurrence: Occurrence) -> str:
    """An evening as forms name it."""
    return str(int(occurrence.starts_at.timestamp()))


def weeks(*, meeting: Meeting, member: Member | None, names: bool, now: datetime, viewer: tzinfo) -> list[Week]:
    """The coming evenings as `member` may see them; `names`: they are one of the group's own. Two queries, however many."""
    evenings, titles = coming(meeting, now), duty_titles(meeting)
    if not evenings:
        return []
    rows = {(row.starts_at, row.duty): row for row in _standing(meeting, evenings, now)}
    terms = _by_term(meeting, evenings)

    def line(duty: str, evening: Occurrence) -> Line:
        row = rows.get((evening.starts_at, duty))
        if row is not None and member is not None and row.member_id == member.pk:
            return Line(duty, titles[duty], "mine", row.name if names else "")
        if by := terms.get((evening.starts_at, duty)):
            if member is not None and member.pk in by:
                return Line(duty, titles[duty], "my-term", by[member.pk] if names else "")
            return Line(duty, titles[duty], "term" if names else "kept", ", ".join(by.values()) if names else "")
        if row is not None:
            return Line(duty, titles[duty], "kept", row.name if names else "")
        return Line(duty, titles[duty], "free", "")

    return [
        Week(named(each), row_of(meeting, each, now, viewer).when, [line(duty, each) for duty in Duty.values])
        for each in evenings
    ]


def pledge(*, meeting: Meeting, at: str, duty: str, member: Member, now: datetime) -> None:
    """ "I will". Said again it changes nothing; of two who press at once one gets it.

    Raises NotThatEvening, KeptByTerm, SomeoneElseHasIt.
    """
    evening = _evening(meeting, at, duty, now)
    _standing(meeting, coming(meeting, now), now)
    if (evening.starts_at, duty) in _by_term(meeting, [evening]):
        raise KeptByTerm
    try:
        with transaction.atomic():
            Pledge.objects.create(meeting=meeting, starts_at=evening.starts_at, duty=duty, member=member)
    except IntegrityError:
        wanted = (evening.starts_at, duty)
        there = next((row for row in _kept(meeting) if (row.starts_at, row.duty) == wanted), None)
        if there is None or there.member_id != member.pk:
            raise SomeoneElseHasIt(there.name if there else "") from None


def take_back(*, meeting: Meeting, at: str, duty: str, member: Member, now: datetime) -> None:
    """Think again: it is free. Taken back twice it changes nothing, nor does taking back another's. Raises NotThatEvening."""
    evening = _evening(meeting, at, duty, now)
    evenings = Pledge.objects.filter(meeting=meeting, starts_at=evening.starts_at, member=member)
    evenings.filter(duty=duty).delete()
    if not evenings.exists():
        forget_matter(member=member.pk, matter=matter_of(meeting.pk, evening.starts_at))


def matter_of(meeting: int, starts_at: datetime) -> str:
    """What notes of that evening share, by which they are found again."""
    return f"pledge/{meeting}/{starts_at:%Y%m%d%H%M}"


def redeem(circle: Circle, identity: str) -> list[str]:
    """What whoever sits down in that circle said they would do there; no row says so any more."""
    kind, _colon, member = identity.partition(":")
    if kind != "member" or circle.rehearsal:
        return []
    mine = Pledge.objects.filter(meeting=circle.meeting_id, starts_at=circle.starts_at, member=int(member))
    duties = [row.duty for row in mine]
    if duties:
        mine.delete()
        forget_matter(member=int(member), matter=matter_of(circle.meeting_id, circle.starts_at))
    return duties


def forget_past(*, now: datetime) -> int:
    """Erase what was for evenings that have ended. Gives how many."""
    begun = Pledge.objects.filter(starts_at__lte=now).select_related("meeting")
    return _erase(row.pk for row in begun if _has_ended(row.starts_at, row.meeting, now))


def _evening(meeting: Meeting, at: str, duty: str, now: datetime) -> Occurrence:
    found = next((each for each in coming(meeting, now) if named(each) == at), None)
    if found is None or duty not in Duty.values:
        raise NotThatEvening
    return found


def _kept(meeting: Meeting) -> list[Kept]:
    """Everything pledged there, whether it still counts or not. One query."""
    alias = Alias.objects.filter(body=meeting.group.body, member=OuterRef("member")).values("name")[:1]
    current = Membership.objects.filter(group=meeting.group, member=OuterRef("member"), ended_on=None)
    name = Coalesce(NullIf(Subquery(alias), Value("")), F("member__name"))
    rows = Pledge.objects.filter(meeting=meeting)
    return [Kept(*row) for row in rows.values_list("pk", "starts_at", "duty", "member_id", name, Exists(current))]


def _standing(meeting: Meeting, evenings: list[Occurrence], now: datetime) -> list[Kept]:
    """What is pledged, after erasing what counts no more: past, by someone who has left, or for an hour that was changed."""
    rows, starts = _kept(meeting), {each.starts_at for each in evenings}
    doors = timedelta(minutes=meeting.doors_minutes)

    def counts(row: Kept) -> bool:
        going_on = row.starts_at - doors <= now and not _has_ended(row.starts_at, meeting, now)
        return row.belongs and (row.starts_at in starts or going_on)

    _erase(row.pk for row in rows if not counts(row))
    return [row for row in rows if counts(row)]


def _has_ended(starts_at: datetime, meeting: Meeting, now: datetime) -> bool:
    return starts_at + timedelta(minutes=meeting.minutes) <= now


def _erase(rows: Iterable[int]) -> int:
    gone = list(rows)
    return Pledge.objects.filter(pk__in=gone).delete()[0] if gone else 0


def _by_term(meeting: Meeting, evenings: list[Occurrence]) -> dict[tuple[datetime, str], dict[int, str]]:
    """(start, duty) of what is kept on that day by a term of the group's, whose day is its own; by whom, and their name."""
    body = meeting.group.body
    days = {each.starts_at: each.starts_at.astimezone(body.tz).date() for each in evenings}
    found: dict[tuple[datetime, str], dict[int, str]] = {}
    for served, duties, member, name in serving_on_days(body=body, days=days.values()):
        for start, day in days.items():
            if day == served:
                for duty in duties:
                    found.setdefault((start, duty), {})[member] = name
    return found
