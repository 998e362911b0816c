"""A listing's values as plain facts, for the record and for what waits; and back again."""

from datetime import date, time
from typing import Any

DAYS = ("first_on", "last_on")


def plain(value: Any) -> Any:
    """A value as JSON holds it: a time or a day becomes its ISO words, all else stays."""
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value


def from_plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts by the model's names, with times and days again what they are to a meeting."""
    read = dict(facts)
    if isinstance(read.get("time"), str):
        read["time"] = time.fromisoformat(read["time"])
    for name in DAYS:
        if isinstance(read.get(name), str):
            read[name] = date.fromisoformat(read[name])
    return read
