"""What a BMLT server gives as files: a list, meetings and formats together, or the spreadsheet of world services."""

import json
from dataclasses import dataclass, field
from typing import Any

from feeds.rules.bmlt.naws import read_naws
from feeds.rules.meeting_guide import LARGEST, Line, NotAFeed, read_feed


@dataclass(frozen=True)
class Given:
    """The rows of a file, each with its line, and what the file brings beside them."""

    lines: list[Line]
    formats: list[Any] = field(default_factory=list)
    bodies: list[Line] = field(default_factory=list)


def read_rows(raw: bytes) -> Given:
    """What stands in the file, whichever of the three it is. Raises NotAFeed with the reason."""
    start = raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:200]
    if start.startswith(b"{"):
        return _with_formats(raw)
    if b"Committee" in start and not start.startswith(b"["):
        lines, bodies = read_naws(raw)
        return Given(lines, bodies=[Line(number, row) for number, row in enumerate(bodies, start=1)])
    return Given(read_feed(raw))


def _with_formats(raw: bytes) -> Given:
    if len(raw) > LARGEST:
        raise NotAFeed(f"The file is larger than {LARGEST // 1024 // 1024} MiB.")
    try:
        whole = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        raise NotAFeed(f"The file is not UTF-8 (byte {wrong.start}).") from None
    except (ValueError, RecursionError) as wrong:
        raise NotAFeed(f"The file is not JSON: {str(wrong)[:200]}.") from None
    meetings, formats = whole.get("meetings"), whole.get("formats", [])
    if not isinstance(meetings, list) or not isinstance(formats, list):
        raise NotAFeed("The file is JSON, but holds no list of meetings.")
    return Given([Line(number, row) for number, row in enumerate(meetings, start=1)], formats)
