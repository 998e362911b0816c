"""What a role says of itself, who begins in it, and a day."""

from datetime import date
from typing import Any

from django import forms
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from members.names import LONGEST
from rotation.models import Body, BodyKind, Chosen, Duty, ItemKind, Role, TermKind
from rotation.rules.months import months_after

A_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
WITHOUT_A_BALLOT = [Chosen.VOLUNTEER, Chosen.ACCLAIMED, Chosen.ROTA, Chosen.LOT, Chosen.ASKED]


def a_day(said: str) -> date | None:
    """The day a form named, None where it named none there is."""
    try:
        return parse_date(said[:10])
    except ValueError:
        return None


def _lines(label: Any) -> forms.CharField:
    """Lines of what is passed on, one under the other."""
    rows = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, help_text=_("A line for each thing."), required=False, max_length=2000, widget=rows
    )


PASSED_ON = {"to_know": ItemKind.KNOW, "to_file": ItemKind.FILE, "to_do": ItemKind.TASK}


class RoleForm(forms.ModelForm):
    """How a role goes round. Everything but its title may stay as it is."""

    duties = forms.MultipleChoiceField(
        label=_("What its servant does here"), choices=Duty.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    to_know = _lines(_("What whoever comes after should know"))
    to_file = _lines(_("Papers, files and keys that go along"))
    to_do = _lines(_("What is always still to do"))

    class Meta:
        model = Role
        fields = (
            "title", "purpose", "duties", "months", "longest_months", "minutes", "experience", "chosen", "chosen_words",
            "seats", "staggered", "alternates", "shadow_weeks", "in_a_row", "away_months", "part_terms", "steps_down", "state",
        )  # fmt: skip
        labels = {"state": _("Is it taken up now?")}
        help_texts = {
            "experience": _("In words, as a suggestion you may waive. Never dates of anyone's recovery."),
            "in_a_row": _("Empty: as often as the body likes. You may waive it for a term, with a reason."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in PASSED_ON.items():
            self.initial[name] = "\n".join(self.instance.hand_over.get(kind, []))
        for name in ("months", "longest_months", "seats"):
            self.fields[name].validators.append(forms.fields.validators.MinValueValidator(1))
        for name in ("months", "longest_months", "in_a_row", "away_months", "shadow_weeks"):
            self.fields[name].validators.append(forms.fields.validators.MaxValueValidator(600))
        for name in ("seats", "alternates"):
            self.fields[name].validators.append(forms.fields.validators.MaxValueValidator(40))

    def said(self) -> dict[str, Any]:
        """What it says of the role, by the model's names."""
        facts = {name: value for name, value in self.cleaned_data.items() if name not in PASSED_ON}
        lines = {str(kind): self.cleaned_data[name].splitlines() for name, kind in PASSED_ON.items()}
        kept = {kind: [" ".join(line.split())[:500] for line in each if line.strip()] for kind, each in lines.items()}
        return facts | {"hand_over": {kind: each for kind, each in kept.items() if each}}


class TermForm(forms.Form):
    """Who begins, as the body agreed to without a ballot."""

    role = forms.ModelChoiceField(label=_("Role"), queryset=Role.objects.none())
    name = forms.CharField(
        label=_("The name, exactly as this member signs in"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(label=_("In what way"), choices=TermKind.choices)
    chosen = forms.ChoiceField(label=_("How it came about"), choices=[(each, each.label) for each in WITHOUT_A_BALLOT])
    starts_on = forms.DateField(label=_("From"), widget=A_DAY)
    ends_on = forms.DateField(
        label=_("Until"),
        help_text=_("The first day without it. Left empty: for as many months as the role usually goes."),
        required=False,
        widget=A_DAY,
    )
    waiver = forms.CharField(
        label=_("If you waive what the role suggests or its limit: why"),
        max_length=255,
        required=False,
        help_text=_("It goes into the record. Please no names, and no dates of anyone's recovery."),
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = Role.objects.filter(body=body).order_by("title")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("role") and said.get("starts_on") and not said.get("ends_on") and "ends_on" not in self.errors:
            try:
                said["ends_on"] = months_after(said["starts_on"], said["role"].months)
            except ValueError:  # beyond the last year there is
                self.add_error("starts_on", _("Please choose a day."))
        return said


class LineForm(forms.Form):
    """One line of a hand-over."""

    kind = forms.ChoiceField(label=_("What it is"), choices=ItemKind.choices)
    words = forms.CharField(label=_("In a line"), max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class OpeningsForm(forms.Form):
    """What a page of openings is narrowed to, by plain words in its address."""

    q = forms.CharField(
        label=_("Words"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Where"), required=False, choices=[("", _("anywhere")), *BodyKind.choices])
    minutes = forms.IntegerField(
        label=_("At most so many minutes a week"), required=False, min_value=0, max_value=10_000
    )
    mine = forms.BooleanField(label=_("only where I belong or serve, and above it"), required=False)
