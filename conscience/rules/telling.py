"""What the lines of record about choosing say. They name nobody: who was chosen is read from the election, or from the term."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext

from rotation.models import Record
from rotation.rules.telling import told_by

VERBS: dict[str, Callable[[dict[str, Any]], str]] = {
    "question-put": lambda facts: (
        gettext("A vote was opened, with %(eligible)d who may vote: %(asked)s")
        % {"eligible": facts["eligible"], "asked": facts["asked"]}
    ),
    "question-closed": lambda facts: gettext("A vote was closed: %(asked)s") % {"asked": facts["asked"]},
    "election-opened": lambda facts: gettext("An election was opened: %(title)s") % {"title": facts["title"]},
    "name-taken-off": lambda facts: (
        gettext("Somebody took their own name off the board: %(title)s") % {"title": facts["title"]}
    ),
    "fifth-ballot-asked": lambda facts: (
        gettext("For a fifth ballot, %(title)s: %(for)d hands for, %(against)d against.")
        % {"title": facts["title"], "for": facts["for"], "against": facts["against"]}
    ),
    "hat-drawn": lambda facts: (
        gettext("The hat was drawn, with %(names)d names in it: %(title)s")
        % {"names": facts["names"], "title": facts["title"]}
    ),
}


def tell(*, lines: Sequence[Record]) -> list[tuple[int, str]]:
    """What this storey's lines say (asked by rotation)."""
    return told_by(VERBS, lines)
