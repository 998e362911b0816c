"""The forms by which a vote or an election is opened, and by which an election goes on."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conscience.models import Base, Secrecy, Threshold
from conscience.models.question import FEWEST
from conscience.rules.third_legacy import Single, Smallest
from rotation.models import Alias, Body, Role

MOST_NAMES = 60
MOST = 100_000
MOMENT = "%Y-%m-%dT%H:%M"


def new_key() -> str:
    return secrets.token_hex(8)


class Opening(forms.Form):
    """What both have: a key, so that sending twice opens one, and who sees how anybody voted."""

    key = forms.CharField(widget=forms.HiddenInput, initial=new_key, min_length=8, max_length=40)
    secrecy = forms.ChoiceField(
        label=_("How one votes"),
        choices=Secrecy.choices,
        widget=forms.RadioSelect,
        initial=Secrecy.SECRET,
        help_text=_(
            "If all vote alike, a secret vote tells how each voted. With fewer than three ballots no count is shown."
        ),
    )

    def __init__(self, *args: Any, body: Body, eligible: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.body = body
        if eligible < FEWEST:
            self.fields["secrecy"].initial = Secrecy.OPEN
            self.fields["secrecy"].help_text = _(
                "Fewer than three may vote today, and so a count would tell how each voted: only an open vote can be held."
            )


def _lines(said: str) -> list[str]:
    """The lines of a field, without empty and doubled ones."""
    return list(dict.fromkeys(line.strip() for line in said.splitlines() if line.strip()))


class QuestionForm(Opening):
    """One voting act."""

    wording = forms.CharField(label=_("The question"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    choices = forms.CharField(
        label=_("What one may choose"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on a line. Left empty: yes, no, and “I abstain”."),
    )
    threshold = forms.ChoiceField(label=_("Needed"), choices=Threshold.choices)
    base = forms.ChoiceField(label=_("Of what"), choices=Base.choices)
    quorum = forms.IntegerField(
        label=_("How many have to take part"), required=False, min_value=0, max_value=MOST, initial=0
    )
    closes_at = forms.DateTimeField(
        label=_("Open until"),
        required=False,
        input_formats=[MOMENT],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        help_text=_("In your own time zone. Left empty: until you close it."),
    )

    def clean_choices(self) -> list[str]:
        found = _lines(self.cleaned_data["choices"])
        if len(found) == 1 or len(found) > MOST_NAMES or any(len(name) > 100 for name in found):
            raise forms.ValidationError(_("Between two and sixty, each of a hundred letters at most; or none."))
        return found


class ElectionForm(Opening):
    """A choice by Third Legacy."""

    title = forms.CharField(label=_("What is chosen"), max_length=200)
    role = forms.ModelChoiceField(label=_("For which role"), queryset=Role.objects.none(), required=False)
    board = forms.CharField(
        label=_("Who is available, or what there is to choose from"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One name on a line. For a role, names as this body knows them."),
    )
    blanks_count = forms.BooleanField(label=_("Empty papers count in the total"), required=False)
    second_place_stays_in_a_tie = forms.BooleanField(
        label=_("Where several tie for first, second place stays too"), required=False
    )
    smallest_tied = forms.ChoiceField(
        label=_("Several with the smallest total after the fourth ballot"),
        choices=[(Smallest.ALL, _("all withdraw")), (Smallest.NONE, _("none withdraws"))],
    )
    single_candidate = forms.ChoiceField(
        label=_("One name alone"),
        choices=[(Single.BALLOT, _("is confirmed by yes and no")), (Single.DECLARED, _("is elected without a ballot"))],
    )

    def __init__(self, *args: Any, body: Body, eligible: int, **kwargs: Any) -> None:
        super().__init__(*args, body=body, eligible=eligible, **kwargs)
        self.fields["role"].queryset = Role.objects.filter(body=body)

    def clean_board(self) -> list[str]:
        found = _lines(self.cleaned_data["board"])
        if not 1 <= len(found) <= MOST_NAMES or any(len(name) > 100 for name in found):
            raise forms.ValidationError(_("Up to sixty names, each of a hundred letters at most."))
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        board = said.get("board") or []
        known: dict[str, list[Alias]] = {}
        for alias in Alias.objects.filter(body=self.body, member__isnull=False, name__in=board):
            known.setdefault(alias.name, []).append(alias)
        if said.get("role"):
            strangers = [name for name in board if len(known.get(name, [])) != 1]
            if strangers:
                self.add_error(
                    "board", _("This body knows nobody, or several, of this name: %s") % ", ".join(strangers)
                )
        said["aliases"] = {name: found[0] for name, found in known.items() if len(found) == 1}
        return said

    def settings(self) -> dict[str, Any]:
        """As `count_ballots` reads them."""
        names = ("blanks_count", "second_place_stays_in_a_tie", "smallest_tied", "single_candidate")
        return {name: self.cleaned_data[name] for name in names}


class MotionForm(forms.Form):
    """The hands for and against a fifth ballot."""

    hands_for = forms.IntegerField(label=_("Hands for a fifth ballot"), min_value=0, max_value=MOST)
    hands_against = forms.IntegerField(label=_("Hands against"), min_value=0, max_value=MOST)


class HatForm(forms.Form):
    """Who looked on, and the words of each; or the order in which a bowl gave the names."""

    witness_1 = forms.CharField(label=_("A witness"), max_length=60)
    words_1 = forms.CharField(label=_("Some words of theirs"), max_length=60, required=False)
    witness_2 = forms.CharField(label=_("Another witness"), max_length=60)
    words_2 = forms.CharField(label=_("Some words of theirs"), max_length=60, required=False)
    bowl = forms.CharField(
        label=_("Or drawn by hand, from a bowl: the names as they came"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on a line. Left empty, the house draws."),
    )

    def said(self) -> dict[str, list[str]]:
        """As the rule takes it."""
        kept = self.cleaned_data
        return {
            "witnesses": [kept["witness_1"], kept["witness_2"]],
            "words": [kept["words_1"], kept["words_2"]],
            "bowl": _lines(kept["bowl"]),
        }


class TermForm(forms.Form):
    """From when until when whoever was chosen serves."""

    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}), help_text=_("The first day without the role.")
    )
    waiver = forms.CharField(
        label=_("If the body waives what it suggests: why"),
        max_length=200,
        required=False,
        help_text=_("It goes into the record. Please name nobody, and no dates."),
    )
