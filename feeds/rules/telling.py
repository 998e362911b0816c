"""What the lines of record about lists from elsewhere say, in plain words."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

from rotation.models import Record
from rotation.rules.telling import told_by


def _taken(facts: dict[str, Any]) -> str:
    count = facts["totals"].get("new", 0) + facts["totals"].get("changed", 0)
    said = {"source": facts["source"], "count": count}
    return (
        ngettext(
            "From %(source)s, %(count)d listing is new or has changed.",
            "From %(source)s, %(count)d listings are new or have changed.",
            count,
        )
        % said
    )


VERBS: dict[str, Callable[[dict[str, Any]], str]] = {
    "source-added": lambda facts: gettext("Listings may come in from %(source)s.") % facts,
    "source-removed": lambda facts: gettext("Nothing more comes in from %(source)s; what came stays.") % facts,
    "listings-taken": _taken,
}


def tell(*, lines: Sequence[Record]) -> list[tuple[int, str]]:
    """What this storey's lines say (asked by rotation)."""
    return told_by(VERBS, lines)
