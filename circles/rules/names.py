# ruff: noqa: RUF001 (letters that look alike are what this file is about)
"""Names for one evening: what may be one, how two that look alike are told, and plain words for those who want none."""

import secrets
import unicodedata

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language, gettext

from circles.models.duty import Duty

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


LOST = "\ufffd"  # what is shown where a character arrived broken


def tidy_name(typed: str) -> str:
    """The name as it will be shown: normalised, without invisible or directional or broken characters, blanks folded."""
    shown = "".join(c if not c.isspace() else " " for c in unicodedata.normalize("NFC", typed))
    kept = "".join(c for c in shown if unicodedata.category(c)[0] != "C" and c != LOST)
    return " ".join(kept.split())


def same_name(name: str) -> str:
    """What two names have in common when people would take one for the other: without case, accents, or whose script it is."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return "".join(TWINS.get(c, c) for c in plain.casefold()).strip()


def looks(name: str) -> frozenset[str]:
    """Every shape a name may be taken for. Two names look alike when they have one in common."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    drawn = "".join(DRAWN.get(c) or TWINS.get(c.casefold(), c) for c in plain)
    return frozenset({same_name(name), f"{drawn.casefold().strip()} as drawn"})


def is_kept(name: str) -> bool:
    """Whether a name would be taken for what the server itself says of people: a duty, or "a guest"."""
    kept: set[str] = set()
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            kept |= {shape for word in (gettext("a guest"), *Duty.labels) for shape in looks(str(word))}
    return bool(looks(name) & kept)


def _pairs(lines: str) -> dict[str, str]:
    words = lines.split()
    return {twin: letter for letter, twins in zip(words[::2], words[1::2], strict=True) for twin in twins}


# Letters of other alphabets that are drawn as a Latin one. Not all of Unicode: what a keyboard of this world can type.
TWINS = _pairs("""
    a аɑα  b ьƅ  c сϲ  d ԁ  e еҽє  f ƒϝ  g ɡց  h һհ  i іıι  j јϳ  k кκ  l ӏ  m м  n ոп  o оοօσ0  p рρ  q ԛգ
    r г  s ѕꜱ  t тτ  u սυ  v ѵν  w ԝω  x хχ  y уγү  z ᴢ
""")
# Capitals have twins of their own. And as most letters are drawn today, a capital I, a small l, a one and an upright line
# are one stroke, and some letters are a pair of others run together.
DRAWN = (
    _pairs("a АΑ  b ВΒ  c СϹ  e ЕΕ  h НΗ  k КΚ  n Ν  o ОΟ  p РΡ  s Ѕ  t ТΤ  x ХΧ  y УΥҮ  z Ζ")
    | dict.fromkeys("Il1|ІΙӀ", "l")
    | dict.fromkeys("mMМΜм", "rn")
    | dict.fromkeys("wWԜԝω", "vv")
)
