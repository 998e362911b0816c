"""GetChanges: each change of a listing with what was there before and after, read back from the records of the groups.

Who made a change is nobody's business outside, so no user is named. A change that came with a list leaves no line in a record;
of those there is the last, with what is there since.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from feeds.rules.bmlt.records import Record, lister
from feeds.rules.bmlt.tree import Tree
from groups.models import Meeting
from groups.rules.history import CHANGED
from groups.rules.plain import from_plain
from rotation.models import Record as Line

# What somebody may have taken out because it led to a person is told as it stands today, or not at all.
TAKEN_OUT = (
    "phone_meeting_number",
    "virtual_meeting_link",
    "virtual_meeting_additional_info",
    "comments",
    "location_info",
)
LISTED = frozenset(each.name for each in Meeting._meta.concrete_fields)


def changes_of(meetings: QuerySet[Meeting], tree: Tree, *, root: str, since: Any, until: Any) -> list[dict[str, Any]]:
    """Every change of these meetings within those days (UTC, both included; None: no bound), the newest first.

    As many queries for one meeting as for many.
    """
    found = list(meetings.select_related("group__body"))
    told, rows_of = _lines_of(found, meetings), lister(found, tree, root=root)
    changes = [
        change
        for meeting in found
        for change in _of(meeting, told[meeting.pk], lambda each: {row["id_bigint"]: row for row in rows_of(each)[0]})
    ]
    within = [each for day, each in changes if (not since or day >= since) and (not until or day <= until)]
    return sorted(within, key=lambda each: (-int(each["date_int"]), int(each["meeting_id"])))


def _lines_of(meetings: list[Meeting], asked: QuerySet[Meeting]) -> dict[int, list[Line]]:
    """The lines about each meeting, newest first."""
    by_slug = {meeting.slug: meeting.pk for meeting in meetings}
    found: dict[int, list[Line]] = defaultdict(list)
    for line in Line.objects.filter(body__in=asked.order_by().values("group"), verb=CHANGED).order_by("-pk"):
        if (meeting := by_slug.get(line.facts.get("meeting", ""))) is not None:
            found[meeting].append(line)
    return found


def _of(meeting: Meeting, lines: list[Line], rows: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Back from what it is today, one line at a time."""
    today = after = rows(meeting)
    if meeting.changed_at and (not lines or meeting.changed_at > lines[0].at):
        for row in today.values():
            yield _change("change" if meeting.version else "new", None, row, meeting.changed_at, meeting.version)
    for line in lines:
        was = from_plain({name: fact["before"] for name, fact in line.facts.get("changed", {}).items()})
        for name in LISTED & was.keys():
            setattr(meeting, name, was[name])
        before = rows(meeting)
        for number in sorted({*before, *after}):
            if (one := before.get(number)) != (other := after.get(number)):
                kind = "new" if one is None else "delete" if other is None else "change"
                shown = [_without(each, today.get(number, {})) for each in (one, other)]
                yield _change(kind, shown[0], shown[1], line.at, line.pk)
        after = before


def _without(row: Record | None, today: Record) -> Record | None:
    if row is None:
        return None
    return row | {name: "" for name in TAKEN_OUT if row[name] != today.get(name)}


def _change(
    kind: str, before: Record | None, after: Record | None, at: datetime, number: int
) -> tuple[Any, dict[str, Any]]:
    row, moment = after or before or {}, at.astimezone(UTC)
    told = {
        "date_int": str(int(moment.timestamp())),
        "date_string": f"{moment:%Y-%m-%d %H:%M:%S}",
        "change_type": f"comdef_change_type_{kind}",
        "change_id": f"{row['id_bigint']}{number:04}",
        "meeting_id": row["id_bigint"],
        "meeting_name": row["meeting_name"],
        "user_id": "",
        "user_name": "",
        "service_body_id": row["service_body_bigint"],
        "service_body_name": row["service_body_name"],
        "meeting_exists": "0" if after is None else "1",
        "details": {},
        "json_data": {"before": before, "after": after},
    }
    return moment.date(), told
