"""Each field of a Meeting Guide row, read with care: the value we keep, or the reason why the row is refused."""

import html
import re
from datetime import time
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.core.validators import URLValidator
from django.utils.html import strip_tags
from tzfpy import get_tz

from groups.models import Venue
from groups.types import CLOSED, OPEN, PLACE_CLOSED, TYPES

WEEK = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
CLOCK = re.compile(r"^(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap])?\.?(?:m\.?)?$", re.IGNORECASE)
A_DAY = 24 * 60
SHORTEST = 5
# Control characters but the end of a line, halves of characters, and what turns the line around.
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
USUAL = 60
zones_known = cache(available_timezones)  # reads a whole folder each time it is asked
is_a_web_address = URLValidator(schemes=["http", "https"])


class RowIsRefused(ValueError):
    """A row that cannot be taken as it stands; the words say why."""


def text_of(row: dict[str, Any], name: str, *, longest: int, needed: bool = False) -> str:
    """Plain text: no markup, no control characters, outer blanks gone."""
    value = row.get(name)
    if value is None or value == "" or isinstance(value, bool):
        if needed:
            raise RowIsRefused(f"{name} is missing")
        return ""
    if not isinstance(value, str | int | float):
        raise RowIsRefused(f"{name} is not text")
    if len(str(value)) > longest * 20:
        raise RowIsRefused(f"{name} is longer than {longest} characters")
    text = _seen(_without_markup(str(value), name)).strip()
    if needed and not text:
        raise RowIsRefused(f"{name} is missing")
    if len(text) > longest:
        raise RowIsRefused(f"{name} is longer than {longest} characters")
    return text


def _without_markup(value: str, name: str) -> str:
    if "<" not in value and "&" not in value:  # most are plain, and an import reads millions of them
        return value
    text = re.sub(r"<br\s*/?>", "\n", value, flags=re.IGNORECASE)
    try:
        # Twice, because markup can hide as entities; what is left is text, and templates escape it again.
        return strip_tags(html.unescape(strip_tags(text)))
    except SuspiciousOperation:
        raise RowIsRefused(f"{name} is full of broken markup") from None


def _seen(text: str) -> str:
    """Without control characters, halves of characters, and signs that turn the line around."""
    return UNSEEN.sub("", text)


def days_of(row: dict[str, Any]) -> list[int]:
    """Days of the week, 0 for Sunday, in order and once each; none given means by appointment."""
    value = row.get("day")
    if value in (None, "", []):
        return []
    days = [_day_of(each) for each in (value if isinstance(value, list) else [value])]
    return sorted(set(days))


def _day_of(value: Any) -> int:
    if isinstance(value, str) and value.strip().lower() in WEEK:
        return WEEK.index(value.strip().lower())
    if isinstance(value, str) and re.fullmatch(r"[0-6]", value.strip()):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 6:
        return value
    raise RowIsRefused("day is not a day of the week (0 for Sunday to 6)")


def time_of(row: dict[str, Any], name: str) -> time | None:
    """A time of day, written 19:00 or 7:00 pm; None where there is none."""
    value = row.get(name)
    if value in (None, ""):
        return None
    found = CLOCK.match(value.strip()) if isinstance(value, str) else None
    if found:
        hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise RowIsRefused(f"{name} is not a time of day")


def length_of(row: dict[str, Any], start: time | None) -> int:
    """Minutes from start to end, over midnight where the end comes earlier; an hour where no end is given."""
    end = time_of(row, "end_time")
    if start is None or end is None or end == start:
        return USUAL
    minutes = (end.hour * 60 + end.minute - start.hour * 60 - start.minute) % A_DAY
    if minutes < SHORTEST:
        raise RowIsRefused(f"it would last only {minutes} minutes")
    return minutes


def coordinates_of(row: dict[str, Any]) -> tuple[float | None, float | None]:
    """Latitude and longitude, or None twice where the row has none (0, 0 is how some feeds say so)."""
    values = [row.get("latitude"), row.get("longitude")]
    if all(value in (None, "") for value in values):
        return None, None
    try:
        latitude, longitude = (float(value) for value in values)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise RowIsRefused("latitude and longitude are not both numbers") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise RowIsRefused("latitude and longitude are not on this earth")
    return (None, None) if latitude == longitude == 0 else (latitude, longitude)


def zone_of(row: dict[str, Any], latitude: float | None, longitude: float | None, otherwise: str) -> str:
    """The zone the row names, else the one its place lies in, else the one given for the whole file."""
    named = text_of(row, "timezone", longest=64)
    if named:
        if named not in zones_known():
            raise RowIsRefused(f"timezone “{named}” is not one we know")
        return named
    found = get_tz(longitude, latitude) if latitude is not None and longitude is not None else ""
    if found in zones_known():
        return found
    if otherwise:
        return otherwise
    raise RowIsRefused("no timezone, no place to tell it from, and no --zone was given")


def types_of(row: dict[str, Any]) -> list[str]:
    """The codes we know, in their order; a meeting called both open and closed counts as closed."""
    value = row.get("types")
    if value in (None, ""):
        return []
    codes = value.split(",") if isinstance(value, str) else value
    if not isinstance(codes, list):
        raise RowIsRefused("types is not a list")
    known = list(dict.fromkeys(code.strip() for code in codes if isinstance(code, str) and code.strip() in TYPES))
    return [code for code in known if code != OPEN or CLOSED not in known]


def link_of(row: dict[str, Any], name: str) -> str:
    """A web address, http or https only."""
    link = text_of(row, name, longest=500)
    if not link:
        return ""
    try:
        is_a_web_address(link)
        is_web = urlsplit(link).username is None
    except (ValidationError, ValueError):
        is_web = False
    if not is_web:
        raise RowIsRefused(f"{name} is not a web address (http or https)")
    return link


VENUES = {"in_person": Venue.PLACE, "online": Venue.ONLINE, "hybrid": Venue.HYBRID}


def venue_of(row: dict[str, Any], *, address: str, reached: bool, types: list[str]) -> str:
    """Where it meets: as the row says, else as its address, its link or phone (`reached`) and a closed place tell."""
    said = row.get("attendance_option")
    if isinstance(said, str) and said in VENUES:
        return str(VENUES[said])
    if not reached:
        return str(Venue.PLACE)
    stands = address and row.get("approximate") != "yes" and PLACE_CLOSED not in types
    return str(Venue.HYBRID if stands else Venue.ONLINE)
