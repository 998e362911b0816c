"""Help lines by country, as the operator of this site wrote them down. None ship with it: a wrong number harms."""

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any


class HelpLinesUnreadable(Exception):
    """The file is there and is not what the operator's guide describes; the message says where."""


@dataclass(frozen=True)
class HelpLine:
    """Somebody to reach, when, and where and when that was last looked up."""

    country: str
    name: str
    reach: str
    hours: str
    source: str
    checked_on: date

    @property
    def link(self) -> str:
        """Something to press for what `reach` says: a page on the web, or a number to call; nothing for other words."""
        if self.reach.startswith("https://"):
            return self.reach
        number = self.reach.translate(str.maketrans("", "", " -()./"))
        return f"tel:{number}" if number.removeprefix("+").isascii() and number.removeprefix("+").isdigit() else ""


def help_lines(path: Path) -> dict[str, list[HelpLine]]:
    """The lines of each country, in the order of the file; empty where there is none. Raises HelpLinesUnreadable."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("line", [])
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise HelpLinesUnreadable(str(why)) from why
    if not isinstance(rows, list):
        raise HelpLinesUnreadable("each help line begins with [[line]]")
    by_country: dict[str, list[HelpLine]] = {}
    for number, row in enumerate(rows, start=1):
        line = _line(row, number)
        by_country.setdefault(line.country, []).append(line)
    return by_country


def _line(row: Any, number: int) -> HelpLine:
    kinds = {field.name: date if field.name == "checked_on" else str for field in fields(HelpLine)}
    if not isinstance(row, dict) or set(row) != set(kinds):
        raise HelpLinesUnreadable(f"line {number} needs exactly {', '.join(kinds)}")
    for word, kind in kinds.items():
        if type(row[word]) is not kind or not row[word]:
            raise HelpLinesUnreadable(f"line {number}: {word} should be {'a date' if kind is date else 'words'}")
    return HelpLine(**row)
