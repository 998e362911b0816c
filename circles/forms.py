from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from circles.models.incident import Part
from circles.rules.incidents import LENGTH
from circles.rules.names import NAME_LENGTH, is_kept, tidy_name


class StayForm(forms.Form):
    """What staying asks: a name, once more. Nothing is offered from before, since nothing was kept."""

    name = forms.CharField(
        label=_("What shall we call you now?"),
        max_length=NAME_LENGTH,
        help_text=_(
            "Any name you like. This plain word was picked for you; the name you had in the circle was not kept."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"}),
    )

    def clean_name(self) -> str:
        return a_name(self.cleaned_data["name"])


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

    first_time = forms.BooleanField(
        label=_("This is my first meeting"),
        help_text=_("Only whoever greets newcomers tonight sees it, and it is gone when the circle closes."),
        required=False,
    )

    def __init__(self, *args: Any, picked: bool = False, knocks: bool = False, **kwargs: Any) -> None:
        """`picked`: the name on offer is a plain word and not the member's own. `knocks`: somebody answers the door."""
        super().__init__(*args, **kwargs)
        if picked:
            self.fields["name"].help_text = _(
                "Any name you like, for this circle only. This plain word was picked for you; you may change it."
            )
        if knocks:
            self.fields["first_time"].help_text = _(
                "Whoever answers the door sees it, and whoever greets newcomers; it is gone when the circle closes."
            )

    def clean_name(self) -> str:
        return a_name(self.cleaned_data["name"])


def a_name(typed: str) -> str:
    """The name as it will be shown. Raises ValidationError where there is none in it."""
    name = tidy_name(typed)
    if not name:
        raise forms.ValidationError(_("Please choose a name with at least one letter."))
    if is_kept(name):
        raise forms.ValidationError(_("That word says what somebody does here. Please choose another name."))
    return name


class RehearsalForm(forms.Form):
    """What the door of a rehearsal asks: a name."""

    name = forms.CharField(
        label=_("What shall we call you?"),
        max_length=NAME_LENGTH,
        help_text=_("Any name you like, for this circle only."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"}),
    )

    def clean_name(self) -> str:
        return a_name(self.cleaned_data["name"])


class SlipForm(forms.Form):
    """What stands on a slip: typed from paper field by field, or pasted as one text."""

    use_required_attribute = False  # a browser must not ask for the fields where the text was pasted
    FACTS = ("name", "meeting", "day", "minutes", "signer")  # in the order of the slip's text; its code comes last

    text = forms.CharField(
        label=_("The text of the slip, if you have it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("With this, the fields below can stay empty."),
    )
    name = forms.CharField(label=_("Name"), max_length=80)
    meeting = forms.CharField(label=_("Meeting"), max_length=255)
    day = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=10000)
    signer = forms.CharField(label=_("Confirmed by"), max_length=NAME_LENGTH)
    code = forms.CharField(label=_("Check code"), max_length=40)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(self._unfolded(data), **kwargs)

    def _unfolded(self, data: Any) -> Any:
        """The fields a pasted text holds, in place of those left empty: what follows the colon of each of its six lines."""
        if not data or not data.get("text", "").strip():
            return data
        values = [line.partition(":")[2].strip() for line in data["text"].splitlines() if ":" in line]
        if len(values) != len(self.FACTS) + 1:
            return data
        return {name: data.get(name) or value for name, value in zip([*self.FACTS, "code"], values, strict=True)}


class LetterForm(forms.Form):
    """A letter to whoever looks after a group's safety: words, and a way to be reached for those who want an answer."""

    words = forms.CharField(
        label=_("What would you like to say?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
    )
    reach = forms.CharField(
        label=_("How can we reach you?"),
        max_length=200,
        required=False,
        help_text=_("Only if you would like an answer."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class IncidentForm(forms.Form):
    """An incident note. The day is known; closer than a part of it nobody need say."""

    part = forms.ChoiceField(label=_("When was it?"), choices=Part.choices, initial=Part.EVENING)
    what = forms.CharField(
        label=_("What happened"), max_length=LENGTH, widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"})
    )
    done = forms.CharField(
        label=_("What was done"),
        max_length=LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )
