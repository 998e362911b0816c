"""What the house says: every phrase that waits for a translation, gathered from templates and code by Python alone."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

from tests.house.tree import HOUSE, code_of, storey_files, templates

# What each translating function takes: whether a context comes first, and how many wordings follow.
FUNCTIONS = {"_": (False, 1), "gettext_noop": (False, 1)} | {
    f"{prefix}{lazy}": takes
    for prefix, takes in {
        "gettext": (False, 1), "ngettext": (False, 2), "pgettext": (True, 1), "npgettext": (True, 2),
    }.items()
    for lazy in ("", "_lazy")
}  # fmt: skip
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""  # templatize writes u'…'
IN_TEMPLATES = re.compile(rf"(?<!\w)(_|n?p?gettext)\(({LITERAL}(?:, {LITERAL})*)(?:, ?count)?\)", re.S)
THE_SAME_IN_BOTH = {
    "es": {"no", "No", "Español", "Android", "Windows 11", "macOS"}
}  # words and names that two languages share
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")


class Phrase(NamedTuple):
    """One thing said: its wording, its plural wording if it has one, and the context that tells it from its like."""

    words: str
    plural: str = ""
    context: str = ""


@cache
def phrases() -> frozenset[Phrase]:
    return frozenset({*in_templates(), *(phrase for phrase, _ in in_code())})


def in_templates() -> Iterator[Phrase]:
    """Django itself turns a template into calls; what stands around them is neither code nor read."""
    for path in templates():
        for function, literals in IN_TEMPLATES.findall(templatize(path.read_text())):
            yield _phrase(function, ast.literal_eval(f"({literals},)"))


def in_code() -> Iterator[tuple[Phrase, str]]:
    """Each phrase with the place where it stands."""
    for path, call, function in translating_calls():
        takes = sum(FUNCTIONS[function])
        wordings = [part.value for part in call.args[:takes] if isinstance(part, ast.Constant)]
        if len(wordings) == takes:
            yield _phrase(function, wordings), f"{path.relative_to(HOUSE)}:{call.lineno}"


def translating_calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for path in storey_files("*.py"):
        for call in ast.walk(code_of(path)):
            if isinstance(call, ast.Call) and (function := _called(call.func)) in FUNCTIONS:
                yield path, call, function


def in_catalogue(path: Path) -> dict[Phrase, polib.POEntry]:
    return {Phrase(entry.msgid, entry.msgid_plural, entry.msgctxt or ""): entry for entry in polib.pofile(str(path))}


def placeholders(words: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(words))


def _called(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _phrase(function: str, wordings: list[str]) -> Phrase:
    has_context, count = FUNCTIONS[function]
    words = wordings[has_context:]
    return Phrase(words[0], words[1] if count == 2 else "", wordings[0] if has_context else "")
