"""Notes in words: each storey says which kinds it writes, and how they read."""

from datetime import date

from django.utils.formats import date_format

from members.models import Note
from members.panels import panels
from members.rules.notes import NoteKind


def kinds_of_notes() -> dict[str, NoteKind]:
    """Every kind that a storey which stands here writes, by its name."""
    return {each.kind: each for each in panels("note_kinds", room="rules.reminders")}


def in_words(note: Note, kinds: dict[str, NoteKind]) -> str:
    """The note as its member reads it, in the language of the moment; nothing where its storey is gone."""
    if note.kind not in kinds:
        return ""
    facts = {name: _plain(value) for name, value in note.facts.items()}
    return str(kinds[note.kind].words) % (facts | {"on": date_format(note.due_on) if note.due_on else ""})


def _plain(value: object) -> object:
    """A day kept as text is said as a day."""
    try:
        return date_format(date.fromisoformat(value)) if isinstance(value, str) and len(value) == 10 else value
    except ValueError:
        return value
