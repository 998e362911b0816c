"""What a group's lines of record say, in plain words: nobody whom a line is about is named, certified adults neither."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext

from groups.models import Meeting, Practice
from rotation.models import Record
from rotation.rules.telling import in_words, told_by

HELD_HOW = {field.name for field in Practice._meta.get_fields()} - {"script"}


def tell(*, lines: Sequence[Record]) -> list[tuple[int, str]]:
    """What this storey's lines say (asked by rotation). One query, and none where there is nothing to look up."""
    slugs = {line.facts["meeting"] for line in lines if "meeting" in line.facts}
    names = dict(Meeting.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {}

    def changed(facts: dict[str, Any]) -> str:
        return _changed(names.get(facts["meeting"], facts["meeting"]), set(facts["changed"]))

    return told_by(VERBS | {"meeting-changed": changed}, lines)


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


VERBS: dict[str, Callable[[dict[str, Any]], str]] = {
    "group-claimed": lambda facts: gettext("The group's own contact answered for its listing."),
    "group-page-changed": lambda facts: gettext("What the group says about itself was changed."),
    "certificate-issued": _issued,
    "certificate-withdrawn": lambda facts: gettext("A certificate to sit with young people was taken back."),
    "picture-added": lambda facts: gettext("A picture was added."),
    "picture-removed": lambda facts: gettext("A picture was taken out."),
}
