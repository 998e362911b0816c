"""Long lists of choices, kept short: what is chosen stands first, the others lie folded below."""

from typing import Any

from django import forms


class FoldedChoices(forms.CheckboxSelectMultiple):
    """Ticks of which those chosen are shown, and the others under a line (`more`) that opens. Plain HTML throughout."""

    template_name = "groups/_folded_choices.html"

    def __init__(self, *, more: Any, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.more = more

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = [option for _group, options, _index in context["widget"]["optgroups"] for option in options]
        context["widget"] |= {
            "chosen": [option for option in options if option["selected"]],
            "others": [option for option in options if not option["selected"]],
            "more": self.more,
        }
        return context
