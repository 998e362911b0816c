"""An address elsewhere whose list of meetings a body brings in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.rules.zones import all_zones

EVERY = [(0, _("only when we ask")), (1, _("every day")), (7, _("every week")), (30, _("every month"))]


LARGEST = 8 * 1024 * 1024  # of one file through the browser; an address or the command takes more


def small_enough(given: Any) -> Any:
    """The file, unless it is larger than a browser may send here."""
    if given and given.size > LARGEST:
        raise forms.ValidationError(
            _("The file is larger than 8 MB. Give its address, or have it taken in by command.")
        )
    return given


class FileForm(forms.Form):
    """A newer file in the place of the one before."""

    file = forms.FileField(label=_("A newer file"))

    def clean_file(self) -> Any:
        return small_enough(self.cleaned_data["file"])


class SourceForm(forms.Form):
    """Where the list is, and what we make of it."""

    name = forms.CharField(
        label=_("A name for this list"), help_text=_("It stays on each listing as where it came from."), max_length=120
    )
    address = forms.URLField(
        label=_("Its address"),
        help_text=_(
            "A list in the Meeting Guide format (JSON), a sheet with the columns of TSML or of NAWS as CSV, or the meetings "
            "of a BMLT server (switcher=GetSearchResults), whose bodies come with it. Contacts in it are never read."
        ),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    file = forms.FileField(
        label=_("Or a file"),
        help_text=_("The same kinds of list, up to 8 MB. It is kept until it was taken over, and no longer."),
        required=False,
    )
    zone = forms.ChoiceField(
        label=_("Time zone where a row names none"), help_text=_("Most lists name one, or a place."), required=False
    )
    every_days = forms.TypedChoiceField(label=_("Look again"), choices=EVERY, coerce=int, initial=0)
    known = forms.BooleanField(
        label=_("It is a directory we trust: show its groups in our feeds"),
        help_text=_("Otherwise they show here as new until a neighbour has sat with them."),
        required=False,
    )

    def clean_file(self) -> Any:
        return small_enough(self.cleaned_data.get("file"))

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not self.errors and bool(facts.get("address")) == bool(facts.get("file")):
            raise forms.ValidationError(_("Please give either an address or a file."))
        if facts.get("file"):
            facts["every_days"] = 0  # there is nowhere to look again
        return facts

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [("", _("none")), *((zone, zone) for zone in all_zones())]
