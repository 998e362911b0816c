"""The answers of a BMLT server as files: a list, or meetings and formats together."""

import json
from typing import Any

from feeds.rules.meeting_guide import LARGEST, Line, NotAFeed, read_feed


def read_rows(raw: bytes) -> tuple[list[Line], list[Any]]:
    """The rows, each with its line, and the formats beside them (`get_used_formats`). Raises NotAFeed with the reason."""
    if not raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return read_feed(raw), []
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
    return [Line(number, row) for number, row in enumerate(meetings, start=1)], formats
