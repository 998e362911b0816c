"""Names for one evening: what may be one, how two that look alike are told, and plain words for those who want none."""

import secrets
import unicodedata

from django.utils.translation import get_language

NAME_LENGTH = 40
# Plain words that are nobody's name and say nothing about a person; by interface language.
_ENGLISH = (
    """Maple Harbor Lantern Willow Meadow Pebble Juniper Ember Clover Thicket Brook Cedar Heron Linen Saffron Orchard"""
)
_SPANISH = (
    """Arce Puerto Farol Sauce Pradera Guijarro Enebro Brasa Trébol Arroyo Cedro Garza Lino Azafrán Huerto Romero"""
)
PLAIN_WORDS = {"en": _ENGLISH.split(), "es": _SPANISH.split()}


def plain_word(taken: frozenset[str] = frozenset()) -> str:
    """A random plain word in the viewer's language; none of `taken`, which holds names as `same_name` gives them."""
    words = PLAIN_WORDS.get((get_language() or "en")[:2], PLAIN_WORDS["en"])
    numbered = (f"{word} {number}" for number in range(2, 1000) for word in words)
    free = [word for word in words if same_name(word) not in taken]
    return secrets.choice(free) if free else next(name for name in numbered if same_name(name) not in taken)


def tidy_name(typed: str) -> str:
    """The name as it will be shown: normalised, without invisible or directional characters, blanks folded."""
    shown = "".join(c if not c.isspace() else " " for c in unicodedata.normalize("NFC", typed))
    kept = "".join(c for c in shown if unicodedata.category(c)[0] != "C")
    return " ".join(kept.split())


def same_name(name: str) -> str:
    """What two names have in common when people would take one for the other."""
    return "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c)).strip()
