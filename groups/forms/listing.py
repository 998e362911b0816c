"""Forms over a listing that notice when someone else has changed it meanwhile; and the group's own page."""

from collections.abc import Iterator
from datetime import time
from typing import Any

from django import forms
from django.utils.formats import time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class ListingForm(forms.Form):
    """A form over one listing that notices when someone else has changed it meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    there_now: list[tuple[str, str]] = []
    PARTS: list[tuple[Any, Any, list[str]]] = []  # legend, hint and fields of each part of a long form

    def sections(self) -> Iterator[tuple[Any, Any, list[forms.BoundField]]]:
        """The fields in their parts, as the page shows them."""
        for legend, hint, names in self.PARTS:
            yield legend, hint, [self[name] for name in names]

    def changes(self) -> dict[str, Any]:
        """What was written, by the model's names."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def lay_beside(self, now_there: "ListingForm") -> None:
        """Keep what was typed, show what someone else saved meanwhile, and let the next saving go through."""
        self.there_now = [
            (str(field.label), now_there.said(field.name))
            for field in now_there.visible_fields()
            if self._differs(field)
        ]
        self.go_on_from(now_there.initial["version"])

    def go_on_from(self, version: int) -> None:
        """The next saving counts as begun after that version; what was typed stays."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = version

    def said(self, name: str) -> str:
        """A field's value as the page would say it."""
        field, value = self.fields[name], self.initial[name]
        choices = dict(getattr(field, "choices", ()))
        if isinstance(value, list):
            return ", ".join(str(choices.get(each, each)) for each in value) or "-"
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        if isinstance(value, time):
            return str(time_format(value, "H:i"))
        return str(choices.get(value, value if value not in (None, "") else "-"))

    def _differs(self, there: forms.BoundField) -> bool:
        return self.cleaned_data.get(there.name) != there.form.initial[there.name]


class GroupForm(ListingForm):
    """What a group says about itself."""

    about = forms.CharField(
        label=_("About this group"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    welcome = forms.CharField(
        label=_("Welcome"),
        help_text=_("The first thing read at the door, before any form or rule."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class VersionForm(ListingForm):
    """Only the version: it stands beside what a page changes by a button."""
