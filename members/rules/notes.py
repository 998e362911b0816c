"""Notes: what a member may want to know, written once however often it is looked for.

Nobody enqueues them: sweeps look at what is due and write what is not yet there. The database refuses the second of a kind
(`one_note_of_a_step_per_member`, `one_letter_a_matter`), so two sweeps at once, or one that died half-way, come to the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from members.models import Letters, Member, Note, NoteLetter, NotWanted
from members.rules.note_wishes import hour_for

AT_ONCE = 1000  # rows in a statement
KEPT = timedelta(days=180)  # a note, and what became of its letter


@dataclass(frozen=True)
class Due:
    """What is to be told: to whom, in which words (`kind`), about which matter, and how near it has come."""

    member: int  # its id
    kind: str
    matter: str
    step: str = ""
    facts: dict[str, str | int] = field(default_factory=dict)
    path: str = ""
    due_on: date | None = None
    until: datetime | None = (
        None  # gone without trace from then on: what says where somebody will be must not say where they were
    )

    @property
    def unique(self) -> tuple[int, str, str]:
        return self.member, self.matter, self.step


@dataclass(frozen=True)
class NoteKind:
    """The words of one kind of note. `words` may name its facts and `on`, the day it is about; both lazily translated."""

    kind: str
    words: object
    called: object  # what a member reads who would not hear of this kind again


def keep(*, dues: Iterable[Due], now: datetime) -> int:
    """Write each note that is not there yet and is not unwanted, and lay a letter ready where its member asked for one.

    Takes any number, a thousand rows a transaction. Gives how many were new.
    """
    waiting, new = iter(dues), 0
    while chunk := list(islice(waiting, AT_ONCE)):
        new += _keep(chunk, now)
    return new


@transaction.atomic
def _keep(dues: list[Due], now: datetime) -> int:
    ids = {due.member for due in dues}
    # Held, so that nobody is erased while something is being written for them.
    held = Member.objects.select_for_update(of=("self",), no_key=True).select_related("wishes").order_by("pk")
    members = {member.pk: member for member in held.filter(pk__in=ids)}
    matters = {due.matter for due in dues}
    there = set(Note.objects.filter(member__in=ids, matter__in=matters).values_list("member_id", "matter", "step"))
    unwanted = set(NotWanted.objects.filter(member__in=ids).values_list("member_id", "what"))
    new = {
        due.unique: due
        for due in dues
        if due.member in members
        and due.unique not in there
        and not {(due.member, due.kind), (due.member, due.matter)} & unwanted
    }
    Note.objects.bulk_create(
        [
            Note(member_id=due.member, kind=due.kind, matter=due.matter, step=due.step, facts=due.facts, path=due.path,
                 due_on=due.due_on, until=due.until, written_at=now)
            for due in new.values()
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    NoteLetter.objects.bulk_create(_letters(list(new.values()), members, now), ignore_conflicts=True)
    return len(new)


def _letters(dues: list[Due], members: dict[int, Member], now: datetime) -> Iterator[NoteLetter]:
    """A letter for each matter of those who asked for letters and gave an address."""
    if not settings.PUBLIC_ADDRESS:
        return  # nowhere to lead to, and no way to stop them
    asked = [pk for pk, member in members.items() if _wishes_letters(member)]
    reached = set(EmailAddress.objects.filter(user__in=asked).values_list("user_id", flat=True))
    for due in dues:
        if due.member in reached:
            wishes = members[due.member].wishes
            go_at = hour_for(wishes=wishes, zone=members[due.member].zone, now=now)
            if due.until is None or go_at < due.until:
                yield NoteLetter(
                    member_id=due.member, matter=due.matter, due_on=due.due_on, until=due.until, go_at=go_at
                )


def _wishes_letters(member: Member) -> bool:
    return hasattr(member, "wishes") and member.wishes.letters != Letters.NONE


def notes_of(member: Member, *, now: datetime) -> QuerySet[Note]:
    """This member's notes: what was not read first, then newest first."""
    standing = Note.objects.filter(Q(until=None) | Q(until__gt=now), member=member)
    return standing.order_by(F("read_at").asc(nulls_first=True), "-written_at", "-pk")


def read(*, member: Member, note: int, now: datetime) -> None:
    """Put a note of one's own with those that were read."""
    Note.objects.filter(pk=note, member=member, read_at=None).update(read_at=now)


def read_all(*, member: Member, now: datetime) -> None:
    Note.objects.filter(member=member, read_at=None).update(read_at=now)


@transaction.atomic
def tell_no_more(*, member: Member, note: int, whole_kind: bool, now: datetime) -> None:
    """Write no more notes of this matter, or of its whole kind; letters that wait for it are taken out."""
    found = Note.objects.filter(pk=note, member=member).first()
    if found is None:
        return
    NotWanted.objects.get_or_create(member=member, what=found.kind if whole_kind else found.matter)
    same = Q(kind=found.kind) if whole_kind else Q(matter=found.matter)
    matters = Note.objects.filter(same, member=member)
    matters.filter(read_at=None).update(read_at=now)
    NoteLetter.objects.filter(member=member, way="waiting", matter__in=matters.values("matter")).delete()


def forget_matter(*, member: int, matter: str) -> None:
    """Let go of every note and letter of a matter that is none any more, for the member of that id."""
    NoteLetter.objects.filter(member=member, matter=matter).delete()
    Note.objects.filter(member=member, matter=matter).delete()


def tell_again(*, member: Member, what: str) -> None:
    """Take back a "don't tell me again"."""
    NotWanted.objects.filter(member=member, what=what).delete()


def forget_old(*, now: datetime) -> int:
    """Let go of notes and letters half a year old, and of those whose moment has passed. Gives how many notes."""
    NoteLetter.objects.filter(Q(go_at__lt=now - KEPT) | Q(until__lte=now)).delete()
    return Note.objects.filter(Q(written_at__lt=now - KEPT) | Q(until__lte=now)).delete()[0]
