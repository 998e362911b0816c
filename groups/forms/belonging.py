"""What belonging asks for: the form by which a body writes it down, and the one by which a group affirms it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.rules.conditions import InForce

MOST_LINES, LONGEST, MOST_WORDS = 12, 300, 200


class LinesField(forms.CharField):
    """Several things, one a line or with commas between; empty ones and repetitions fall away."""

    def __init__(self, *, most: int, longest: int, rows: int, between: str = "\n", **kwargs: Any) -> None:
        super().__init__(max_length=most * longest, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)
        self.most, self.longest, self.between = most, longest, between

    def prepare_value(self, value: Any) -> Any:
        return self.between.join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        text = str(super().clean(value))
        said = text.splitlines() if self.between == "\n" else text.replace("\n", ",").split(",")
        lines = list(dict.fromkeys(" ".join(line.split()) for line in said))
        lines = [line for line in lines if line]
        if len(lines) > self.most or any(len(line) > self.longest for line in lines):
            raise forms.ValidationError(
                _("At most %(most)s lines of at most %(longest)s signs, so that everyone reads them."),
                params={"most": self.most, "longest": self.longest},
            )
        return lines


class ConditionsForm(forms.Form):
    """A body's own text, the next version of it."""

    lines = LinesField(
        label=_("What belonging asks for"),
        help_text=_("One condition a line. What is not here is left to each group."),
        most=MOST_LINES,
        longest=LONGEST,
        rows=8,
    )
    talk_words = LinesField(
        label=_("Words in a name that call for a talk"),
        help_text=_(
            "With commas between them, in every language spoken here. A name with one is talked about, never refused."
        ),
        required=False,
        most=MOST_WORDS,
        longest=40,
        rows=6,
        between=", ",
    )
    why = forms.CharField(
        label=_("Which decision changed it, and when"), max_length=255, help_text=_("As in: assembly of 12 October.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class AffirmForm(forms.Form):
    """Ticks for what is so with the group."""

    affirmed = forms.MultipleChoiceField(
        label=_("What we affirm as a group"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick at least one of them."),
            "invalid_choice": _("These words were changed just now. Please read them once more."),
        },
    )

    def __init__(self, *args: Any, conditions: InForce, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = conditions.numbered()
        self.fields["affirmed"].choices = list(self.lines.items())

    def in_words(self) -> list[str]:
        """The conditions ticked, in words."""
        return [self.lines[each] for each in self.cleaned_data["affirmed"]]
