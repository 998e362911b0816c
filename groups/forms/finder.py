"""What one may ask the finder. Nothing has to be asked, and what cannot be read is said and left out."""

from typing import Any, ClassVar

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from groups.forms.meeting import KINDS
from groups.rules.kinds import own_choices
from groups.rules.narrowing import APPOINTMENT, Near, Search
from groups.rules.words import day_name, in_week_order
from groups.types import LANGUAGES, PLACE_CLOSED

ANY = [("", _("any"))]
HOURS = [
    ("morning", _("morning (5 to 12)")),
    ("afternoon", _("afternoon (12 to 17)")),
    ("evening", _("evening (17 to 22)")),
    ("night", _("night (22 to 5)")),
    (APPOINTMENT, _("by appointment")),
]
WHERE = [("here", _("in a circle here")), ("online", _("online or by phone")), ("place", _("in one place"))]
PUBLISHED = ANY + [each for each in KINDS if each[0] != PLACE_CLOSED]
KILOMETRES = [5, 10, 25, 50, 100]
USUAL = 25


class DrawnOnce(forms.Select):
    """A list drawn once for each language, as drawing a hundred lines is most of a page; what is chosen is marked in it."""

    drawn: ClassVar[
        dict[tuple[str, str | None, tuple[Any, ...]], str]
    ] = {}  # by name, language and edition: the lists of this form, none of anybody
    edition: tuple[Any, ...] = ()  # another where the list holds something else

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        if set(attrs or {}) - {"id"}:  # something was wrong with it, and it says so
            return super().render(name, value, attrs, renderer)
        key = (name, get_language(), self.edition)
        if key not in self.drawn:
            self.drawn[key] = super().render(name, None, attrs, renderer).replace(" selected", "")
        chosen = format_html('value="{}"', "" if value is None else value)
        # All of it was escaped when it was drawn, and what is put into it is escaped here.
        return mark_safe(self.drawn[key].replace(chosen, f"{chosen} selected", 1))  # noqa: S308


class InTheirOwnWords(DrawnOnce):
    """Languages by their own names, each said to be in itself."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= {"lang": str(value)} if value else {}
        return option


class FinderForm(forms.Form):
    """Sent by GET, so that what was asked can be kept and passed on as an address."""

    q = forms.CharField(label=_("Words to look for"), max_length=100, required=False, widget=forms.SearchInput)
    now = forms.BooleanField(label=_("Only what is on now"), required=False)
    day = forms.TypedChoiceField(label=_("Day"), coerce=int, empty_value=None, required=False, widget=DrawnOnce)
    hours = forms.ChoiceField(label=_("Time of day"), choices=ANY + HOURS, required=False, widget=DrawnOnce)
    where = forms.ChoiceField(label=_("Where"), choices=ANY + WHERE, required=False, widget=DrawnOnce)
    kind = forms.ChoiceField(
        label=_("What kind of meeting it is"),
        choices=PUBLISHED,
        required=False,
        widget=DrawnOnce,
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=ANY + sorted(LANGUAGES.items(), key=lambda each: each[1].casefold()),
        required=False,
        widget=InTheirOwnWords,
    )
    place = forms.CharField(label=_("Town or region"), max_length=100, required=False)
    latitude = forms.FloatField(min_value=-90, max_value=90, required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(min_value=-180, max_value=180, required=False, widget=forms.HiddenInput)
    within = forms.TypedChoiceField(
        coerce=int, empty_value=USUAL, required=False, choices=[(each, each) for each in KILOMETRES],
        widget=forms.HiddenInput,
    )  # fmt: skip
    far = forms.BooleanField(required=False, widget=forms.HiddenInput)

    FIRST = ["q", "now"]
    MORE = ["day", "hours", "where", "kind", "language", "place"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        own = tuple((code, name) for code, name, offered in own_choices() if offered)
        self.fields["kind"].choices = [*PUBLISHED, *own]
        self.fields["kind"].widget.edition = own
        self.fields["day"].choices = ANY + [(day, day_name(day)) for day in in_week_order(range(7))]

    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]

    def asks_more(self) -> bool:
        """Whether anything is asked that lies folded away."""
        return any(self.data.get(name) for name in self.MORE)

    def search(self) -> Search:
        """What is asked, without what could not be read."""
        self.is_valid()
        said = self.cleaned_data
        return Search(
            words=said.get("q", ""),
            place=said.get("place", ""),
            on_now=said.get("now", False),
            day=said.get("day"),
            hours=said.get("hours", ""),
            where=said.get("where", ""),
            kind=said.get("kind", ""),
            language=said.get("language", ""),
            near=_near(said),
            far=said.get("far", False),
        )


def _near(said: dict[str, Any]) -> Near | None:
    latitude, longitude = said.get("latitude"), said.get("longitude")
    if latitude is None or longitude is None:
        return None
    return Near(round(latitude, 2), round(longitude, 2), said.get("within", USUAL))
