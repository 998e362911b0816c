from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from groups.rules.kinds import LONGEST_NAME


class KindForm(forms.Form):
    """A kind of meeting of the fellowship's own: its code, and what it means in each language of this house."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Up to ten letters, digits or hyphens, such as PIE. Lists elsewhere know the meeting by it."),
        max_length=10,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for tag, language in settings.LANGUAGES:
            self.fields[f"name_{tag}"] = forms.CharField(
                label=_("What it means, in %(language)s") % {"language": language},
                required=False,
                max_length=LONGEST_NAME,
                widget=forms.TextInput(attrs={"lang": tag}),
            )

    def names(self) -> dict[str, str]:
        """What was written, by language."""
        return {tag: self.cleaned_data[f"name_{tag}"] for tag, _language in settings.LANGUAGES}

    def refuse(self, says: Any, at: str) -> None:
        """Say why, where it belongs."""
        self.add_error("code" if at == "code" else f"name_{settings.LANGUAGES[0][0]}", str(says))
