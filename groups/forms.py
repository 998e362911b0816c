"""What a secretary may write: the group's page, a meeting's time and customs, and the script of its circle."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groups.models import TurnMode
from groups.rules.words import day_name, length_in_words
from members.rules.zones import all_zones

SHARES = [60, 90, 120, 180, 240, 300, 420, 600, 900]
SIGNALS = [15, 30, 60, 120]


class ListingForm(forms.Form):
    """A form over one listing that notices when someone else has changed it meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    there_now: list[tuple[str, str]] = []

    def changes(self) -> dict[str, Any]:
        """What was written, by the model's names."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def lay_beside(self, now_there: "ListingForm") -> None:
        """Keep what was typed, show what someone else saved meanwhile, and let the next saving go through."""
        self.there_now = [
            (str(field.label), now_there.said(field.name))
            for field in now_there.visible_fields()
            if self._differs(field)
        ]
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = now_there.initial["version"]

    def said(self, name: str) -> str:
        """A field's value as the page would say it."""
        field, value = self.fields[name], self.initial[name]
        choices = dict(getattr(field, "choices", ()))
        if isinstance(value, list):
            return ", ".join(str(choices.get(each, each)) for each in value) or "-"
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        return str(choices.get(value, value if value not in (None, "") else "-"))

    def _differs(self, there: forms.BoundField) -> bool:
        return self.cleaned_data.get(there.name) != there.form.initial[there.name]


class GroupForm(ListingForm):
    """What a group says about itself."""

    about = forms.CharField(
        label=_("About this group"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    welcome = forms.CharField(
        label=_("Welcome"),
        help_text=_("The first thing read at the door, before any form or rule."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class MeetingForm(ListingForm):
    """When a meeting is, and how shares go in its circle."""

    days = forms.TypedMultipleChoiceField(
        label=_("Days"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    time = forms.TimeField(
        label=_("Begins at"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    zone = forms.ChoiceField(label=_("Time zone of the meeting"))
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=24 * 60)
    doors_minutes = forms.IntegerField(label=_("Doors open, minutes before"), min_value=5, max_value=30)
    turn_mode = forms.ChoiceField(
        label=_("How the piece goes round"), choices=TurnMode.choices, widget=forms.RadioSelect
    )
    share_seconds = forms.TypedChoiceField(label=_("Length of a share"), coerce=int)
    signal_seconds = forms.TypedChoiceField(label=_("Soft signal before the end"), coerce=int)
    one_turn = forms.BooleanField(
        label=_("Nobody shares twice before everyone who wishes has shared once"), required=False
    )
    thanks = forms.CharField(
        label=_("Said to each speaker by the room"),
        help_text=_("{name} stands for the speaker's name: “Thank you, {name}”. Empty: nothing is said."),
        required=False,
        max_length=80,
    )
    crosstalk_words = forms.CharField(
        label=_("How we share, in your own words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [(day, day_name(day)) for day in (1, 2, 3, 4, 5, 6, 0)]
        # A value that came from elsewhere stays choosable, so that saving something else never changes it.
        self.fields["zone"].choices = [
            (zone, zone.replace("_", " ")) for zone in sorted({*all_zones(), self.initial["zone"]})
        ]
        self.fields["share_seconds"].choices = lengths(SHARES, self.initial["share_seconds"])
        signals = lengths(SIGNALS, self.initial["signal_seconds"] or SIGNALS[0])
        self.fields["signal_seconds"].choices = [(0, _("no signal")), *signals]

    def clean_days(self) -> list[int]:
        return sorted(self.cleaned_data["days"])

    def clean_thanks(self) -> str:
        words = self.cleaned_data["thanks"]
        if set("{}") & set(words.replace("{name}", "")):
            raise forms.ValidationError(_("Only {name} may stand in curly brackets."))
        return words

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "days" in said and "time" in said and bool(said["days"]) != (said["time"] is not None):
            self.add_error("time", _("Give both days and a time, or neither for a meeting by appointment."))
        if said.get("signal_seconds", 0) >= said.get("share_seconds", 901):
            self.add_error("signal_seconds", _("The signal should come before the share is over."))
        return said


class SegmentForm(forms.Form):
    """One part of a circle's script."""

    KINDS = [
        ("welcome", _("welcome")),
        ("reading", _("reading")),
        ("silence", _("silence")),
        ("sharing", _("sharing")),
        ("closing", _("closing")),
    ]
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, initial="reading")
    title = forms.CharField(label=_("Title"), max_length=80)
    text = forms.CharField(label=_("Words"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 4}))
    minutes = forms.IntegerField(label=_("About how many minutes"), required=False, min_value=1, max_value=180)


class Segments(forms.BaseFormSet):
    """The script as a list that can be reordered and shortened without any script of the browser's."""

    MOST = 12

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Place in the script")
        form.fields["DELETE"].label = _("Take this part out")

    def clean(self) -> None:
        if any(self.errors) or not self.management_form.is_valid():
            return
        if not any(segment["kind"] == "sharing" for segment in self.script()):
            raise forms.ValidationError(_("A circle needs at least one part for sharing."))

    def script(self) -> list[dict[str, Any]]:
        """The parts in their order, as the meeting keeps them."""
        return [{name: form.cleaned_data[name] for name in SegmentForm.base_fields} for form in self.ordered_forms]


ScriptForm = forms.formset_factory(
    SegmentForm,
    formset=Segments,
    can_order=True,
    can_delete=True,
    extra=2,
    max_num=Segments.MOST,
    absolute_max=Segments.MOST,
)


class VersionForm(ListingForm):
    """Only the version: it stands beside the parts of a script."""


def lengths(usual: list[int], current: int) -> list[tuple[int, str]]:
    """The usual lengths in words, with the current one among them."""
    return [(seconds, length_in_words(seconds)) for seconds in sorted({*usual, current})]
