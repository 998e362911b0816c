"""What a meeting's listing said before each of its changes, read from the record of its group."""

from typing import Any

from django.db.models import QuerySet

from groups.models import Meeting
from groups.rules.plain import from_plain
from rotation.models import Record

CHANGED, LEFT = "meeting-changed", "change-not-ours"


def history_of(meeting: Meeting) -> QuerySet[Record]:
    """The lines of record about this meeting's listing, newest first; those that were offered and not taken among them."""
    lines = Record.objects.filter(body=meeting.group.body, verb__in=(CHANGED, LEFT), facts__meeting=meeting.slug)
    return lines.order_by("-at", "-pk")


def before_the_last_change(meeting: Meeting) -> dict[str, Any]:
    """What the newest change of this meeting says was there before; empty where there is none."""
    return _before(history_of(meeting).filter(verb=CHANGED).first())


def before_change(meeting: Meeting, number: int) -> dict[str, Any]:
    """What that one change of this meeting says was there before; empty where there is no such change."""
    return _before(history_of(meeting).filter(verb=CHANGED, pk=number).first())


def _before(line: Record | None) -> dict[str, Any]:
    if line is None:
        return {}
    return from_plain({name: fact["before"] for name, fact in line.facts.get("changed", {}).items()})
