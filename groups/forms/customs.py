"""How a circle is held: the group's own customs, in plain words, each of them its own to choose."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.forms.listing import ListingForm
from groups.models import Deciding, Latecomers, Signals, Threshold, TurnMode
from groups.profiles import PROFILES
from groups.rules.words import length_in_words
from groups.types import ANSWERS, SLIPS

SHARES = [60, 90, 120, 180, 240, 300, 420, 600, 900]
SIGNALS = [15, 30, 60, 120]
SILENCES = [0, 3, 5, 10, 20, 30, 60, 120, 300]


class CustomsForm(ListingForm):
    """How our circle is held."""

    has_circle = forms.BooleanField(label=_("Its circle is held here"), required=False)
    threshold = forms.ChoiceField(label=_("Who comes in"), choices=Threshold.choices, widget=forms.RadioSelect)
    doors_minutes = forms.IntegerField(
        label=_("Doors open, minutes before"),
        help_text=_("From 5 to 30: time to sit down and to try one's sound."),
        min_value=5,
        max_value=30,
    )
    latecomers = forms.ChoiceField(
        label=_("Once the circle is open, people still come in"), choices=Latecomers.choices, widget=forms.RadioSelect
    )
    late_minutes = forms.IntegerField(
        label=_("If doors close: how many minutes after the opening"), min_value=1, max_value=120
    )
    listen_first_minutes = forms.IntegerField(
        label=_("Minutes for which guests listen first"),
        help_text=_("0: they may share at once, as everyone may. A few minutes slow down whoever comes to disturb."),
        min_value=0,
        max_value=60,
    )
    turn_mode = forms.ChoiceField(
        label=_("How the piece goes round"),
        help_text=_("A part of the script may have a way of its own."),
        choices=TurnMode.choices,
        widget=forms.RadioSelect,
    )
    one_turn = forms.BooleanField(
        label=_("Nobody shares twice before everyone who wishes has shared once"), required=False
    )
    share_seconds = forms.TypedChoiceField(
        label=_("Length of a share"),
        help_text=_("Nobody is ever cut off. Out of the silence it is neither shown nor counted."),
        coerce=int,
    )
    signals = forms.ChoiceField(
        label=_("What the speaker is told of the time"), choices=Signals.choices, widget=forms.RadioSelect
    )
    signal_seconds = forms.TypedChoiceField(label=_("Soft signal before the end"), coerce=int)
    silence_seconds = forms.TypedChoiceField(
        label=_("Silence kept between shares, at least"), help_text=_("No countdown of it is shown."), coerce=int
    )
    thanks = forms.CharField(
        label=_("Said to each speaker by the room"),
        help_text=_("{name} stands for the speaker's name: “Thank you, {name}”. Empty: nothing is said."),
        required=False,
        max_length=80,
    )
    warmth = forms.BooleanField(
        label=_("The ring warms after each share"),
        help_text=_("The same for everyone, whatever anybody did. Friends leave it off."),
        required=False,
    )
    answers = forms.BooleanField(
        label=_("A share may be answered"),
        help_text=_("In a turn that is asked for and given like any other. It is published with the meeting."),
        required=False,
    )
    crosstalk_words = forms.CharField(
        label=_("How we share, in your own words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    after_meeting = forms.BooleanField(
        label=_("Afterwards, whoever likes may stay and talk"),
        help_text=_("Typed, without turns or clock, and forgotten like everything else."),
        required=False,
    )
    slips = forms.BooleanField(
        label=_("We confirm that someone was there, when they ask for it"),
        help_text=_("They receive a signed page; nothing is kept here. It is published with the meeting."),
        required=False,
    )
    youth = forms.BooleanField(
        label=_("For young people"),
        help_text=_("It opens only with certified adults, has no guests, and nobody stays on afterwards."),
        required=False,
    )
    adults_needed = forms.TypedChoiceField(
        label=_("Certified adults it takes"),
        help_text=_(
            "Two, unless the body that certifies them allows one. Never one adult alone with one young person."
        ),
        choices=[(2, _("two")), (1, _("one"))],
        coerce=int,
    )
    safety_contact = forms.EmailField(
        label=_("Whom one can write to after being hurt"),
        help_text=_("The address of a service, not of a person. One writes to it by a form on the meeting's page."),
        required=False,
    )
    decides_by = forms.ChoiceField(
        label=_("How we decide"),
        help_text=_("Said so that everyone knows it. The deciding is done by you, together."),
        choices=Deciding.choices,
        required=False,
    )
    decides_words = forms.CharField(
        label=_("How we decide, in your own words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    profile = forms.ChoiceField(
        label=_("Whose words are on the screen"),
        help_text=_("What a host or a share is called there. It changes words only."),
        choices=[(code, profile.title) for code, profile in PROFILES.items()],
        required=False,
    )

    PARTS = [
        (_("Coming in"), "", ["has_circle", "threshold", "doors_minutes", "latecomers", "late_minutes", "listen_first_minutes"]),
        (_("Taking turns"), "", ["turn_mode", "one_turn", "share_seconds", "signals", "signal_seconds", "silence_seconds"]),
        (_("Around a share"), "", ["thanks", "warmth", "answers", "crosstalk_words"]),
        (_("Afterwards"), "", ["after_meeting", "slips"]),
        (_("Young people, and safety"), "", ["youth", "adults_needed", "safety_contact"]),
        (_("Deciding together"), "", ["decides_by", "decides_words"]),
        (_("Words"), "", ["profile"]),
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A value that came from elsewhere stays choosable, so that saving something else never changes it.
        self.fields["share_seconds"].choices = lengths(SHARES, self.initial["share_seconds"])
        self.fields["signal_seconds"].choices = lengths(SIGNALS, self.initial["signal_seconds"])
        self.fields["silence_seconds"].choices = lengths(SILENCES, self.initial["silence_seconds"])
        self.types = list(self.initial["types"])
        self.initial |= {"answers": ANSWERS in self.types, "slips": SLIPS in self.types}

    def clean_thanks(self) -> str:
        words = self.cleaned_data["thanks"]
        if set("{}") & set(words.replace("{name}", "")):
            raise forms.ValidationError(_("Only {name} may stand in curly brackets."))
        return words

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("signals") == Signals.ONE:
            soft, share = said.get("signal_seconds", 60), said.get("share_seconds", 901)
            if soft >= share:
                self.add_error("signal_seconds", _("The signal should come before the share is over."))
            elif soft < SIGNALS[0]:
                self.add_error("signal_seconds", _("Choose how long before the end the signal comes."))
        if said.get("decides_by") == Deciding.OTHER and not said.get("decides_words", "").strip():
            self.add_error("decides_words", _("Tell in your own words how you decide."))
        return said

    def changes(self) -> dict[str, Any]:
        changes = super().changes()
        types = self.types
        for code, wanted in ((ANSWERS, changes.pop("answers")), (SLIPS, changes.pop("slips"))):
            if wanted != (code in types):
                types = [*types, code] if wanted else [each for each in types if each != code]
        return changes | {"types": types}


def lengths(usual: list[int], current: int) -> list[tuple[int, str]]:
    """The usual lengths in words, with the current one among them."""
    return [(seconds, length_in_words(seconds) if seconds else str(_("none"))) for seconds in sorted({*usual, current})]
