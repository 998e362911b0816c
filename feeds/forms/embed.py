"""What one may choose for the finder on another site."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from members.rules.zones import all_zones


class EmbedForm(forms.Form):
    """Sent by GET: the address of the page is the choice, so it can be kept and passed on."""

    body = forms.SlugField(required=False, widget=forms.HiddenInput)
    lang = forms.ChoiceField(
        label=_("Language"), choices=[("", _("as each reader's browser asks")), *settings.LANGUAGES], required=False
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("The clock that times are shown in. Each meeting names its own zone besides."),
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.fields["zone"].choices = [
            ("", _("the body's own, else UTC")),
            *((zone, zone) for zone in sorted(all_zones())),
        ]

    def chosen(self) -> dict[str, str]:
        """What was chosen, without what could not be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name != "body"}

    def language(self) -> str:
        """The frame's own language; "" where each reader's browser says."""
        self.is_valid()
        return self.cleaned_data.get("lang", "")

    def slug(self) -> str:
        """Whose meetings; "" for everyone's."""
        self.is_valid()
        return self.cleaned_data.get("body", "")
