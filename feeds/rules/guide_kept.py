"""What a Meeting Guide row says that we have no field for: kept as it came, and given back in the same format.

Never kept: contacts, addresses of mail, telephone numbers of people and the pages on which servants edit. They are people.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from groups.models import Venue
from groups.rules.meeting_fields import RowIsRefused, link_of, text_of
from groups.types import TYPES

NOTES = ("notes", "location_notes", "group_notes")  # joined in our own field; kept apart so that they can be told apart
ENTITY = ("entity", "entity_location", "entity_phone", "entity_logo", "entity_url")
TEXTS = ("conference_phone_notes", "district", "sub_district", "data_source_name", "entity_location", "entity_phone")
LINKS = ("url", "location_url", "website", "website_2", "feedback_url", "data_source", "entity_logo", "entity_url")
NUMBERS = ("id", "location_id", "region_id")
SHAPES = {
    "venmo": re.compile(r"@[\w-]{1,60}"),
    "square": re.compile(r"\$[\w-]{1,60}"),
    "paypal": re.compile(r"[A-Za-z0-9]{1,20}"),
    "homegroup_online": re.compile(r"[A-Za-z0-9_-]{1,60}"),
    "approximate": re.compile(r"yes|no"),
}
LONGEST = 5000


def kept_from(row: dict[str, Any], *, usually: str) -> dict[str, Any]:
    """The row's other facts, cleaned, by the format's own keys. What is not of its form is left out.

    `usually` is what we would say of `approximate` ourselves; only something else is kept.
    """
    kept: dict[str, Any] = {name: _text(row, name) for name in (*NOTES, *TEXTS)}
    kept |= {name: text for name in SHAPES if (text := _shaped(row, name))}
    kept |= {name: link for name in LINKS if (link := _link(row, name))}
    kept |= {name: row[name] for name in NUMBERS if _is_number(row.get(name))}
    if entity := _text(row, "entity")[:100]:
        kept["entity"] = entity
    else:  # the format knows no entity without a name
        kept = {name: value for name, value in kept.items() if name not in ENTITY}
    if kept.get("approximate") == usually:
        del kept["approximate"]
    if unknown := unknown_types(row):
        kept["types"] = unknown
    told_apart = [name for name in NOTES if kept.get(name)]
    if told_apart == ["notes"]:
        del kept["notes"]
    return {name: value for name, value in kept.items() if value != ""}


def usually_approximate(*, venue: str, stands: bool) -> str:
    """What the format calls approximate where nobody said: a circle online, or one whose place we do not know."""
    return "yes" if venue == Venue.ONLINE or (venue == Venue.HYBRID and not stands) else "no"


def unknown_types(row: dict[str, Any]) -> list[str]:
    """The row's codes that are none of the published ones; kept for the report, not given out."""
    value = row.get("types") or []
    codes = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    words = [_text({"type": code}, "type") for code in codes if isinstance(code, str)]
    return sorted({code for code in words if code and code not in TYPES})[:50]


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53


def _text(row: dict[str, Any], name: str) -> str:
    try:
        return text_of(row, name, longest=LONGEST)
    except RowIsRefused:
        return ""


def _shaped(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) and SHAPES[name].fullmatch(value) else ""


def _link(row: dict[str, Any], name: str) -> str:
    try:
        link = link_of(row, name)
    except RowIsRefused:
        return ""
    # A page of this house is found by its meeting; that it came back in a feed of ours is nothing to keep.
    ours = name == "url" and validate_host(
        urlsplit(link).hostname or "", [host for host in settings.ALLOWED_HOSTS if host != "*"]
    )
    return "" if ours else link
