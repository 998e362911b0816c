"""Which decision changed how a group meets: words and a day, beside whatever form changes it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.models import Norms
from groups.rules.norms import Decision


class DecisionForm(forms.Form):
    """The note that goes with a change of norms. `noted`: what the same servant noted in the last day, and may go on from."""

    decision = forms.CharField(
        label=_("Which decision was this?"),
        help_text=_("In a few words, as your group would tell it. It stays, so name nobody."),
        required=False,
        max_length=300,
    )
    decided_on = forms.DateField(
        label=_("Decided on"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, today: date, noted: Norms | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.noted = today, noted
        self.fields["decided_on"].widget.attrs["max"] = today.isoformat()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        words, day = said.get("decision"), said.get("decided_on")
        if words and day is None and "decided_on" not in self.errors:
            self.add_error("decided_on", _("On which day was it decided?"))
        elif day is not None and not words and "decision" not in self.errors:
            self.add_error("decision", _("Say in a few words which decision it was."))
        if day is not None and day > self.today:
            self.add_error("decided_on", _("That day is still to come."))
        return said

    def said(self) -> Decision | None:
        """What was written, None where nothing was."""
        words, day = self.cleaned_data["decision"], self.cleaned_data["decided_on"]
        return Decision(words, day) if words else None

    def ask(self) -> None:
        """Nothing was written and there is nothing to go on from: ask for it, beside what was typed."""
        self.add_error("decision", _("How the group meets is the group's to decide. Which decision was this?"))
        self.add_error("decided_on", _("On which day was it decided?"))
