"""Spreadsheets saved as CSV, by whatever program: commas or semicolons, UTF-8 or the code of an old Windows."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from feeds.rules.meeting_guide import NotAFeed

LARGEST_CELL = 128 * 1024
A_FORMULA = re.compile(r"[=+\-@\t\r]")
A_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: what would begin one has an apostrophe before it."""
    return f"'{cell}" if A_FORMULA.match(cell) and not A_NUMBER.fullmatch(cell) else cell


def rows_of(raw: bytes) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    """The columns, and each row's cells by column with the line it starts on. Raises NotAFeed, the rows too.

    What stands outside the columns is passed over, and our own mark before a formula is taken off.
    """
    text = _decoded(raw)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_between(text), strict=True)
    try:
        columns = [name.strip() for name in next(reader, [])]
    except csv.Error as wrong:
        raise NotAFeed(f"The file is not CSV: {wrong}.") from None
    return columns, _rows(reader, columns)


def _rows(reader: Any, columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            raise NotAFeed(f"The file is not CSV: line {line}, {wrong}.") from None
        if any(cells):
            yield line, {name: _plain(cell) for name, cell in zip(columns, cells, strict=False) if name}


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and A_FORMULA.match(cell[1:]) else cell


def _between(text: str) -> str:
    head = re.sub(r'"[^"]*"', "", text[:LARGEST_CELL].lstrip().split("\n", 1)[0])
    return max(",;\t", key=head.count)


def _decoded(raw: bytes) -> str:
    """The text. What has sound signs of UTF-8 and broken ones is a broken file, and no other code."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        half = raw.decode("utf-8", errors="surrogateescape")
        if any(ord(sign) > 127 and not "\udc80" <= sign <= "\udcff" for sign in half):
            raise NotAFeed(f"The file is not UTF-8 (byte {wrong.start}).") from None
        try:
            return raw.decode("cp1252")
        except UnicodeDecodeError:
            raise NotAFeed(f"The file is not UTF-8 (byte {wrong.start}).") from None
