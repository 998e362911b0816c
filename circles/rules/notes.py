"""The note to the servants: a few words to host and door alone, answered by ready-made phrases. It can answer no share."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from circles.models import Note
from circles.models.duty import Duty
from circles.models.note import About
from circles.rules.deeds import ActRule, Filled, FormRule, Rules
from circles.rules.helm import at_hand, host, leads_reading
from circles.rules.refusals import (
    NobodyThere,
    NobodyWouldSee,
    NoteSent,
    NotesRest,
    NoteTooLong,
    NotNow,
    NotYours,
    WePause,
)
from circles.rules.seal import seal, unseal
from circles.rules.table import Table

NOTE_LENGTH = 280
AGAIN = timedelta(seconds=60)  # before the next note of the same person, which takes the place of the one before
SHOWN_AT_MOST = 12  # notes at once: a flood must not bury the rest of the page
ANSWERS = {
    "seen": _("Thank you; we see it."),
    "sound": _("Try headphones, or open this page in another browser."),
    "pause": _("We have paused, or will if it goes on."),
    "slip": _("Your slip is coming."),
    "help": _("Please look at the help page; we are with you."),
}


def servants(table: Table, now: datetime) -> set[str]:
    """Who is shown the notes: whoever hosts or keeps the door, and is here."""
    return {seat for duty in (Duty.HOST, Duty.DOOR) if (seat := at_hand(table, duty, now)) is not None}


def check_note(table: Table, seat: str, now: datetime) -> None:
    if table.circle.paused_at is not None:
        raise WePause
    if not table.circle.notes_open:
        raise NotesRest
    if not servants(table, now) - {seat}:
        raise NobodyWouldSee
    note = table.notes.get(seat)
    if note is not None and now < note.at + AGAIN:
        raise NoteSent


def send_note(table: Table, seat: str, now: datetime, form: Filled) -> None:
    """Words for host and door; none are needed, for what it is about may say enough. Raises NoteTooLong."""
    check_note(table, seat, now)
    about = form.one("about")
    if about not in About.values or (about == About.SLIP and not table.meeting.gives_slips):
        raise NotNow
    if len(form.words) > NOTE_LENGTH:
        raise NoteTooLong
    note = table.notes.setdefault(seat, Note(circle=table.circle, seat_id=seat))
    note.about, note.answer, note.at = about, "", now
    note.sealed = seal(form.key, form.words, place=_place(seat))


def _place(seat: str) -> str:
    return f"note {seat}"


def check_answer(table: Table, seat: str, now: datetime) -> None:
    if seat not in servants(table, now):
        raise NotYours
    if not any(_waits(note) for note in table.notes.values()):
        raise NotNow


def answer_note(table: Table, seat: str, now: datetime, form: Filled) -> None:
    """One of the ready-made phrases, to whoever wrote from that place: "3 seen"."""
    check_answer(table, seat, now)
    place, _blank, phrase = form.one("answer").partition(" ")
    note = next((note for note in table.notes.values() if str(table.seats[note.seat_id].place) == place), None)
    if note is None:
        raise NobodyThere
    if phrase not in ANSWERS:
        raise NotNow
    note.answer = phrase


def _waits(note: Note) -> bool:
    return not note.answer


def check_notes(table: Table, seat: str, now: datetime) -> None:
    if table.circle.opened_at is None or not (host(table, now) == seat or leads_reading(table, seat, now)):
        raise NotYours


def turn_notes(table: Table, seat: str, now: datetime) -> None:
    """Stop notes, or let them come again, by hand; the script's cues do the same."""
    check_notes(table, seat, now)
    table.circle.notes_open = not table.circle.notes_open


ACTS: Rules = {
    "note": FormRule(check_note, send_note),
    "answer": FormRule(check_answer, answer_note),
    "notes": ActRule(check_notes, turn_notes),
}


# What is shown


def notes_to_read(table: Table, key: bytes | None) -> list[tuple[Note, str]]:
    """Notes with their words, those that wait first, then the newest; some of them when there are many."""
    rows = sorted(table.notes.values(), key=lambda note: (not _waits(note), -note.at.timestamp()))
    return [(note, unseal(key, note.sealed, place=_place(note.seat_id)) or "") for note in rows[:SHOWN_AT_MOST]]


def told(table: Table, seat: str, now: datetime) -> Iterator[str]:
    """What one's own page says about notes, by name: whether one is on its way, how it was answered, who would see it."""
    helm = servants(table, now)
    if seat in helm and any(_waits(note) for note in table.notes.values() if note.seat_id != seat):
        yield "notes-wait"
    if note := table.notes.get(seat):
        yield f"note-{note.answer or 'sent'}"
    if not table.circle.notes_open:
        yield "note-rests"
    elif not helm:
        yield "note-nobody"


def next_notes(table: Table) -> list[datetime]:
    """When somebody may write again though nothing will have happened."""
    return [note.at + AGAIN for note in table.notes.values()]
