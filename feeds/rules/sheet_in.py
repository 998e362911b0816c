"""Reading a sheet with the columns of TSML, in any order: each row into the shape of the Meeting Guide format."""

import re
from typing import Any

from django.utils.text import slugify

from feeds.rules.guide_kept import NUMBERS, SHAPES
from feeds.rules.meeting_guide import Listing
from feeds.rules.meeting_guide import listing_of as guide_listing_of
from feeds.type_names import BY_NAME
from groups.rules.meeting_fields import RowIsRefused

FORM = "sheet"
ALSO = {"zip": "postal_code", "meeting": "name", "meeting_name": "name", "location_name": "location", "start_time": "time",
        "end": "end_time", "type": "types", "days": "day", "post_name": "slug", "time_zone": "timezone",
        "group_name": "group"}  # fmt: skip
A_KIND = re.compile(r"[,;\n]")


def is_sheet(columns: list[str]) -> bool:
    """Whether these are the columns of such a sheet."""
    said = {_key(name) for name in columns}
    return "name" in said and len(said & {"day", "time", "slug", "address", "types"}) > 1


def row_of(cells: dict[str, str]) -> dict[str, Any]:
    """A row of the sheet as the Meeting Guide format would have it."""
    row: dict[str, Any] = {}
    for name, cell in cells.items():
        if cell and not row.get(_key(name)):
            row[_key(name)] = cell
    for name in NUMBERS:
        if re.fullmatch(r"\d{1,15}", row.get(name, "")):
            row[name] = int(row[name])
    for name in SHAPES:  # a sheet says nothing of what is unlike its shape
        if name in row and not SHAPES[name].fullmatch(row[name]):
            del row[name]
    if "day" in row:
        row["day"] = [day.strip() for day in A_KIND.split(row["day"]) if day.strip()]
    if "types" in row:
        words = [word.strip() for word in A_KIND.split(row["types"]) if word.strip()]
        row["types"] = [BY_NAME.get(word.casefold(), word) for word in words]
    if "slug" not in row:
        row["slug"] = str(row.get("id", "")) or _made_up(row)
    return row


def listing_of(row: Any, *, zone: str = "") -> Listing:
    """What we take from one row of a sheet. Raises RowIsRefused."""
    if not isinstance(row, dict):
        raise RowIsRefused("this is no row")
    return guide_listing_of(row_of(row), zone=zone)


def _key(column: str) -> str:
    key = re.sub(r"[\s_]+", "_", column.strip().casefold())
    return ALSO.get(key, key)


def _made_up(row: dict[str, Any]) -> str:
    """A name to find the row by at the next import, where the sheet gives none: it holds while nothing of this changes."""
    said = [row.get(name, "") for name in ("name", "day", "time", "address", "formatted_address")]
    return slugify(" ".join(" ".join(each) if isinstance(each, list) else each for each in said))[:255]
