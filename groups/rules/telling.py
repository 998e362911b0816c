"""What a group's lines of record say, in plain words: nobody whom a line is about is named, certified adults neither."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext

from groups.models import Meeting, Practice, Side
from rotation.models import Record
from rotation.rules.telling import in_words, told_by

HELD_HOW = {field.name for field in Practice._meta.get_fields()} - {"script"}


def tell(*, lines: Sequence[Record]) -> list[tuple[int, str]]:
    """What this storey's lines say (asked by rotation). One query, and none where there is nothing to look up."""
    slugs = {line.facts["meeting"] for line in lines if "meeting" in line.facts}
    names = dict(Meeting.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {}

    def changed(facts: dict[str, Any]) -> str:
        said = _changed(names.get(facts["meeting"], facts["meeting"]), set(facts["changed"]))
        return f"{said} {by}" if (by := by_position(facts)) else said

    def kept(facts: dict[str, Any]) -> str:
        what = {"meeting": names.get(facts["meeting"], facts["meeting"])}
        said = gettext("A link, number or place that somebody else gave for %(meeting)s was not taken.") % what
        return f"{said} {by_position(facts)}"

    return told_by(VERBS | {"meeting-changed": changed, "change-not-ours": kept}, lines)


def by_position(facts: dict[str, Any]) -> str:
    """Who would have it so, where it was not the group's own servant who thought of it: by position, never by name."""
    of = {"of": facts.get("of", "")}
    said = {
        Side.SOURCE: gettext("Given by a list elsewhere: %(of)s."),
        Side.BODY: gettext("Given by a servant of %(of)s."),
        Side.OPERATOR: gettext("Given by whoever runs this house."),
    }
    parts = [gettext("Suggested by somebody who came by.")] if facts.get("suggested") else []
    parts += [said[Side(facts["by"])] % of] if facts.get("by") in Side.values else []
    return " ".join(parts)


def _changed(meeting: str, fields: set[str]) -> str:
    """In one of a few sentences, not field by field: what it concerned."""
    what = {"meeting": meeting}
    if fields == {"script"}:
        return gettext("The script of %(meeting)s was changed.") % what
    if "script" in fields:
        return gettext("How the circle of %(meeting)s is held was changed, and its script.") % what
    if fields <= HELD_HOW | {"types"}:
        return gettext("How the circle of %(meeting)s is held was changed.") % what
    return gettext("Time, kind or place of %(meeting)s was changed.") % what


def _issued(facts: dict[str, Any]) -> str:
    until = {"until": in_words(facts["valid_until"])}
    return gettext("An adult was certified to sit with young people, until %(until)s.") % until


def _kind(facts: dict[str, Any]) -> dict[str, str]:
    return {"code": facts["code"], "name": facts["name"]}


def _walking(facts: dict[str, Any]) -> dict[str, str]:
    return {"group": facts["group"], "neighbour": facts["neighbour"]}


def _merging(facts: dict[str, Any]) -> dict[str, str]:
    return {"group": facts["group"], "into": facts["into"]}


VERBS: dict[str, Callable[[dict[str, Any]], str]] = {
    "group-claimed": lambda facts: gettext("The group's own contact answered for its listing."),
    "group-began": lambda facts: gettext("The group was listed here, new and not yet visited."),
    "new-group-listed": lambda facts: gettext("A new group was listed: %(group)s.") % {"group": facts["group"]},
    "conditions-changed": lambda facts: (
        gettext("The conditions of belonging were written down anew (version %(version)s).")
        % {"version": facts["version"]}
    ),
    "conditions-affirmed": lambda facts: gettext("The group affirmed the conditions of belonging."),
    "walk-offered": lambda facts: (
        gettext("%(neighbour)s offered to walk with %(group)s for a while.") % _walking(facts)
    ),
    "walk-accepted": lambda facts: gettext("%(neighbour)s walks with %(group)s for a while.") % _walking(facts),
    "walk-declined": lambda facts: (
        gettext("The offer that %(neighbour)s walks with %(group)s was taken back or declined.") % _walking(facts)
    ),
    "walk-done": lambda facts: gettext("%(neighbour)s and %(group)s have walked together.") % _walking(facts),
    "group-rests": lambda facts: gettext("The group rests for now."),
    "group-closed": lambda facts: gettext("The group closed."),
    "group-left": lambda facts: gettext("The group asked to be listed here no more."),
    "group-is-back": lambda facts: gettext("The group is back, and listed as before."),
    "contact-changed": lambda facts: gettext("The group's contact was written down anew."),
    "contact-unreached": lambda facts: gettext(
        "The local body wrote to the contact and heard nothing; a visit was asked for."
    ),
    "contact-answered": lambda facts: gettext("The contact answered."),
    "group-visited": lambda facts: (
        gettext("Somebody of %(neighbour)s sat with the group.") % {"neighbour": facts["neighbour"]}
    ),
    "visit-taken-back": lambda facts: (
        gettext("It was taken back that somebody of %(neighbour)s sat here.") % {"neighbour": facts["neighbour"]}
    ),
    "merger-offered": lambda facts: (
        gettext("It was offered that %(group)s becomes one with %(into)s.") % _merging(facts)
    ),
    "groups-merged": lambda facts: gettext("%(group)s became one with %(into)s: both said yes.") % _merging(facts),
    "merger-undone": lambda facts: gettext("%(group)s and %(into)s are two, as before.") % _merging(facts),
    "group-page-changed": lambda facts: gettext("What the group says about itself was changed."),
    "certificate-issued": _issued,
    "certificate-withdrawn": lambda facts: gettext("A certificate to sit with young people was taken back."),
    "kind-added": lambda facts: gettext("A kind of meeting of our own was named: %(code)s, %(name)s.") % _kind(facts),
    "kind-renamed": lambda facts: gettext("The kind of meeting %(code)s is called anew: %(name)s.") % _kind(facts),
    "kind-put-away": lambda facts: (
        gettext("The kind of meeting %(code)s (%(name)s) is offered no more.") % _kind(facts)
    ),
    "kind-back": lambda facts: gettext("The kind of meeting %(code)s (%(name)s) is offered again.") % _kind(facts),
    "picture-added": lambda facts: gettext("A picture was added."),
    "picture-removed": lambda facts: gettext("A picture was taken out."),
}
