"""What a file from elsewhere holds: meetings in one of four formats, and for BMLT the bodies and formats beside them."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from feeds.rules import sheet_in
from feeds.rules.bmlt import naws
from feeds.rules.bmlt import reading as bmlt
from feeds.rules.bmlt.formats import definitions_of
from feeds.rules.meeting_guide import LARGEST, Line, Listing, NotAFeed, is_larger, listing_of, read_feed
from feeds.rules.tables import rows_of

GUIDE, SHEET, BMLT, NAWS = "guide", sheet_in.FORM, bmlt.FORMAT, "naws"
# How packed files begin: zip (what spreadsheet programs keep, too), gzip, bzip2, xz, 7-Zip, zstd. None is ever unpacked.
PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd")


@dataclass(frozen=True)
class Given:
    """The rows of a list, each with its line, what came beside them, and how one row is read."""

    lines: list[Line]
    form: str = GUIDE
    formats: list[Any] = field(default_factory=list)
    bodies: list[Line] = field(default_factory=list)

    @property
    def read(self) -> Callable[..., Listing]:
        """What a row of this format says."""
        if self.form in (BMLT, NAWS):
            return partial(bmlt.listing_of, definitions=definitions_of(self.formats))
        return sheet_in.listing_of if self.form == SHEET else listing_of


def read_files(raws: Sequence[bytes], *, largest: int = LARGEST) -> Given:
    """What stands in the files, one of which holds meetings. Raises NotAFeed with the reason."""
    whole, held = Given([]), False
    for raw in raws:
        given = _read(raw, largest)
        holds = bool(given.lines) or not (given.bodies or given.formats)
        if holds and held:
            raise NotAFeed("Two of the files hold meetings; please bring them in one after the other.")
        meetings = given if holds else whole
        held = held or holds
        formats, bodies = whole.formats + given.formats, whole.bodies + given.bodies
        whole = Given(meetings.lines, meetings.form, formats, bodies)
    if not held:
        raise NotAFeed("There are no meetings in it.")
    return whole


def _read(raw: bytes, largest: int) -> Given:
    if len(raw) > largest:
        raise is_larger(largest)
    if raw.startswith(PACKED):
        raise NotAFeed("The file is packed. Please unpack it first; from a spreadsheet program, save it as CSV.")
    start = raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"{":
        return _with_formats(raw)
    if start in (b"[", b"<", b""):
        return _of_rows(read_feed(raw, largest=largest))
    columns, rows = rows_of(raw)
    if naws.is_naws(columns):
        lines, bodies = naws.read_naws(columns, rows)
        return Given(lines, NAWS, bodies=[Line(number, row) for number, row in enumerate(bodies, start=1)])
    if sheet_in.is_sheet(columns):
        return Given([Line(number, row) for number, row in rows], SHEET)
    if len(columns) > 1:
        raise NotAFeed("The file has no columns we know: a sheet of meetings has Name, Day, Time, Address …")
    return _of_rows(read_feed(raw, largest=largest))


def _of_rows(lines: list[Line]) -> Given:
    """Which list of JSON it is, told by what its first object names."""
    first: dict[str, Any] = next((line.row for line in lines if isinstance(line.row, dict)), {})
    if "id_bigint" in first:
        return Given(lines, BMLT)
    if "parent_id" in first and "slug" not in first:
        return Given([], BMLT, bodies=lines)
    if "key_string" in first:
        return Given([], BMLT, formats=[line.row for line in lines])
    return Given(lines)


def _with_formats(raw: bytes) -> Given:
    try:
        whole = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        raise NotAFeed(f"The file is not UTF-8 (byte {wrong.start}).") from None
    except (ValueError, RecursionError) as wrong:
        raise NotAFeed(f"The file is not JSON: {str(wrong)[:200]}.") from None
    meetings, formats = whole.get("meetings"), whole.get("formats", [])
    if not isinstance(meetings, list) or not isinstance(formats, list):
        raise NotAFeed("The file is JSON, but not a list of meetings.")
    return Given([Line(number, row) for number, row in enumerate(meetings, start=1)], BMLT, formats)
