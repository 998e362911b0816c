"""One part of a circle's script: its words, its cues, and a picture."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groups.forms.listing import ListingForm
from groups.models import Meeting, Picture, TurnMode
from groups.rules.scripts import CUES, KINDS, LONGEST_MINUTES, LONGEST_TEXT, LONGEST_TITLE
from groups.types import LANGUAGES

WORDING = "words_"  # and the language's tag: a field for each further language of the meeting


class PartForm(ListingForm):
    """What a part holds. `wordings` are the meeting's languages, `pictures` the group's own."""

    was = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)  # the part this change is about
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()), initial="reading")
    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    text = forms.CharField(
        label=_("Words"),
        help_text=_("Shown only while this part lasts."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    minutes = forms.IntegerField(
        label=_("About how many minutes"), required=False, min_value=1, max_value=LONGEST_MINUTES
    )
    mode = forms.ChoiceField(
        label=_("How the piece goes round in this part"),
        help_text=_("Only for a part of sharing."),
        choices=[("", _("as in the whole meeting")), *TurnMode.choices],
        required=False,
    )
    hands = forms.ChoiceField(label=_("New hands in this part"), choices=list(CUES.items()), required=False)
    notes = forms.ChoiceField(label=_("Notes to the servants in this part"), choices=list(CUES.items()), required=False)
    hush = forms.BooleanField(label=_("Every voice rests in this part"), required=False)
    image = forms.ChoiceField(label=_("Picture"), required=False, widget=forms.RadioSelect)
    new_picture = forms.FileField(
        label=_("A new picture"),
        help_text=_(
            "JPEG, PNG, WebP or GIF, up to 8 MB. It is drawn anew, without the place and the device it came from."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    picture_words = forms.CharField(
        label=_("What the new picture shows"),
        help_text=_("In a few words, for those who cannot see it."),
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [
            tag for tag in [self.initial.get("lang", ""), *self.initial.get("texts", {}), *meeting.languages] if tag
        ]
        tags = list(dict.fromkeys(tag for tag in known if tag in LANGUAGES))
        self.lang = tags[0] if tags else ""
        self.others = tags[1:]
        for tag in self.others:
            self.fields[WORDING + tag] = forms.CharField(
                label=_("The same words in %(language)s") % {"language": LANGUAGES[tag]},
                initial=self.initial.get("texts", {}).get(tag, ""),
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 5, "lang": tag}),
            )
        if self.others:
            self.fields["text"].label = _("Words in %(language)s") % {"language": LANGUAGES[self.lang]}
        pictures = Picture.objects.filter(group=meeting.group_id).defer("content")
        self.pictures = list(pictures)
        self.fields["image"].choices = [("", gettext("none")), *((each.pk, each.words) for each in self.pictures)]

    def sections(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:  # type: ignore[override]
        words = ["kind", "title", "text", *(WORDING + tag for tag in self.others), "minutes"]
        picture = [*(["image"] if self.pictures else []), "new_picture", "picture_words"]
        parts = [("", "", words), (_("Cues"), "", ["mode", "hands", "notes", "hush"]), (_("Picture"), "", picture)]
        return [(legend, hint, [self[name] for name in names]) for legend, hint, names in parts]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("mode") and said.get("kind") != "sharing":
            self.add_error("mode", _("Only a part for sharing has a way of taking turns of its own."))
        if said.get("new_picture") and not said.get("picture_words", "").strip():
            self.add_error(
                "picture_words", _("Say in a few words what the picture shows, for those who cannot see it.")
            )
        return said

    def part(self) -> dict[str, Any]:
        """What was written, as the script keeps it; a new picture is not among it."""
        said = self.cleaned_data
        names = ("kind", "title", "text", "minutes", "mode", "hands", "notes", "hush", "image")
        texts = {tag: said[WORDING + tag] for tag in self.others if said[WORDING + tag].strip()}
        return {**{name: said[name] for name in names}, "lang": self.lang, "texts": texts}
