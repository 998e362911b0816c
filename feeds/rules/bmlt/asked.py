"""What a query says: lists as `a[]=1&a[]=-2` or `1,-2`, where a minus excludes; numbers; times of day."""

import re
from collections.abc import Iterable

from django.http import QueryDict

MOST = 5000  # values in one list
NUMBER = re.compile(r"-?\d{1,15}")


class NotUnderstood(ValueError):
    """A value no answer can be made of; that world answers with an empty list."""


def words(query: QueryDict, name: str) -> list[str]:
    """The values of a list, however it is written."""
    index = re.compile(re.escape(name) + r"(\[\d{0,6}\])?")
    values = [value for key in query if index.fullmatch(key) for value in query.getlist(key)]
    found = [part.strip() for value in values for part in value.split(",")]
    return [part for part in found if part][:MOST]


def chosen(query: QueryDict, name: str) -> "Choice":
    """The numbers of a list, wanted and excluded."""
    found = words(query, name)
    if not all(NUMBER.fullmatch(each) for each in found):
        raise NotUnderstood(name)
    return Choice(
        {each for each in found if not each.startswith("-")}, {each[1:] for each in found if each.startswith("-")}
    )


class Choice:
    """What is wanted and what is not; nothing wanted means everything."""

    def __init__(self, wanted: set[str], unwanted: set[str]) -> None:
        self.wanted, self.unwanted = wanted, unwanted

    def takes(self, value: str) -> bool:
        """Whether one value passes."""
        return (not self.wanted or value in self.wanted) and value not in self.unwanted

    def takes_all(self, values: Iterable[str], *, any_of: bool) -> bool:
        """Whether several values pass: all that are wanted are among them (or one, with `any_of`), and none that is not."""
        held = set(values)
        if self.unwanted & held:
            return False
        return not self.wanted or (bool(self.wanted & held) if any_of else self.wanted <= held)


def number(query: QueryDict, name: str) -> float | None:
    """A number, or None where it is not given."""
    value = query.get(name, "").strip()
    if not value:
        return None
    try:
        found = float(value)
    except ValueError:
        raise NotUnderstood(name) from None
    if not abs(found) < 1e9:  # not a number, and no end, are neither
        raise NotUnderstood(name)
    return found


def clock(query: QueryDict, name: str) -> int | None:
    """The minutes of `nameH` and `nameM`, or None where neither is given."""
    hours, minutes = number(query, f"{name}H"), number(query, f"{name}M")
    return None if hours is None and minutes is None else int((hours or 0) * 60 + (minutes or 0))


def is_said(query: QueryDict, name: str) -> bool:
    """Whether a switch is on: 1, or anything but nought and nothing."""
    return query.get(name, "0").strip() not in ("", "0", "false")
