"""What a chosen name may be: one line of visible writing, the same to the eye and to the database."""

import re
import unicodedata

LONGEST = 40
# What cannot be seen or turns the line around: controls, format characters (zero widths, bidi overrides), surrogates,
# private use, unassigned, line and paragraph ends.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Letters that print as nothing, although Unicode calls them letters or marks.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
# Joiners that some scripts and many emoji cannot be written without; they count only between two visible characters.
JOINERS = frozenset("\u200c\u200d")


class NameIsEmpty(ValueError):
    """Nothing visible was written."""


class NameIsTooLong(ValueError):
    """More than forty characters."""


class NameHasUnseenCharacters(ValueError):
    """Something in the name cannot be seen, or turns the line around."""


def tidy(raw: str) -> str:
    """The name as it is kept: composed (NFC), outer spaces gone, inner ones single.

    Raises NameIsEmpty, NameIsTooLong or NameHasUnseenCharacters.
    """
    if len(raw) > LONGEST * 8:  # nothing this long can tidy down to a name, and normalising costs time
        raise NameIsTooLong
    name = re.sub(r"[ \u00a0\u2000-\u200a\u202f\u205f\u3000]+", " ", unicodedata.normalize("NFC", raw)).strip(" ")
    if not name:
        raise NameIsEmpty
    if any(_is_unseen(name, at) for at in range(len(name))):
        raise NameHasUnseenCharacters
    if len(name) > LONGEST:
        raise NameIsTooLong
    return name


def folded(name: str) -> str:
    """The form in which two names are compared: "ANA", "Ana" and full-width letters are one name."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _is_unseen(name: str, at: int) -> bool:
    character = name[at]
    if character in JOINERS:
        return at in (0, len(name) - 1) or name[at - 1] == " " or name[at + 1] in JOINERS | {" "}
    return character in BLANK or unicodedata.category(character) in UNSEEN
