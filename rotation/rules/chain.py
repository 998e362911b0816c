"""How the lines of a body's record hold on to each other, and how one sees that they still do."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from typing import Any

from rotation.models import Body, Record


@dataclass(frozen=True)
class Chain:
    """A body's record as it was found: how many lines, where it breaks (a sentence each), and the hash of every line."""

    lines: int
    breaks: list[str]
    hashes: list[str]

    @property
    def ends_with(self) -> str:
        return self.hashes[-1] if self.hashes else ""


def hash_of(line: Record) -> str:
    """The line's hash: over the one before, the body, what happened, its facts, when, and whose alias.

    Body and alias by their marks: no name, as erasing a person empties names and the record still holds; and no number of
    this database, so that it holds wherever a body takes its record along. Raises TypeError for facts that do not come back
    from a database just as they went in.
    """
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [line.previous, line.body.mark, line.verb, _plain(line.facts), at, line.alias.mark if line.alias else None]
    return sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _plain(facts: Any) -> Any:
    match facts:
        case dict():
            return {str(name): _plain(fact) for name, fact in facts.items()}
        case list() | tuple():
            return [_plain(fact) for fact in facts]
        case str() | int() | None:
            return facts
        case _:
            raise TypeError("The facts of a line are words, whole numbers, yes or no, and lists of them.")


def chain_of(*, body: Body) -> Chain:
    """Read a body's whole record and see whether it holds. One query."""
    breaks: list[str] = []
    hashes: list[str] = []
    before: Record | None = None
    for line in Record.objects.filter(body=body).select_related("body", "alias").order_by("pk").iterator():
        breaks += _breaks(line, before)
        hashes.append(line.hash)
        before = line
    return Chain(len(hashes), breaks, hashes)


def _breaks(line: Record, before: Record | None) -> Iterator[str]:
    what = f"line {line.pk} ({line.verb}, {line.at.date().isoformat()})"
    if line.previous != (before.hash if before else ""):
        yield f"{what} does not follow {f'line {before.pk}' if before else 'the beginning'}: something between is missing"
    try:
        whole = hash_of(line) == line.hash
    except TypeError:
        whole = False
    if not whole:
        yield f"{what} is not as it was written"
