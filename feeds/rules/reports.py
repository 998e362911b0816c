"""What became of each row of a list, as it is told to whoever brought the list in."""

from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True)
class Report:
    """A row's line in the report."""

    line: int
    slug: str
    outcome: Outcome
    words: str = ""


@dataclass(frozen=True)
class Reports:
    """What became of a whole list: of the bodies in it, and of its meetings."""

    meetings: list[Report] = field(default_factory=list)
    bodies: list[Report] = field(default_factory=list)
