"""Reading the Meeting Guide format: a list of meetings from elsewhere, taken field by field and never on trust."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from feeds.rules.guide_kept import kept_from, usually_approximate
from groups.rules.meeting_fields import (
    RowIsRefused,
    coordinates_of,
    days_of,
    length_of,
    link_of,
    text_of,
    time_of,
    types_of,
    venue_of,
    zone_of,
)
from groups.rules.times import zone_called
from groups.rules.words import city_of
from groups.types import spoken_in

LARGEST = 50 * 1024 * 1024  # what an address may answer, too
UNNAMED = "meeting "  # begins the key of a group that its feed gives no name of its own
DEEPEST = 6  # a meeting is an object of plain values and short lists; anything deeper is something else


class NotAFeed(ValueError):
    """The file as a whole is no list of meetings; the words say why."""


@dataclass(frozen=True)
class Line:
    """One row of the file: the line it starts on and what stands there."""

    number: int
    row: Any


@dataclass(frozen=True)
class Listing:
    """What we take from a row. Contacts are never read: they are people."""

    key: str
    name: str
    group: str
    group_key: str
    days: list[int]
    time: time | None
    zone: str
    facts: dict[str, Any] = field(default_factory=dict)  # the meeting's other fields, by the model's names
    kept: dict[str, Any] = field(default_factory=dict)  # what we have no field for, by the format's names
    form: str = "guide"  # the format it came in
    upper: str = ""  # the body that lists the group, by the key it has in the same source
    words: str = ""  # what the report should say of the row besides


def is_larger(largest: int) -> NotAFeed:
    """What to raise of a file that is larger than that."""
    return NotAFeed(f"The file is larger than {largest // 1024 // 1024} MiB.")


def read_feed(raw: bytes, *, largest: int = LARGEST) -> list[Line]:
    """The rows of a file, each with the line it starts on. Raises NotAFeed with the reason."""
    if len(raw) > largest:
        raise is_larger(largest)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise NotAFeed(f"The file is not UTF-8 (byte {wrong.start}).") from None
    try:
        return list(_rows(text))
    except NotAFeed:
        raise
    except json.JSONDecodeError as wrong:
        raise NotAFeed(f"The file is not JSON: line {wrong.lineno}, {wrong.msg}.") from None
    except RecursionError:
        raise NotAFeed("The file is nested too deeply.") from None
    except ValueError as wrong:  # a number of many thousand digits, NaN
        raise NotAFeed(f"The file is not JSON: {wrong}.") from None


def listing_of(row: Any, *, zone: str = "") -> Listing:
    """What we take from one row; `zone` serves where it names neither zone nor place. Raises RowIsRefused."""
    if not isinstance(row, dict):
        raise RowIsRefused("this is not an object")
    if _is_deeper(row, DEEPEST):
        raise RowIsRefused("it is nested too deeply")
    key = text_of(row, "slug", longest=255, needed=True)
    name = text_of(row, "name", longest=255, needed=True)
    group = text_of(row, "group", longest=255)
    address = _address_of(row)
    start = time_of(row, "time")
    days = days_of(row)
    latitude, longitude = coordinates_of(row)
    zone = zone_of(row, latitude, longitude, zone)
    if latitude is None and row.get("approximate") == "yes" and address == city_of(zone_called(zone)):
        address = ""  # the zone in other words, as our own feed says it of a circle without any place
    types, region = types_of(row), _region_of(row)
    link, phone = link_of(row, "conference_url"), text_of(row, "conference_phone", longest=255)
    venue = venue_of(row, address=address, reached=bool(link or phone), types=types)
    return Listing(
        key=key,
        name=name,
        group=group or name,
        # Two places may each have a "Serenity"; whoever answers for one must not be given the other.
        group_key=(f"group {group}" if group else f"{UNNAMED}{name} {address}").casefold()[:255],
        # A day without a time, or a time without a day, is a meeting by appointment.
        days=days if start is not None else [],
        time=start if days else None,
        zone=zone,
        facts={
            "minutes": length_of(row, start),
            "types": types,
            "languages": spoken_in(types),
            "notes": _joined(row, "\n\n", "notes", "location_notes", "group_notes", longest=5000),
            "place": text_of(row, "location", longest=255),
            "address": address,
            "region": region,
            "venue": venue,
            "link": link,
            "link_notes": text_of(row, "conference_url_notes", longest=2000),
            "phone": phone,
            "latitude": latitude,
            "longitude": longitude,
        },
        kept=kept_from(row, usually=usually_approximate(venue=venue, stands=bool(address or region or latitude))),
    )


def _rows(text: str) -> Iterator[Line]:
    """Walk the outermost list one value at a time, so that each row knows its line."""
    decoder = json.JSONDecoder(parse_constant=_no_constant)
    at, line, counted = _after_blanks(text, 0), 1, 0
    if text[at : at + 1] != "[":
        decoder.raw_decode(text, at)  # says where, if it is no JSON at all
        raise NotAFeed("The file is JSON, but not a list of meetings.")
    at = _after_blanks(text, at + 1)
    ended = text[at : at + 1] == "]"
    while not ended:
        line, counted = line + text.count("\n", counted, at), at
        row, at = decoder.raw_decode(text, at)
        yield Line(line, row)
        at = _after_blanks(text, at)
        ended = text[at : at + 1] == "]"
        if not ended and text[at : at + 1] != ",":
            raise json.JSONDecodeError("a comma or the end of the list is missing", text, at)
        at = at if ended else _after_blanks(text, at + 1)
    if text[at + 1 :].strip():
        raise json.JSONDecodeError("something stands after the list", text, at + 1)


def _after_blanks(text: str, at: int) -> int:
    return re.compile(r"[ \t\r\n]*").match(text, at).end()  # type: ignore[union-attr]


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not a number")


def _is_deeper(value: Any, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(levels == 0 or _is_deeper(each, levels - 1) for each in inner if isinstance(each, dict | list))


def _joined(row: dict[str, Any], between: str, *names: str, longest: int) -> str:
    whole = between.join(part for part in (text_of(row, name, longest=longest) for name in names) if part)
    if len(whole) > longest:
        raise RowIsRefused(f"{names[0]} is longer than {longest} characters")
    return whole


def _address_of(row: dict[str, Any]) -> str:
    whole = text_of(row, "formatted_address", longest=255)
    return whole or _joined(row, ", ", "address", "city", "state", "postal_code", "country", longest=255)


def _region_of(row: dict[str, Any]) -> str:
    regions = row.get("regions")
    if isinstance(regions, list):
        row = {f"region {depth}": name for depth, name in enumerate(regions)}
        return _joined(row, " > ", *row, longest=255) if row else ""
    return _joined(row, " > ", "region", "sub_region", "sub_sub_region", longest=255)
