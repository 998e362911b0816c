"""The note to the servants: a few words to host and door alone, answered by ready-made phrases. It can answer no share."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from circles.models import Note
from circles.models.duty import Duty
from circles.models.note import About
from circles.rules.deeds import ActRule, Filled, FormRule, Rules
from circles.rules.helm import at_hand, fresh_wishes, host, leads_reading, may_take, say_so, waits
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
SERVE = "serve"  # the wish that somebody would take the door or host
ANSWERS = {
    "listen": _("Yes, listening is fine."),
    "yes": _("Yes, gladly."),
    "not": _("Not in this circle; it is good that you ask."),
    "later": _("Please ask again after the circle; there is time then."),
    "seen": _("Thank you; we see it."),
    "sound": _("Try headphones, or open this page in another browser."),
    "pause": _("We have paused, or will if it goes on."),
    "slip": _("Your slip is coming."),
    "help": _("Please look at the help page; we are with you."),
}

FOR: dict[str, tuple[str, ...]] = {  # the phrases that may fit, by what a note is about
    About.QUESTION: ("listen", "yes", "not", "later"),
    About.SOUND: ("sound", "seen"),
    About.HELP: ("help", "pause", "seen"),
    About.SAFETY: ("seen", "pause", "help"),
    About.SLIP: ("slip", "seen"),
}


def phrases_for(table: Table, about: str) -> list[tuple[str, Any]]:
    """The ready answers to offer for a note about that: each one's name and words."""
    known = [name for name in FOR.get(about, ANSWERS) if name != "later" or table.meeting.after_meeting]
    return [(name, ANSWERS[name]) for name in known]


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


def sought(table: Table, now: datetime) -> bool:
    """Whether somebody here asked a moment ago that one serve, and nobody does yet."""
    return not servants(table, now) and bool(fresh_wishes(table, SERVE, now))


def check_ask(table: Table, seat: str, now: datetime) -> None:
    if servants(table, now) or fresh_wishes(table, SERVE, now):
        raise NotNow


def ask_for_servant(table: Table, seat: str, now: datetime) -> None:
    """Let the room be asked whether someone would host or keep the door. It reads neither who asks nor why."""
    check_ask(table, seat, now)
    say_so(table, SERVE, seat, now)


ACTS: Rules = {
    "ask-serve": ActRule(check_ask, ask_for_servant),
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
    if sought(table, now):
        if (SERVE, seat) in table.wishes:
            yield "serve-asked"
        elif any(may_take(table, duty, seat, now) for duty in (Duty.HOST, Duty.DOOR)):
            yield "serve-wanted"


def next_notes(table: Table) -> list[datetime]:
    """When somebody may write or ask again though nothing will have happened."""
    asked = [wish.at + waits(SERVE) for (name, _seat), wish in table.wishes.items() if name == SERVE]
    return asked + [note.at + AGAIN for note in table.notes.values()]
