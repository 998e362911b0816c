from django import forms
from django.utils.translation import gettext_lazy as _

from members.names import LONGEST


class CertificateForm(forms.Form):
    """Whom a body certifies to sit with young people, and until when."""

    name = forms.CharField(
        label=_("The name, exactly as this member signs in"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        help_text=_("The first day without it; two years from now at the latest."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
