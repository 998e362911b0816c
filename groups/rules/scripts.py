"""What a part of a script may hold, and how a script is put in order. Pure: it knows a script as the meeting keeps it.

A script is a list of parts, and a part is a dict: `kind`, `title`, `text`, `minutes` (about), and where the group wants them
`lang` and `texts` (other wordings, by language), `mode` (a sharing part's own way of taking turns), `image` (a picture's
address), and the cues of the moment it begins: `hands` and `notes` ("open" or "close"), `hush` (every voice rests).
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.models import TurnMode
from groups.types import LANGUAGES

KINDS: dict[str, str | Promise] = {
    "welcome": _("welcome"),
    "silence": _("silence"),
    "reading": _("reading"),
    "newcomers": pgettext_lazy("part of a script", "newcomers and good days"),
    "lead": pgettext_lazy("part of a script", "a speaker leads"),
    "sharing": _("sharing"),
    "reserved": pgettext_lazy("part of a script", "kept for those who have not spoken"),
    "support": pgettext_lazy("part of a script", "self-support"),
    "announcements": pgettext_lazy("part of a script", "announcements and open service"),
    "closing": _("closing"),
}
CUES: dict[str, str | Promise] = {
    "": pgettext_lazy("a cue", "open, as usual"),
    "close": pgettext_lazy("a cue", "closed"),
}
MOST_PARTS = 20
LONGEST_TITLE, LONGEST_TEXT, LONGEST_MINUTES = 80, 3000, 180
Script = Sequence[dict[str, Any]]
ALWAYS = ("kind", "title", "text", "minutes")
SOMETIMES = {"lang": "", "texts": {}, "mode": "", "image": "", "hands": "", "notes": "", "hush": False}


class ScriptIsWrong(ValueError):
    """A script that no circle could be held by: what is wrong, and in which part (counted from 0), where it is one part."""

    def __init__(self, says: str | Promise, at: int | None = None) -> None:
        super().__init__(str(says))
        self.says, self.at = says, at


def check_script(script: Any, *, pictures: Collection[str] = ()) -> None:
    """Whether a circle can be held by this script. `pictures`: the addresses of the group's own.

    Raises ScriptIsWrong.
    """
    if not isinstance(script, list) or not all(isinstance(part, dict) for part in script):
        raise ScriptIsWrong(_("A script is a list of parts."))
    if len(script) > MOST_PARTS:
        raise ScriptIsWrong(_("A script has at most twenty parts."))
    for at, part in enumerate(script):
        if wrong := _wrong_with(part, pictures):
            raise ScriptIsWrong(wrong, at)
    if not any(part["kind"] == "sharing" for part in script):
        raise ScriptIsWrong(_("A circle needs at least one part for sharing."))


def _wrong_with(part: dict[str, Any], pictures: Collection[str]) -> str | Promise | None:
    """What stands in the way of this part, if anything."""
    whole = {"text": "", "minutes": None, **SOMETIMES} | part
    title, texts, minutes, mode = (whole.get(name) for name in ("title", "texts", "minutes", "mode"))
    words = [whole.get(name) for name in ("kind", "lang", "mode", "image", "hands", "notes")]
    if set(whole) != {*ALWAYS, *SOMETIMES} or not all(isinstance(word, str) for word in words):
        return _("A part holds something that no part can hold.")
    if whole["kind"] not in KINDS:
        return _("There is no such kind of part.")
    if not _is_text(title, LONGEST_TITLE) or not str(title).strip() or "\n" in str(title):
        return _("A part needs a short title.")
    if not _is_text(whole["text"], LONGEST_TEXT) or not _are_wordings(texts):
        return _("The words of a part are too long, or are not words.")
    if minutes is not None and (type(minutes) is not int or not 1 <= minutes <= LONGEST_MINUTES):
        return _("A part lasts from one minute to three hours.")
    if mode and (whole["kind"] != "sharing" or mode not in TurnMode.values):
        return _("Only a part for sharing has a way of taking turns, and it is one of ours.")
    if whole["lang"] and whole["lang"] not in LANGUAGES:
        return _("We do not know that language.")
    if whole["image"] and whole["image"] not in pictures:
        return _("That picture is not among the group's own.")
    if not {whole["hands"], whole["notes"]} <= {"open", *CUES} or type(whole["hush"]) is not bool:
        return _("There is no such cue.")
    return None


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest and "\0" not in value


def _are_wordings(value: Any) -> bool:
    return isinstance(value, dict) and all(
        language in LANGUAGES and _is_text(text, LONGEST_TEXT) for language, text in value.items()
    )


def as_kept(part: dict[str, Any]) -> dict[str, Any]:
    """The part as a meeting keeps it: what every part has, and of the rest only what says something."""
    always = {name: part.get(name, None if name == "minutes" else "") for name in ALWAYS}
    return always | {name: part[name] for name, empty in SOMETIMES.items() if part.get(name, empty) != empty}


def mark_of(part: dict[str, Any]) -> str:
    """By what the same part is known again in a script that was put in another order meanwhile."""
    return hashlib.sha256(json.dumps(as_kept(part), sort_keys=True).encode()).hexdigest()[:32]


def place_of(script: Script, mark: str) -> int | None:
    """Where the part of that mark stands now; None where it has been changed or taken out."""
    return next((at for at, part in enumerate(script) if mark_of(part) == mark), None)


# Putting in order. Each gives the new script and leaves the old one as it was; an index that is not there changes nothing.


def put(script: Script, at: int, part: dict[str, Any]) -> list[dict[str, Any]]:
    """With `part` in the place of the one at `at`."""
    return [as_kept(part) if place == at else each for place, each in enumerate(script)]


def add_after(script: Script, at: int, part: dict[str, Any]) -> list[dict[str, Any]]:
    """With `part` after the one at `at`; -1 puts it first."""
    return [*script[: at + 1], as_kept(part), *script[at + 1 :]]


def earlier(script: Script, at: int) -> list[dict[str, Any]]:
    if not 0 < at < len(script):
        return list(script)
    return [*script[: at - 1], script[at], script[at - 1], *script[at + 1 :]]


def later(script: Script, at: int) -> list[dict[str, Any]]:
    return earlier(script, at + 1)


def doubled(script: Script, at: int) -> list[dict[str, Any]]:
    return [copy for place, each in enumerate(script) for copy in ([each, each] if place == at else [each])]


def without(script: Script, at: int) -> list[dict[str, Any]]:
    return [each for place, each in enumerate(script) if place != at]


MOVES = {"earlier": earlier, "later": later, "double": doubled, "out": without}
