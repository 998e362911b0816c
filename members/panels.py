"""How a page below makes room for what the storeys above it know, without importing them.

A storey's `access` module may answer a hook by having a function of its name; each answer is a list.

`waiting_for(member, now)` gives Panels for the front page; `menu()` gives Entries for the head of every page.
"""

from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Panel:
    """A part of a page: the template that draws it and what it draws."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    further_down: int = 0  # what is on comes before what one has to look after


@dataclass(frozen=True)
class Entry:
    """A place to go: its words (lazily translated) and its address."""

    label: Any
    address: str


def panels(hook: str, **facts: Any) -> list[Any]:
    """What every installed storey answers to `hook`, ground first, in one flat list."""
    answers: list[Any] = []
    for storey in settings.STOREYS:
        if find_spec(f"{storey}.access"):
            access = import_module(f"{storey}.access")
            if answer := getattr(access, hook, None):
                answers.extend(answer(**facts))
    return answers
