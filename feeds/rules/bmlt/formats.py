"""Formats: reading those of a feed into our types, and giving ours and the kept ones back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from django.conf import settings
from django.utils.encoding import force_str
from django.utils.text import capfirst
from django.utils.translation import get_language

from feeds.rules.own_kinds import code_of, key_of
from feeds.types import BY_CODE, BY_KEY, BY_WORLD_ID, FORMATS, FROM_VENUE, HYBRID, OWN_FROM, VIRTUAL, Format
from groups.models import Meeting, Venue
from groups.rules.meeting_fields import RowIsRefused, text_of
from groups.types import CLOSED, OPEN, PLACE_CLOSED, TYPES

KEPT = ("name_string", "description_string", "world_id", "format_type_enum")
LONGEST = 512


@dataclass(frozen=True)
class Taken:
    """What the formats of one row come to: our types, its keys as they stood, and those we do not know."""

    keys: list[str]
    types: list[str]
    own: dict[str, dict[str, str]] = field(default_factory=dict)  # definitions we do not share, by key
    unknown: list[str] = field(default_factory=list)  # keys that nothing explains


def definitions_of(rows: Iterable[Any]) -> dict[str, dict[str, str]]:
    """What a feed's GetFormats says of each key; rows that are no formats are passed over."""
    found = {}
    for row in rows:
        if not isinstance(row, dict):
            continue
        try:
            key = text_of(row, "key_string", longest=30)
            if key and key not in found:
                found[key] = {name: text_of(row, name, longest=LONGEST) for name in KEPT}
        except RowIsRefused:
            continue
    return found


def taken_from(row: dict[str, Any], definitions: dict[str, dict[str, str]]) -> Taken:
    """The formats of a meeting's row. An open meeting that is also called closed counts as closed."""
    keys = list(dict.fromkeys(part.strip() for part in text_of(row, "formats", longest=1000).split(",")))
    keys = [key for key in keys if key and key not in FROM_VENUE]
    own, types, unknown = {}, [], []
    for key in keys:
        said = definitions.get(key)
        known = _known(key, said)
        alike = known or (BY_WORLD_ID.get(said["world_id"].strip()) if said else None)
        if alike is not None and alike.code:
            types.append(alike.code)
        if known is None and said:
            own[key] = said
        elif known is None:
            unknown.append(key)
    if PLACE_CLOSED in text_of(row, "formats", longest=1000).split(","):
        types.append(PLACE_CLOSED)
    types = [code for code in dict.fromkeys(types) if code != OPEN or CLOSED not in types]
    return Taken(keys, types, own, unknown)


def _known(key: str, said: dict[str, str] | None) -> Format | None:
    """Our own format of that key, unless the feed means something else by it."""
    known = BY_KEY.get(key)
    if known is None or not said:
        return known
    same = said["name_string"].casefold() == known.name.casefold()
    return known if same or (known.world_id and said["world_id"].strip() == known.world_id) else None


def formats_of(meeting: Meeting, kept: dict[str, Any], kinds: dict[str, str]) -> list[dict[str, str]]:
    """The meeting's formats as rows of GetFormats: kept keys that still hold, our types, and what the venue says.

    `kinds` are the types that have a code of our own, with what they mean.
    """
    own = kept.get("own_formats") or {}
    found, covered = {}, {PLACE_CLOSED}
    for key in kept.get("formats") or []:
        code = code_of(key) if code_of(key) in kinds else _code_of(key, own)
        if code is None or code in meeting.types:
            found[key] = row_of_own(key, own.get(key) or {}) if key in own or key not in BY_KEY else row_of(BY_KEY[key])
            covered.add(code or "")
    for code in meeting.types:
        if code not in covered and code in BY_CODE:
            found.setdefault(BY_CODE[code].key, row_of(BY_CODE[code]))
        elif code in kinds:
            found[key_of(code)] = row_of_kind(code, kinds[code])
    for key in keys_of_venue(meeting):
        found[key] = row_of(BY_KEY[key])
    return list(found.values())


def _code_of(key: str, own: dict[str, dict[str, str]]) -> str | None:
    if key not in own:
        return (BY_KEY[key].code or None) if key in BY_KEY else None
    alike = BY_WORLD_ID.get(own[key].get("world_id", "").strip())
    return (alike.code or None) if alike else None


def keys_of_venue(meeting: Meeting) -> list[str]:
    """VM, HY and TC: told by where the meeting is held, never chosen."""
    keys = {Venue.ONLINE: [VIRTUAL], Venue.HYBRID: [HYBRID]}.get(Venue(meeting.venue), [])
    return [*keys, *(["TC"] if PLACE_CLOSED in meeting.types else [])]


def row_of(known: Format) -> dict[str, str]:
    """One of our own formats as a row of GetFormats."""
    words = force_str(TYPES[known.code]) if known.code in TYPES else known.name
    named = known.name if get_language() == settings.LANGUAGE_CODE else capfirst(words)
    return _row(known.id, known.key, named, words, known.world_id, known.kind)


def row_of_own(key: str, said: dict[str, str]) -> dict[str, str]:
    """A format that came with an import. Its number follows from its key, so that it stays the same."""
    name, words, world_id, kind = (said.get(part, "") for part in KEPT)
    return _row(OWN_FROM + crc32(key.encode()) % 10**8, key, name or key, words or name or key, world_id, kind or "FC1")


def row_of_kind(code: str, name: str) -> dict[str, str]:
    """A kind with a code of our own as a row of GetFormats."""
    return row_of_own(key_of(code), {"name_string": name})


def _row(number: int, key: str, name: str, words: str, world_id: str, kind: str) -> dict[str, str]:
    return {
        "key_string": key,
        "name_string": name,
        "description_string": words,
        "lang": get_language() or settings.LANGUAGE_CODE,
        "id": str(number),
        "world_id": world_id,
        "format_type_enum": kind,
    }


def all_known() -> list[dict[str, str]]:
    """Every format of our own table."""
    return [row_of(each) for each in FORMATS]
