"""What the lines of record about choosing say. They name nobody: who was chosen is read from the election, or from the term."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext

from conscience.models import Result
from rotation.models import Record


def _closed(facts: dict[str, Any]) -> str:
    said = {"asked": facts["asked"], "choice": facts.get("chosen", "")}
    if "chosen" not in facts:
        return gettext("A vote was closed: %(asked)s") % said
    if not said["choice"]:
        return gettext("A vote was closed: %(asked)s Not carried.") % said
    if said["choice"] == "yes":
        return gettext("A vote was closed: %(asked)s Carried.") % said
    return gettext("A vote was closed: %(asked)s Chosen: %(choice)s.") % said


VERBS: dict[str, Callable[[dict[str, Any]], str]] = {
    "question-put": lambda facts: (
        gettext("A vote was opened, with %(eligible)d who may vote: %(asked)s")
        % {"eligible": facts["eligible"], "asked": facts["asked"]}
    ),
    "question-closed": _closed,
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
    come_to = _what_votes_came_to(lines)
    told = []
    for line in lines:
        if line.verb in VERBS:
            told.append((line.pk, VERBS[line.verb](line.facts | come_to.get(line.facts.get("question", ""), {}))))
    return told


def _what_votes_came_to(lines: Sequence[Record]) -> dict[str, dict[str, str]]:
    """What was chosen, by a question's address: read and not recorded, since it shows only once what opened its ballots is
    gone. A ballot of an election decides nothing by itself. One query where there is such a line."""
    asked = {line.facts["question"] for line in lines if line.verb == "question-closed" and "question" in line.facts}
    if not asked:
        return {}
    results = Result.objects.filter(
        question__address__in=asked, question__declared_at__isnull=False, question__election=None
    )
    return {address: {"chosen": chosen} for address, chosen in results.values_list("question__address", "chosen")}
