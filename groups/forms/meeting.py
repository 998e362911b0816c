"""When a meeting is, what kind it is, and where else it is held."""

from datetime import date
from functools import cache
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from groups.forms.listing import ListingForm
from groups.forms.widgets import FoldedChoices
from groups.models import Venue
from groups.rules.kinds import own_choices
from groups.rules.meeting_fields import RowIsRefused, link_of
from groups.rules.words import NTHS, day_name, in_month
from groups.types import ANSWERS, CLOSED, LANGUAGES, OPEN, SLIPS, SPOKEN, TYPES
from members.rules.zones import all_zones

# What the customs say (answers, slips) and what languages say is not asked twice.
KINDS = [(code, words) for code, words in TYPES.items() if code not in {ANSWERS, SLIPS, *SPOKEN}]
IN_COLUMNS = {"class": "choices--many"}
IN_NARROW_COLUMNS = {"class": "choices--many choices--short"}


A_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
ONE_A_LINE = _("One a line, as year, month and day: 2026-12-24.")
OFTEN = [(1, _("every week")), (2, _("every other week")), (3, _("every third week")), (4, _("every fourth week"))]
USUAL_NTHS = [1, 2, 3, 4, 5, -1]
MOST_DAYS = 100


class DaysField(forms.CharField):
    """Days of the calendar, one a line; kept as ISO words in their order."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = str(super().to_python(value) or "").split()
        try:
            days = sorted({date.fromisoformat(line).isoformat() for line in lines})
        except ValueError:
            raise forms.ValidationError(
                _("One of these is no day. Write each as year, month and day: 2026-12-24.")
            ) from None
        if len(days) > MOST_DAYS:
            raise forms.ValidationError(_("These are more days than a meeting can name."))
        return days


class MeetingForm(ListingForm):
    """What a listing says about a meeting, apart from how its circle is held."""

    name = forms.CharField(label=_("Name of the meeting"), max_length=255)
    days = forms.TypedMultipleChoiceField(
        label=_("Days"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple(IN_NARROW_COLUMNS)
    )
    time = forms.TimeField(
        label=_("Begins at"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    zone = forms.ChoiceField(label=_("Time zone of the meeting"))
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=24 * 60)
    every = forms.TypedChoiceField(
        label=_("How often"),
        help_text=_("Where it comes by the month, months are counted and not weeks."),
        coerce=int,
    )
    nths = forms.TypedMultipleChoiceField(
        label=_("Only these of the month"),
        help_text=_("As in the first and third Thursday. None chosen: every week."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(IN_NARROW_COLUMNS),
    )
    months = forms.TypedMultipleChoiceField(
        label=_("Only in these months"),
        help_text=_("None chosen: all the year."),
        coerce=int,
        choices=list(MONTHS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple(IN_NARROW_COLUMNS),
    )
    first_on = forms.DateField(label=_("First day"), required=False, widget=A_DAY)
    last_on = forms.DateField(label=_("Last day"), required=False, widget=A_DAY)
    except_on = DaysField(label=_("Days without it"), help_text=ONE_A_LINE, required=False)
    also_on = DaysField(label=_("Days with it besides"), help_text=ONE_A_LINE, required=False)
    types = forms.MultipleChoiceField(
        label=_("What kind of meeting it is"),
        choices=KINDS,
        required=False,
        widget=FoldedChoices(more=_("Kinds to choose from"), attrs=IN_COLUMNS),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        help_text=_("In their own words. A script may hold the wording of each."),
        choices=sorted(LANGUAGES.items(), key=lambda each: each[1].casefold()),
        required=False,
        widget=FoldedChoices(more=_("Languages to choose from"), attrs=IN_NARROW_COLUMNS),
    )
    notes = forms.CharField(
        label=_("Anything else"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    venue = forms.ChoiceField(label=_("How people meet"), choices=Venue.choices)
    place = forms.CharField(label=_("Place"), required=False, max_length=255)
    address = forms.CharField(label=_("Address"), required=False, max_length=255)
    region = forms.CharField(label=_("Town or region"), required=False, max_length=255)
    link = forms.CharField(
        label=_("Link"),
        help_text=_("Only if it is held elsewhere too. Whoever follows it leaves this fellowship."),
        required=False,
        max_length=500,
        widget=forms.URLInput,
    )
    link_notes = forms.CharField(
        label=_("What one should know about the link"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=255)

    PARTS = [
        (_("When"), "", ["name", "days", "time", "zone", "minutes"]),
        (_("Which of those days"), "", ["every", "nths", "months", "first_on", "last_on", "except_on", "also_on"]),
        (_("About this meeting"), "", ["languages", "types", "notes"]),
        (_("Where else it is held"), "", ["venue", "place", "address", "region", "link", "link_notes", "phone"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [(day, day_name(day)) for day in (1, 2, 3, 4, 5, 6, 0)]
        self.fields["every"].choices = _with(OFTEN, self.initial["every"], _("every %(count)d weeks"))
        known = {*USUAL_NTHS, *self.initial["nths"]} & NTHS.keys()
        self.fields["nths"].choices = [(nth, NTHS[nth]) for nth in sorted(known, key=in_month)]
        # A value that came from elsewhere stays choosable, so that saving something else never changes it.
        self.fields["zone"].choices = [
            (zone, zone.replace("_", " ")) for zone in sorted({*all_zones(), self.initial["zone"]})
        ]
        # Codes this page does not ask about are kept as they are.
        self.types = list(self.initial["types"])
        self.fields["types"].choices = cache(self._kinds)  # asked of the house only where the list is drawn or read
        asked = {code for code, _words in KINDS} | (set(self.types) - TYPES.keys())
        self.unasked = [code for code in self.initial["types"] if code not in asked and code not in SPOKEN]
        self.initial["types"] = [code for code in self.initial["types"] if code in asked]

    def _kinds(self) -> list[tuple[str, Any]]:
        """The published kinds, and those of our own that are offered or that the meeting carries."""
        return KINDS + [(code, name) for code, name, offered in own_choices() if offered or code in self.types]

    def clean_days(self) -> list[int]:
        return sorted(self.cleaned_data["days"])

    def clean_nths(self) -> list[int]:
        return sorted(self.cleaned_data["nths"], key=in_month)

    def clean_months(self) -> list[int]:
        return sorted(self.cleaned_data["months"])

    def clean_types(self) -> list[str]:
        chosen = self.cleaned_data["types"]
        if OPEN in chosen and CLOSED in chosen:
            raise forms.ValidationError(_("A meeting is open or closed, or says neither."))
        return _in_order_of(self.initial["types"], chosen)

    def clean_languages(self) -> list[str]:
        return _in_order_of(self.initial["languages"], self.cleaned_data["languages"])

    def clean_link(self) -> str:
        try:
            return link_of(self.cleaned_data, "link")
        except RowIsRefused:
            raise forms.ValidationError(_("Give a whole web address, such as https://example.org/room.")) from None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        days = said.get("days") or said.get("also_on")
        if "days" in said and "time" in said and bool(days) != (said["time"] is not None):
            self.add_error("time", _("Give both days and a time, or neither for a meeting by appointment."))
        first, last = said.get("first_on"), said.get("last_on")
        if said.get("every", 1) > 1 and "first_on" in said and first is None:
            self.add_error("first_on", _("Give the first day: what comes every so often is counted from there."))
        if first and last and last < first:
            self.add_error("last_on", _("The last day comes before the first."))
        return said

    def changes(self) -> dict[str, Any]:
        changes = super().changes()
        spoken = [code for code, tag in SPOKEN.items() if tag in changes["languages"]]
        types = [*changes["types"], *self.unasked, *spoken]
        # The same codes in another order are no change.
        return changes | {"types": self.types if set(types) == set(self.types) else types}


def _in_order_of(known: list[str], chosen: list[str]) -> list[str]:
    """What was chosen, in the order it was in before; what is new comes after."""
    return [each for each in known if each in chosen] + [each for each in chosen if each not in known]


def _with(choices: list[tuple[int, Any]], value: int, words: Any) -> list[tuple[int, Any]]:
    """The choices, and the present value beside them where it is none of them."""
    return choices if value in dict(choices) else [*choices, (value, words % {"count": value})]
