"""Reading GetSearchResults: each meeting's row into the shape every import takes. People in it are never read."""

import re
from datetime import time
from typing import Any

from feeds.rules.bmlt.formats import Taken, taken_from
from feeds.rules.meeting_guide import Listing
from groups.models import Venue
from groups.rules.meeting_fields import (
    RowIsRefused,
    coordinates_of,
    link_of,
    text_of,
    time_of,
    venue_of,
    zone_of,
)
from groups.types import spoken_in

FORMAT = "bmlt"
DURATION = re.compile(r"(\d{1,2}):([0-5]\d)(?::[0-5]\d)?")
USUAL = 60
STREET = ("location_street", "location_municipality", "location_province", "location_postal_code_1", "location_nation")
REGION = ("location_province", "location_sub_province", "location_municipality")
WORDS = ("comments", "location_info")
VENUES = {"1": Venue.PLACE, "2": Venue.ONLINE, "3": Venue.HYBRID}
# What we have a field for, what another server works out for itself, and people. The rest is kept as it stands.
READ = {
    "id_bigint", "service_body_bigint", "service_body_name", "weekday_tinyint", "venue_type", "start_time",
    "duration_time", "time_zone", "formats", "longitude", "latitude", "distance_in_km", "distance_in_miles",
    "published", "root_server_uri", "root_server_id", "format_shared_id_list", "meeting_name", "location_text",
    "phone_meeting_number", "virtual_meeting_link", "virtual_meeting_additional_info",
}  # fmt: skip
PEOPLE = re.compile(r"contact|e-?mail|phone_[12]", re.IGNORECASE)
MOST_KEYS = 60


def listing_of(row: Any, *, zone: str = "", definitions: dict[str, dict[str, str]] | None = None) -> Listing:
    """What we take from one row of GetSearchResults. Raises RowIsRefused."""
    if not isinstance(row, dict):
        raise RowIsRefused("this is not an object")
    key = text_of(row, "id_bigint", longest=64, needed=True)
    name = text_of(row, "meeting_name", longest=255, needed=True)
    if text_of(row, "published", longest=5) == "0":
        raise RowIsRefused("it is not published there")
    upper = text_of(row, "service_body_bigint", longest=64)
    latitude, longitude = coordinates_of(row)
    start = time_of(row, "start_time")
    formats = taken_from(row, definitions or {})
    link, phone = link_of(row, "virtual_meeting_link"), text_of(row, "phone_meeting_number", longest=255)
    return Listing(
        key=key,
        name=name,
        group=name,
        group_key=_group_key(row, name, upper),
        days=[_day_of(row)] if start is not None else [],
        time=start,
        zone=zone_of({"timezone": row.get("time_zone")}, latitude, longitude, zone),
        facts=_facts(row, start, formats, reached=bool(link or phone))
        | {"link": link, "phone": phone, "latitude": latitude, "longitude": longitude},
        kept=_kept(row, formats),
        form=FORMAT,
        upper=upper,
        words=f"formats we do not know are kept: {', '.join(formats.unknown)}" if formats.unknown else "",
    )


def _facts(row: dict[str, Any], start: time | None, formats: Taken, *, reached: bool) -> dict[str, Any]:
    address = joined(row, STREET, ", ", longest=255)
    said = VENUES.get(text_of(row, "venue_type", longest=5))
    return {
        "minutes": _minutes_of(row),
        "types": formats.types,
        "languages": spoken_in(formats.types),
        "notes": joined(row, WORDS, "\n\n", longest=5000),
        "place": text_of(row, "location_text", longest=255),
        "address": address,
        "region": joined(row, REGION, " > ", longest=255),
        "venue": str(said or venue_of({}, address=address, reached=reached, types=formats.types)),
        "link_notes": text_of(row, "virtual_meeting_additional_info", longest=2000),
    }


def joined(row: dict[str, Any], names: tuple[str, ...], between: str, *, longest: int) -> str:
    """Those fields of the row in one text. Raises RowIsRefused where it is too long for ours."""
    whole = between.join(part for part in (text_of(row, name, longest=longest) for name in names) if part)
    if len(whole) > longest:
        raise RowIsRefused(f"{names[0]} and what belongs to it are longer than {longest} characters")
    return whole


def _group_key(row: dict[str, Any], name: str, upper: str) -> str:
    """One group for each world id in a body; where there is none, for each name in a body."""
    world_id = text_of(row, "worldid_mixed", longest=64)
    return (f"bmlt {upper} world id {world_id}" if world_id else f"bmlt {upper} name {name}").casefold()[:255]


def _day_of(row: dict[str, Any]) -> int:
    value = str(row.get("weekday_tinyint"))
    if not re.fullmatch(r"[1-7]", value):
        raise RowIsRefused("weekday_tinyint is not a day of the week (1 for Sunday to 7)")
    return int(value) - 1


def _minutes_of(row: dict[str, Any]) -> int:
    value = text_of(row, "duration_time", longest=20)
    if not value or value == "00:00:00":
        return USUAL
    found = DURATION.fullmatch(value)
    minutes = int(found[1]) * 60 + int(found[2]) if found else 0
    if not 5 <= minutes <= 24 * 60:
        raise RowIsRefused("duration_time is not between five minutes and a day (HH:MM:SS)")
    return minutes


def _kept(row: dict[str, Any], formats: Taken) -> dict[str, Any]:
    """What we have no field for, by its own key, never people; and the formats as they stood."""
    kept: dict[str, Any] = {}
    for name, value in list(row.items())[: MOST_KEYS * 2]:
        if name in READ or PEOPLE.search(name) or not isinstance(value, str | int | float) or len(name) > 64:
            continue
        if text := text_of(row, name, longest=5000):
            kept[name] = text
    kept = dict(list(kept.items())[:MOST_KEYS])
    if formats.keys:
        kept["formats"] = formats.keys
    if formats.own:
        kept["own_formats"] = formats.own
    return kept
