"""Kinds of meeting with a code of our own, in lists that come in and go out: by their code, or by a key made from it."""

from django.conf import settings
from django.utils import translation

from feeds.rules.meeting_guide import Listing
from groups.rules.kinds import own_kinds

BMLT_KEY = "F-"  # before the code, in that world's formats, where short keys are taken already


def kinds_here() -> dict[str, str]:
    """Every own code with what it means, in the house's own language: there is one feed, whoever asks. One query."""
    with translation.override(settings.LANGUAGE_CODE):
        return own_kinds()


def key_of(code: str) -> str:
    """How the BMLT world knows that kind."""
    return BMLT_KEY + code


def code_of(key: str) -> str:
    """The code of such a key; empty for any other."""
    return key.removeprefix(BMLT_KEY) if key.startswith(BMLT_KEY) else ""


def codes_in(listing: Listing, own: dict[str, str]) -> list[str]:
    """Those of our own codes that a row names, by code or in words, and that its reading left over."""
    by_name = {name.casefold(): code for code, name in own.items()}
    kept = [by_name.get(word.casefold(), word) for word in listing.kept.get("types", [])]
    named = [*kept, *map(code_of, listing.kept.get("formats", []))]
    return [code for code in dict.fromkeys(named) if code in own]
