"""The switchers: what each one answers, from what is published. Whatever cannot be understood is answered with nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Max, Min, Q, QuerySet
from django.http import QueryDict
from django.utils import translation

from feeds.rules.bmlt.asked import NUMBER, NotUnderstood, chosen, is_said, words
from feeds.rules.bmlt.changes import changes_of
from feeds.rules.bmlt.formats import all_known, row_of_kind
from feeds.rules.bmlt.narrowing import around, listed_by, narrowed, place_asked, services_of
from feeds.rules.bmlt.naws import dump
from feeds.rules.bmlt.records import A_FEW, FIELDS, Record, formats_among, records_of
from feeds.rules.bmlt.searching import fields_of, found, page_of
from feeds.rules.bmlt.tree import Tree, tree_of
from feeds.rules.guide_out import rows_of
from feeds.rules.own_kinds import kinds_here
from groups.models import Group, Meeting

NEARER = (25.0, 100.0, 400.0, 1600.0)  # kilometres
VERSION = "4.0.0"  # of the interface we speak, as clients ask for it


@dataclass
class Asked:
    """One question: the query, what is published, and the address of this house."""

    query: QueryDict
    groups: QuerySet[Group]
    root: str

    @cached_property
    def tree(self) -> Tree:
        """The bodies, read once."""
        return tree_of(self.groups)

    def read(self, narrowing: Q) -> tuple[list[Record], dict[str, Record]]:
        """The records of the meetings that `narrowing` names, and the formats among them."""
        with translation.override(self.language):
            return records_of(self.groups, self.tree, root=self.root, asked=narrowing)

    @property
    def language(self) -> str:
        """The language that is asked for by name, where we speak it; else the same for everyone, whatever they read here."""
        asked = self.query.get("lang_enum", "").strip()
        return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    @property
    def meetings(self) -> QuerySet[Meeting]:
        """The meetings that have a record."""
        return Meeting.objects.filter(group__in=self.groups.values("pk"), time__isnull=False)

    def found(self) -> tuple[list[Record], dict[str, Record]]:
        """What GetSearchResults finds, whole, and the formats among them (and more). Raises NotUnderstood."""
        narrowing, place = narrowed(self.query, self.tree), place_asked(self.query)
        latitude, longitude, width, nearest = place or (0.0, 0.0, 0.0, 0)
        # Of the nearest so many: ever wider around the place, until that many lie in a circle which was looked at whole.
        for reach in NEARER if nearest else ():
            records, formats = self.read(narrowing & around(latitude, longitude, reach))
            rows = found(records, self.query, self.tree)
            if len(rows) == nearest and all(float(row["distance_in_km"]) < reach for row in rows):
                return rows, formats
        if place and not nearest:
            narrowing &= around(latitude, longitude, width)
        records, formats = self.read(narrowing)
        return found(records, self.query, self.tree), formats


def answer(switcher: str, asked: Asked) -> Any:
    """What that switcher says. Raises KeyError where there is none of that name."""
    say = SWITCHERS[switcher]
    try:
        return say(asked)
    except NotUnderstood:
        return []


def _meetings(asked: Asked) -> Any:
    records, formats = asked.found()
    used = {number for record in records for number in record["format_shared_id_list"].split(",") if number}
    rows = [formats[number] for number in sorted(used, key=int)]
    if is_said(asked.query, "get_formats_only"):
        return rows
    page = fields_of(page_of(records, asked.query), asked.query)
    # By presence: its best-known client sends the name without a value.
    return {"meetings": page, "formats": rows} if "get_used_formats" in asked.query else page


def in_meeting_guide(asked: Asked) -> list[dict[str, Any]]:
    """GetSearchResults in the other world's format: a meeting of several days is one row there."""
    try:
        records = page_of(asked.found()[0], asked.query)
    except NotUnderstood:
        return []
    wanted = list(dict.fromkeys(int(record["id_bigint"][:-1]) for record in records))
    meetings = asked.meetings.select_related("group__body")
    by_number = {
        meeting.pk: meeting for meeting in (meetings.filter(pk__in=wanted) if len(wanted) <= A_FEW else meetings)
    }
    return list(rows_of([by_number[number] for number in wanted], root=asked.root))


def naws_dump(asked: Asked) -> Iterator[str]:
    """The spreadsheet of a body's meetings, with those of all bodies under it. Raises NotUnderstood without one."""
    value = asked.query.get("sb_id", "").strip()
    if not NUMBER.fullmatch(value):
        raise NotUnderstood("sb_id")
    below = {str(number) for number in asked.tree.below([int(value)])}
    records, formats = asked.read(listed_by(below, asked.tree))
    return dump([record for record in records if record["service_body_bigint"] in below], formats, asked.tree)


def _formats(asked: Asked) -> Any:
    with translation.override(asked.language):
        used = {row["id"]: row | {"root_server_uri": asked.root} for row in formats_among(asked.meetings)}
        every = {row["id"]: row | {"root_server_uri": asked.root} for row in _every_format()} | used
    ids, keys = chosen(asked.query, "format_ids"), words(asked.query, "key_strings")
    # Asked for by name it is told whether or not a meeting has it; otherwise only what some meeting has.
    rows = every if is_said(asked.query, "show_all") or keys or ids.wanted else used
    return [
        row
        for number, row in sorted(rows.items(), key=lambda each: int(each[0]))
        if ids.takes(number) and (not keys or row["key_string"] in keys)
    ]


def _every_format() -> list[dict[str, str]]:
    return all_known() + [row_of_kind(code, name) for code, name in kinds_here().items()]


def _bodies(asked: Asked) -> Any:
    tree, choice = asked.tree, services_of(asked.query, asked.tree)
    wanted = {number for number in tree.bodies if choice.takes(str(number))}
    if choice.wanted and is_said(asked.query, "parents"):
        wanted |= tree.above(wanted)
    return [tree.row_of(number) | {"root_server_uri": asked.root} for number in sorted(wanted) if number in tree.bodies]


def _keys(_asked: Asked) -> Any:
    return [{"key": key, "description": words} for key, words in FIELDS.items()]


def _values(asked: Asked) -> Any:
    key = asked.query.get("meeting_key", "").strip()
    if key not in FIELDS:
        raise NotUnderstood(key)
    ids: dict[str, list[str]] = {}
    for record in asked.read(Q())[0]:
        ids.setdefault(record[key], []).append(record["id_bigint"])
    return [{key: value, "ids": ",".join(numbers)} for value, numbers in sorted(ids.items())]


def _changes(asked: Asked) -> Any:
    """Each change of a listing with what was there before and after; who did it is nobody's business outside."""
    meetings, services = chosen(asked.query, "meeting_id"), chosen(asked.query, "service_body_id")
    start, end = (_day(asked.query, name) for name in ("start_date", "end_date"))
    wanted = Q(changed_at__isnull=False)  # by its last change; an earlier one may be what is asked for
    wanted &= Q(changed_at__gte=datetime.combine(start, time(), UTC)) if start else Q()
    wanted &= Q(pk__in={int(each) // 10 for each in meetings.wanted}) if meetings.wanted else Q()
    wanted &= listed_by(services.wanted, asked.tree) if services.wanted else Q()
    with translation.override(asked.language):
        rows = changes_of(asked.meetings.filter(wanted), asked.tree, root=asked.root, since=start, until=end)
    return [row for row in rows if meetings.takes(row["meeting_id"]) and services.takes(row["service_body_id"])]


def _day(query: QueryDict, name: str) -> Any:
    value = query.get(name, "").strip()
    if not value:
        return None
    try:
        return datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise NotUnderstood(name) from None


def _server(asked: Asked) -> Any:
    box = _box(asked)
    middle = {
        "centerLongitude": (box["nw_corner_longitude"] + box["se_corner_longitude"]) / 2 if box else 0,
        "centerLatitude": (box["nw_corner_latitude"] + box["se_corner_latitude"]) / 2 if box else 0,
    }
    return [
        {
            "version": VERSION,
            "versionInt": "4000000",
            "langs": ",".join(code for code, _name in settings.LANGUAGES),
            "nativeLang": "en",
            **{name: str(value) for name, value in middle.items()},
            "centerZoom": "6",
            "defaultDuration": "01:00:00",
            "regionBias": "",
            "charSet": "UTF-8",
            "distanceUnits": "km",
            "semanticAdmin": "0",
            "emailEnabled": "0",
            "emailIncludesServiceBodies": "0",
            "changesPerMeeting": "1",
            "meeting_states_and_provinces": "",
            "meeting_counties_and_sub_provinces": "",
            "available_keys": ",".join(FIELDS),
            "google_api_key": "",
            "aggregator_mode_enabled": "0",
        }
    ]


def _box(asked: Asked) -> dict[str, float]:
    placed = asked.meetings.filter(latitude__isnull=False, longitude__isnull=False).exclude(days=[])
    corners = placed.aggregate(
        nw_corner_longitude=Min("longitude"),
        nw_corner_latitude=Max("latitude"),
        se_corner_longitude=Max("longitude"),
        se_corner_latitude=Min("latitude"),
    )
    return corners if corners["nw_corner_latitude"] is not None else {}


def _area(asked: Asked) -> Any:
    """A list of one box, in strings, as servers answer; the contract's text says one object of numbers."""
    box = _box(asked)
    return [{name: str(value) for name, value in box.items()}] if box else []


SWITCHERS: dict[str, Callable[[Asked], Any]] = {
    "GetSearchResults": _meetings,
    "GetFormats": _formats,
    "GetServiceBodies": _bodies,
    "GetFieldKeys": _keys,
    "GetFieldValues": _values,
    "GetChanges": _changes,
    "GetServerInfo": _server,
    "GetCoverageArea": _area,
}
