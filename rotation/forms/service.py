"""What a role says of itself, who begins in it, and a day."""

from datetime import date
from typing import Any

from django import forms
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from members.names import LONGEST
from rotation.models import Body, Chosen, Duty, Role, TermKind

A_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
WITHOUT_A_BALLOT = [Chosen.VOLUNTEER, Chosen.ACCLAIMED, Chosen.ROTA, Chosen.LOT, Chosen.ASKED]


def a_day(said: str) -> date | None:
    """The day a form named, None where it named none there is."""
    try:
        return parse_date(said[:10])
    except ValueError:
        return None


class RoleForm(forms.ModelForm):
    """How a role goes round. Everything but its title may stay as it is."""

    duties = forms.MultipleChoiceField(
        label=_("What its servant does here"), choices=Duty.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Role
        fields = (
            "title", "purpose", "duties", "months", "longest_months", "minutes", "experience", "chosen", "chosen_words",
            "seats", "staggered", "alternates", "shadow_weeks", "in_a_row", "away_months", "part_terms", "steps_down", "state",
        )  # fmt: skip
        help_texts = {
            "experience": _("In words, as a suggestion you may waive. Never dates of anyone's recovery."),
            "in_a_row": _("Empty: as often as the body likes. You may waive it for a term, with a reason."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("months", "longest_months", "seats"):
            self.fields[name].validators.append(forms.fields.validators.MinValueValidator(1))
        for name in ("months", "longest_months", "in_a_row", "away_months", "shadow_weeks"):
            self.fields[name].validators.append(forms.fields.validators.MaxValueValidator(600))
        for name in ("seats", "alternates"):
            self.fields[name].validators.append(forms.fields.validators.MaxValueValidator(40))


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
    ends_on = forms.DateField(label=_("Until"), help_text=_("The first day without it."), widget=A_DAY)
    waiver = forms.CharField(
        label=_("If you waive what the role suggests or its limit: why"),
        max_length=255,
        required=False,
        help_text=_("It goes into the record. Please no names, and no dates of anyone's recovery."),
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = Role.objects.filter(body=body).order_by("title")  # type: ignore[attr-defined]
