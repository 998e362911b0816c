"""A whole group as one file: all that is its own, for its people to keep or to go on with in another house."""

from base64 import b64encode
from datetime import UTC, date, datetime, time
from typing import Any

from feeds.rules.whole.tables import LEFT_BEHIND, MAILBOXES_LEFT, OF_OTHERS, Table, tables
from groups.models import Group, Meeting, Merger, Picture
from rotation.models import Body

FORMAT, EDITION = "fellowship-group", 1


class _Numbers:
    """What each row is called in the file: its place in its table. Bodies and groups are called alike; 0 is the group's own."""

    def __init__(self, body: Body) -> None:
        self.of: dict[type[Any], dict[Any, int]] = {}
        self.bodies: dict[int, int] = {body.pk: 0}

    def count(self, model: type[Any], pk: Any) -> None:
        if model not in (Body, Group):
            self.of.setdefault(model, {})[pk] = len(self.of.get(model, {}))

    def number(self, model: type[Any], pk: Any) -> int:
        if model in (Body, Group):
            return self.bodies.setdefault(pk, len(self.bodies))
        return self.of[model][pk]


def whole(*, group: Group, mailboxes: bool) -> dict[str, Any]:
    """All that is this group's, as plain JSON. `mailboxes`: with its contact, as its own servants may have it.

    The same group gives the same file, whichever house it is in.
    """
    numbers = _Numbers(group.body)
    rows = {each.name: _rows(each, group.body, numbers, mailboxes) for each in tables(mailboxes=mailboxes)}
    return {
        "format": FORMAT,
        "edition": EDITION,
        "group": group.body.slug,
        "mailboxes": mailboxes,
        "left_behind": LEFT_BEHIND | ({} if mailboxes else MAILBOXES_LEFT),
        "others": _others(group, numbers),
        "tables": rows,
    }


def _rows(table: Table, body: Body, numbers: _Numbers, mailboxes: bool) -> list[dict[str, Any]]:
    rows = []
    for row in table.rows_of(body):
        numbers.count(table.model, row.pk)
        said = {each.name: _said(row, each, numbers) for each in table.facts(mailboxes=mailboxes)}
        rows.append(said | {"moved": _moved(row, numbers)} if isinstance(row, Merger) else said)
    return rows


def _said(row: Any, column: Any, numbers: _Numbers) -> Any:
    value = getattr(row, column.attname)
    if value is None or not column.is_relation:
        return _plain(value)
    return numbers.number(column.related_model, value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    return value


def _moved(merger: Merger, numbers: _Numbers) -> dict[str, Any]:
    """What went along with a merger, by the numbers it has here. What is another group's is told in that one's file."""
    if not merger.moved:
        return {}
    meetings, pictures = numbers.of.get(Meeting, {}), numbers.of.get(Picture, {})
    return {
        "meetings": [meetings[pk] for pk in merger.moved["meetings"] if pk in meetings],
        "pictures": [pk for pk in merger.moved["pictures"] if pk in pictures],
    }


def _others(group: Group, numbers: _Numbers) -> list[dict[str, Any]]:
    """The bodies it has to do with: who they are, and nothing else of theirs."""
    others = sorted((number, pk) for pk, number in numbers.bodies.items() if number)
    found = Body.objects.in_bulk([pk for _number, pk in others])
    kinds = dict(Group.objects.filter(pk__in=found).values_list("pk", "merged_into"))
    return [
        {
            **{name: _plain(getattr(found[pk], name)) for name in OF_OTHERS},
            "is_group": pk in kinds,
            "is_merged_here": kinds.get(pk) == group.pk,
        }
        for _number, pk in others
    ]
