"""Ways in which fellowships usually hold their circle: settings, a starting script, and the words on the screen.

A profile rules nothing. A meeting starts from one and changes what it likes; later it only keeps the words.
"""

from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, override

from groups.models import Meeting
from groups.profiles.aa import AA
from groups.profiles.alanon import ALANON
from groups.profiles.council import COUNCIL
from groups.profiles.friends import FRIENDS
from groups.profiles.na import NA
from groups.profiles.plain import PLAIN
from groups.profiles.profile import DUTIES, NOUNS, Profile

__all__ = [
    "PROFILES",
    "Profile",
    "duty_titles",
    "nouns",
    "own_titles",
    "own_words",
    "profile_of",
    "starting_script",
    "starting_settings",
]

PROFILES = {profile.code: profile for profile in (PLAIN, AA, ALANON, NA, FRIENDS, COUNCIL)}


def profile_of(meeting: Meeting) -> Profile:
    """The profile whose words this meeting uses; the plain one where it names none we know."""
    return PROFILES.get(meeting.profile, PLAIN)


def duty_titles(meeting: Meeting) -> dict[str, str]:
    """What this meeting calls each duty of an evening: {"host": "chair", "time": …, "door", "read", "greet", "caption"}."""
    return {duty: str(title) for duty, title in {**DUTIES, **profile_of(meeting).duties}.items()}


def nouns(meeting: Meeting) -> dict[str, str]:
    """What this meeting calls things: {"meeting", "share", "topic", "newcomer", "self_support"}."""
    return {thing: str(word) for thing, word in {**NOUNS, **profile_of(meeting).nouns}.items()}


def own_titles(meeting: Meeting) -> dict[str, str]:
    """The duties that this meeting calls by another name than we do."""
    return {duty: str(title) for duty, title in profile_of(meeting).duties.items()}


def own_words(meeting: Meeting) -> list[tuple[str, str]]:
    """What a newcomer may hear there, with our plain word for it: ("elder", "host"), ("ministry", "share")."""
    profile = profile_of(meeting)
    duties = [(str(title), str(DUTIES[duty])) for duty, title in profile.duties.items()]
    return duties + [(str(word), str(NOUNS[thing])) for thing, word in profile.nouns.items()]


def starting_settings(profile: Profile, languages: list[str]) -> dict[str, Any]:
    """The profile's customs as values of a meeting, its words in the first of these languages that we speak."""
    with override(_spoken(languages)[0]):
        return {"profile": profile.code} | {name: _said(value) for name, value in profile.settings.items()}


def starting_script(profile: Profile, languages: list[str]) -> list[dict[str, Any]]:
    """The profile's script in the first of these languages that we speak, with its wording in each other."""
    first, *others = _spoken(languages)
    wordings = {language: _worded(profile, language) for language in others}
    script = _worded(profile, first)
    for at, part in enumerate(script):
        part["lang"] = first
        if texts := {language: parts[at]["text"] for language, parts in wordings.items() if part["text"]}:
            part["texts"] = texts
    return script


def _spoken(languages: list[str]) -> list[str]:
    """Those of the languages that we have words in; the reader's own where there is none."""
    ours = [language for language in languages if language in dict(settings.LANGUAGES)]
    return ours or [get_language() or settings.LANGUAGE_CODE]


def _worded(profile: Profile, language: str) -> list[dict[str, Any]]:
    with override(language):
        return [{name: _said(value) for name, value in part.items()} for part in profile.script]


def _said(value: Any) -> Any:
    return str(value) if isinstance(value, Promise | str) else value
