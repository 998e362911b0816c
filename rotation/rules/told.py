"""What servants of a body will be told and have been told, by role: for whoever serves it as secretary."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from members.models import Note, NoteLetter, Way
from rotation.models import HOLDING, Body, Term, TermKind
from rotation.rules.reminders import STEPS

MOST = 100


@dataclass(frozen=True)
class Told:
    """One step of one term's end: by then it is told, or it was, and how its letter fares (empty: no letter)."""

    day: date
    is_told: bool
    letter: str = ""
    is_doubtful: bool = False  # perhaps sent, or given up


@dataclass(frozen=True)
class Ending:
    """A term that ends, and what is said of it to whoever serves."""

    term: int
    role: str
    ends_on: date
    steps: list[Told]


def endings_of(body: Body, *, now: datetime) -> list[Ending]:
    """For each term that goes on today or begins later, soonest end first: each step before its end. Three queries."""
    today = now.astimezone(body.tz).date()
    terms = Term.objects.filter(role__body=body, ends_on__gt=today, kind__in=[*HOLDING, TermKind.ALTERNATE])
    terms = terms.select_related("role", "alias").order_by("ends_on", "pk")[:MOST]
    matters = [f"term/{term.pk}" for term in terms]
    noted = Note.objects.filter(matter__in=matters).values_list("matter", "step", "written_at")
    told = {(matter, step): at.astimezone(body.tz).date() for matter, step, at in noted}
    letters = dict(NoteLetter.objects.filter(matter__in=matters).values_list("matter", "way"))
    return [_ending(term, told, letters, today) for term in terms]


def once_more(*, body: Body, term: int, now: datetime) -> bool:
    """Lay the letter about that term's end ready again, where it was perhaps sent or given up. Gives whether it was."""
    if not Term.objects.filter(pk=term, role__body=body).exists():
        return False
    doubtful = NoteLetter.objects.filter(matter=f"term/{term}", way__in=[Way.PERHAPS, Way.REFUSED])
    return bool(doubtful.update(way=Way.WAITING, claim="", claimed_at=None, tries=0, go_at=now))


def _ending(term: Term, told: dict[tuple[str, str], date], letters: dict[str, str], today: date) -> Ending:
    matter = f"term/{term.pk}"
    way = letters.get(matter, "")
    steps, first = [], True
    for days in sorted(STEPS, reverse=True):
        day, at = term.ends_on - timedelta(days=days), told.get((matter, str(days)))
        if at is None and day <= term.starts_on:
            continue  # so short a term is told of later only
        if at is None and day < today:
            continue  # that day is past, and nothing was said on it
        letter = str(Way(way).label) if way and at and first else ""
        steps.append(Told(at or day, at is not None, letter, way in {Way.PERHAPS, Way.REFUSED} and bool(letter)))
        first = first and at is None
    return Ending(term.pk, term.role.title, term.ends_on, steps)
