"""What whoever comes by would have a listing say, and what its servant answers."""

import secrets
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.forms.difference import as_it_is
from groups.forms.meeting import MeetingForm
from groups.models import Meeting
from groups.rules.plain import from_plain

LONGEST = 500


class SuggestionForm(MeetingForm):
    """The listing as it stands, to be changed where it is wrong, and a line of words."""

    words = forms.CharField(
        label=_("In a line of your own"),
        help_text=_("What is wrong, or how you know. Whoever keeps the listing reads it; it stands on no page."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    key = forms.SlugField(min_length=16, max_length=64, widget=forms.HiddenInput)

    @classmethod
    def over(cls, meeting: Meeting, data: Any = None) -> "SuggestionForm":
        """The form over a listing as it is now, with a key of its own."""
        return cls(data, initial=as_it_is(meeting) | {"words": "", "key": secrets.token_urlsafe(16)})

    def folds(self) -> Iterator[tuple[Any, Any, list[forms.BoundField], bool]]:
        """The parts of the listing, folded; one in which something has to be put right lies open."""
        for legend, hint, fields in self.sections():
            yield legend, hint, fields, any(field.errors for field in fields)

    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in super().changes().items() if name not in ("words", "key")}


class TakenForm(MeetingForm):
    """The listing with what was suggested filled in: it can be taken so, or changed first."""

    @classmethod
    def with_suggested(cls, meeting: Meeting, wanted: dict[str, Any], data: Any = None) -> "TakenForm":
        """Filled in with `wanted` over the listing as it is now, or with what the servant sent."""
        there = as_it_is(meeting)
        if data is None:
            fields = cls(initial=dict(there)).fields
            typed = there | from_plain(wanted)
            asked = dict(fields["types"].choices)  # a body may name kinds of its own
            typed["types"] = [code for code in typed["types"] if code in asked]
            data = {name: field.prepare_value(typed[name]) for name, field in fields.items()}
        return cls(data, initial=dict(there))


class ReasonForm(forms.Form):
    """Why a suggestion is not taken."""

    reason = forms.CharField(
        label=_("Why not?"),
        help_text=_("Whoever suggested it reads this."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
