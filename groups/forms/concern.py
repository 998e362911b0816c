"""What whoever came by found wrong, and the answer."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.models import Wrong

LONGEST = 1000


class ConcernForm(forms.Form):
    """A short list of what may be wrong, and words."""

    wrong = forms.ChoiceField(label=_("What is wrong?"), choices=Wrong.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words"),
        help_text=_("Please name nobody who has not asked you to."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
    )
    key = forms.SlugField(min_length=16, max_length=64, widget=forms.HiddenInput)

    @classmethod
    def fresh(cls, data: Any = None) -> "ConcernForm":
        """The form with a key of its own."""
        return cls(data, initial={"key": secrets.token_urlsafe(16)})


class AnswerForm(forms.Form):
    """Words for whoever said it."""

    words = forms.CharField(
        label=_("The answer"),
        help_text=_("It stands at the address that whoever wrote it was given."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
