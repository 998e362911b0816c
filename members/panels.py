"""How a page below makes room for what the storeys above it know, without importing them.

A storey's `access` module may answer a hook by having a function of its name; each answer is a list.

`waiting_for(member, now)` gives Panels for the front page; `menu()` gives Entries for the head of every page;
`meeting_tools(meeting, member, now)` gives Panels for those who serve, on a meeting's page;
`held_about(member)` gives Held: everything a storey keeps about one member, and what becomes of it if they ask to be forgotten.
`group_panels(group, member, now)` gives Panels for a group's page, as that viewer may see them.
`alternates()` gives Alternates for the head of every page: the same facts in another form, for programs.
`body_panels(body, member, now)` gives Panels for a plain body's page, as that viewer may see them.
`electorate(body, now)` gives the members who may vote in a body, as its own kind understands belonging.
`you_panels(member, now)` gives Panels for a member's own page.
`life_panels(group, member, now)` gives Panels beneath how a group is doing.
`own_panels(body, member, now)` gives Panels for any body's page, of what is on there for that member.
`own_links(body)` gives Entries for a body's own people, on its page, the same for each of them.
`finder_links()` gives Entries beneath what the finder found, the same for everyone.
`meeting_links(meeting)` gives Entries beside when a meeting is, the same for everyone.
`rules.closing.was_held(meeting)` gives whether a circle of that meeting was ever open.
`meeting_panels(meeting, member, now)` gives Panels for a meeting's page, as that viewer may see them.
`note_kinds()` gives NoteKinds, from `rules.reminders`: what a storey's sweeps note for members, in words.
`bodies_without_openings(now)`, from `rules.openings`, gives querysets of bodies in which nobody is asked to help.
`bodies_belonged_to(member)`, from there too, gives the bodies in which a member says they belong.
What a storey does before a member's row goes is a rule, not a view: `rules.forgetting.forget_member(member)`.
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


@dataclass(frozen=True)
class Alternate:
    """What a page offers to programs: its form, its address, and the title by which they know it."""

    kind: str
    address: str
    title: str


@dataclass(frozen=True)
class Held:
    """One part of what is kept about a member: in words for the page, as plain facts for the file."""

    key: str  # its name in the file
    title: Any
    lines: list[Any]
    facts: Any
    after: Any  # what becomes of it when the member asks for everything to be erased


def panels(hook: str, *, room: str = "access", **facts: Any) -> list[Any]:
    """What every installed storey answers to `hook` in its `room`, ground first, in one flat list."""
    answers: list[Any] = []
    for storey in settings.STOREYS:
        if _is_there(f"{storey}.{room}") and (answer := getattr(import_module(f"{storey}.{room}"), hook, None)):
            answers.extend(answer(**facts))
    return answers


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # not even the room it would be in
        return False
