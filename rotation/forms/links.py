"""The form by which a body offers a place, or asks for one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rotation.models import Body, LinkKind

UP, DOWN = "up", "down"


class OfferForm(forms.Form):
    """Which body, which way round, and what the two are to each other."""

    other = forms.CharField(
        label=_("The other body"), max_length=255, help_text=_("Its name, or the last word of its address.")
    )
    way = forms.ChoiceField(
        label=_("Which way round"),
        choices=[(UP, _("we have our place in it")), (DOWN, _("it has its place in us"))],
        initial=UP,
    )
    kind = forms.ChoiceField(label=_("What the upper one is to the lower one"), choices=LinkKind.choices)

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.body = body

    def clean_other(self) -> Body:
        """The one body of that name or address."""
        said = self.cleaned_data["other"].strip()
        found = list(Body.objects.filter(slug=said)[:1]) or list(Body.objects.filter(name__iexact=said)[:2])
        if not found:
            raise forms.ValidationError(_("There is no body of that name here."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several go by that name; please write the last word of its address."))
        if found[0].pk == self.body.pk:
            raise forms.ValidationError(_("A body has no place in itself."))
        return found[0]
