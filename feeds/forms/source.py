"""An address elsewhere whose list of meetings a body brings in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.rules.zones import all_zones

EVERY = [(0, _("only when we ask")), (1, _("every day")), (7, _("every week")), (30, _("every month"))]


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
        assume_scheme="https",
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [("", _("none")), *((zone, zone) for zone in all_zones())]
