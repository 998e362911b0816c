"""What a new group writes about itself: a name and one meeting are enough, and nobody is named."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from groups.forms.meeting import MeetingForm
from groups.forms.widgets import FoldedChoices
from groups.models import Venue
from groups.rules.arriving import TITLES
from groups.rules.conditions import InForce
from groups.rules.meeting_fields import RowIsRefused, link_of
from groups.rules.words import day_name
from groups.types import LANGUAGES
from members.rules.zones import all_zones

SAME = {
    name: MeetingForm.base_fields[name]
    for name in ("days", "time", "zone", "minutes", "place", "address", "region", "phone")
}
OF_THE_MEETING = (
    "days", "time", "zone", "minutes", "venue", "place", "address", "region", "link", "phone", "languages",
)  # fmt: skip
ADDRESS = r"^[0-9a-f]{32}$"


class ArrivalForm(forms.Form):
    """Ten minutes of a group's evening. All but the name can be left for later."""

    name = forms.CharField(
        label=_("Name of the group"),
        max_length=255,
        error_messages={"required": _("A name is needed, so that people find you. It can be changed later.")},
    )
    days = SAME["days"]
    time = SAME["time"]
    zone = SAME["zone"]
    minutes = SAME["minutes"]
    venue = forms.ChoiceField(label=_("How people meet"), choices=Venue.choices, initial=Venue.ONLINE)
    place = SAME["place"]
    address = SAME["address"]
    region = SAME["region"]
    link = forms.CharField(
        label=_("Link"),
        help_text=_("Only if you meet somewhere else online. Without one, an online meeting has its circle here."),
        required=False,
        max_length=500,
        widget=forms.URLInput,
    )
    phone = SAME["phone"]
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=[
            (tag, format_html('<span lang="{}">{}</span>', tag, word))
            for tag, word in sorted(LANGUAGES.items(), key=lambda each: each[1].casefold())
        ],
        required=False,
        widget=FoldedChoices(more=_("Languages to choose from"), attrs={"class": "choices--many choices--short"}),
    )
    mailbox = forms.EmailField(
        label=_("A mailbox of the group"),
        required=False,
        max_length=255,
        help_text=_(
            "For those who welcome you and, later, for your local body. It stands on no page for others and in no feed; a "
            "mailbox of a service is best, so that it stays when whoever reads it changes. It can be added later."
        ),
    )
    duties = forms.MultipleChoiceField(
        label=_("Services you share out already"),
        help_text=_("None is needed to begin, and nobody is named here."),
        choices=[(str(duty), title) for duty, title in TITLES.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "choices--many choices--short"}),
    )
    serves = forms.BooleanField(
        label=_("I keep the group's page for now: I serve as its secretary for the first six months"),
        help_text=_(
            "Once you are listed this also asks whoever welcomes you, in your name, for the group's place there."
        ),
        required=False,
    )
    affirmed = forms.MultipleChoiceField(
        label=_("What we affirm as a group"),
        help_text=_("Tick what is so with you. What is not yet so is something to talk about."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("These words were changed just now. Please read them once more.")},
    )
    wants_company = forms.BooleanField(
        label=_("We would like a neighbouring group to walk with us for a while"), required=False
    )
    words = forms.CharField(
        label=_("Anything you would like to say or ask"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    list_when_answered = forms.BooleanField(
        label=_("List us as soon as whoever welcomes us says that all is answered"),
        help_text=_(
            "A word before that lists nothing yet. Without the tick, you say so yourselves when you are ready."
        ),
        required=False,
        initial=True,
    )
    kept_as = forms.RegexField(
        ADDRESS, widget=forms.HiddenInput, error_messages={"invalid": _("Please send it once more.")}
    )

    PARTS = [
        (_("Your group and its first meeting"), ["name", "days", "time", "zone", "minutes", "languages"]),
        (_("Where"), ["venue", "link", "phone", "place", "address", "region"]),
        (_("How to reach you, and who serves"), ["mailbox", "duties", "serves", "wants_company"]),
        (_("Belonging"), ["affirmed"]),
        (_("Anything else"), ["words", "list_when_answered"]),
    ]

    def __init__(self, *args: Any, conditions: InForce, signed_in: bool, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conditions = conditions
        self.fields["days"].choices = [(day, day_name(day)) for day in (1, 2, 3, 4, 5, 6, 0)]
        self.fields["zone"].choices = [(zone, zone.replace("_", " ")) for zone in sorted(all_zones())]
        self.lines = conditions.numbered()
        self.fields["affirmed"].choices = list(self.lines.items())
        for name, is_asked in (("serves", signed_in), ("words", is_new), ("kept_as", is_new)):
            if not is_asked:
                del self.fields[name]

    def sections(self) -> list[tuple[Any, str, list[forms.BoundField]]]:
        """The fields in their parts, as the page shows them."""
        return [(legend, "", [self[name] for name in names if name in self.fields]) for legend, names in self.PARTS]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_days(self) -> list[int]:
        return sorted(self.cleaned_data["days"])

    def clean_link(self) -> str:
        try:
            return link_of(self.cleaned_data, "link")
        except RowIsRefused:
            raise forms.ValidationError(_("Give a whole web address, such as https://example.org/room.")) from None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "days" in said and "time" in said and bool(said["days"]) != (said["time"] is not None):
            missing = "time" if said["days"] else "days"
            self.add_error(missing, _("Give both days and a time, or neither for a meeting by appointment."))
        return said

    def facts(self) -> dict[str, Any]:
        """What was written, by the names of Arrival."""
        said = self.cleaned_data
        meeting = {name: said[name] for name in OF_THE_MEETING}
        meeting["time"] = said["time"].isoformat("minutes") if said["time"] else ""
        return {
            "name": said["name"],
            "meeting": meeting,
            "mailbox": said["mailbox"],
            "duties": said["duties"],
            "affirmed": self.conditions.affirmed([self.lines[each] for each in said["affirmed"]]),
            "wants_company": said["wants_company"],
            "list_when_answered": said["list_when_answered"],
        } | ({"serves": said["serves"]} if "serves" in said else {})


class LetterForm(forms.Form):
    """A word in the talk, with a key of its own."""

    words = forms.CharField(label=_("Your words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    key = forms.RegexField(ADDRESS, widget=forms.HiddenInput)
