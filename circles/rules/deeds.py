"""What an act is: one check and one deed. The deed checks again by itself, under the circle's lock."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from circles.rules.table import Table


@dataclass(frozen=True)
class Filled:
    """A form as it was filled in: words tidied, the other fields by name and as they came."""

    words: str = ""
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    key: bytes = field(default=b"", repr=False)  # the circle's, to seal with

    def one(self, name: str) -> str:
        """The field of that name; empty where it did not come."""
        return next(iter(self.fields.get(name, ())), "")


Deed = Callable[[Table, str, datetime], None]  # the table, who does it (a seat id), and when
AimedDeed = Callable[[Table, str, datetime, str], None]  # and to whom (a seat id)
WrittenDeed = Callable[[Table, str, datetime, str, bytes], None]  # with these words, and the circle's key
FormDeed = Callable[[Table, str, datetime, Filled], None]  # with a form


@dataclass(frozen=True)
class ActRule:
    """What stands in an act's way, and what it does."""

    check: Deed
    do: Deed


@dataclass(frozen=True)
class AimedRule:
    """An act towards one person. `check` tells whether it can be done to anybody at all; the deed checks for whom.

    `among`: who is meant by the number sent along, where it is not the number of a place.
    """

    check: Deed
    aim: AimedDeed
    among: Callable[[Table, int | None], str] | None = None


@dataclass(frozen=True)
class WrittenRule:
    """An act that comes with words, at most so many characters. The deed is handed them tidied, and the key to seal them."""

    check: Deed
    write: WrittenDeed
    at_most: int


@dataclass(frozen=True)
class FormRule:
    """An act that comes with a form, which may be empty. The deed checks what was filled in, and seals what it keeps."""

    check: Deed
    fill: FormDeed


Rules = dict[str, ActRule | AimedRule | WrittenRule | FormRule]
