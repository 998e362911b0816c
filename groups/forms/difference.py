"""What differs between two states of a listing, field by field, in the words of the forms that change it."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext

from groups.forms.customs import CustomsForm
from groups.forms.meeting import MeetingForm
from groups.models import Meeting
from groups.rules.kinds import kinds_in_words
from groups.rules.plain import from_plain


@dataclass(frozen=True)
class Difference:
    """One field: what it said, what it would say, and what it says now where that is neither."""

    label: str
    before: str
    after: str
    now: str = ""


def difference(
    meeting: Meeting, before: dict[str, Any], after: dict[str, Any], *, as_is: bool = True
) -> list[Difference]:
    """The fields that differ, as plain facts by the model's names; all else is taken from `meeting` as it is.

    `as_is`: also what it says now, where that is neither.
    """
    there = as_it_is(meeting)
    states = [there | from_plain(facts) for facts in (before, after)] + [there]
    rows = []
    for kind in (MeetingForm, CustomsForm):
        forms = [kind(initial=dict(state)) for state in states]
        for name, field in kind.base_fields.items():
            if name not in after and not (name in ("answers", "slips") and "types" in after):
                continue
            said = [_said(form, name, state) for form, state in zip(forms, states, strict=True)]
            if said[0] != said[1]:
                rows.append(_row(str(field.label), *said))
    if "script" in after:
        said = [_parts(state["script"]) for state in states]
        rows.append(_row(gettext("The script"), *said))
    return rows if as_is else [replace(row, now="") for row in rows]


def as_it_is(meeting: Meeting) -> dict[str, Any]:
    """The meeting's values, as a form over it starts out."""
    return {
        field.name: getattr(meeting, field.name) for field in meeting._meta.concrete_fields if field.name != "group"
    }


def _row(label: str, *said: str) -> Difference:
    before, after, now = (gettext("nothing") if each == "-" else each for each in said)
    return Difference(label, before, after, now if now not in (before, after) else "")


def _said(form: Any, name: str, state: dict[str, Any]) -> str:
    if name == "types":  # also those a form does not ask about, and languages no second time
        return ", ".join(kinds_in_words(state["types"])) or "-"
    return str(form.said(name))


def _parts(script: list[dict[str, Any]]) -> str:
    return ", ".join(part.get("title") or part.get("kind", "") for part in script) or "-"
