"""What a profile is made of. It is a place to start from; every value is the group's own to change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Said = str | Promise  # words in the language of whoever reads them, or of the meeting they become part of

DUTIES: dict[str, Said] = {
    "host": _("host"),
    "time": _("timekeeper"),
    "door": _("door"),
    "read": _("reader"),
    "greet": _("greeter"),
    "caption": _("captioner"),
}
NOUNS: dict[str, Said] = {
    "meeting": pgettext_lazy("noun", "meeting"),
    "share": pgettext_lazy("noun", "share"),
    "topic": pgettext_lazy("noun", "topic"),
    "newcomer": pgettext_lazy("noun", "newcomer"),
    "self_support": pgettext_lazy("noun", "self-support"),
}


@dataclass(frozen=True)
class Profile:
    """How one tradition usually holds its circle, and what it calls things."""

    code: str  # as a meeting keeps it
    title: Said
    about: Said
    settings: Mapping[str, Any]  # values for fields of groups.models.Practice
    script: Sequence[Mapping[str, Any]]  # parts, their words still in no language (see `starting_script`)
    duties: Mapping[str, Said] = field(default_factory=dict)  # where they are called something else than by us
    nouns: Mapping[str, Said] = field(default_factory=dict)


def a_part(kind: str, title: Said, text: Said = "", minutes: int | None = None, **cues: Any) -> dict[str, Any]:
    """One part of a starting script; what else it may hold is told in groups/rules/scripts.py."""
    return {"kind": kind, "title": title, "text": text, "minutes": minutes, **cues}


# Readings belong to those who wrote them. A profile leaves their place free, and the group fills it.
YOUR_READING = _("Put a reading of your group's own here. Somebody reads it aloud, and it shows only while it is read.")
A_QUIET_MINUTE = a_part("silence", _("A quiet minute"), minutes=1, hush=True)
OUR_COSTS = a_part(
    "support",
    _("What it costs"),
    _("We carry our own costs. Give something if you can, and stay in any case; nobody looks."),
    2,
)
NOTICES = a_part(
    "announcements",
    _("Notices"),
    _("What should everyone know? Which service is free, and who would like to try it?"),
    3,
)
