from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from circles.rules.names import NAME_LENGTH, tidy_name


class DoorForm(forms.Form):
    """What the door asks: a name for this evening, and whether one may want to speak."""

    name = forms.CharField(
        label=_("What shall we call you?"),
        max_length=NAME_LENGTH,
        help_text=_("Any name you like, for this circle only."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"}),
    )
    how = forms.ChoiceField(
        label=_("How would you like to be here?"),
        choices=[("listen", _("Just listening tonight")), ("speak", _("I may speak"))],
        initial="listen",
        widget=forms.RadioSelect,
        help_text=_("You can change this at any time. Listening counts as much as speaking."),
    )

    def __init__(self, *args: Any, picked: bool = False, **kwargs: Any) -> None:
        """`picked`: the name on offer is a plain word and not the member's own."""
        super().__init__(*args, **kwargs)
        if picked:
            self.fields["name"].help_text = _(
                "Any name you like, for this circle only. This plain word was picked for you; you may change it."
            )

    def clean_name(self) -> str:
        name = tidy_name(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Please choose a name with at least one letter."))
        return name
