import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from groups.models import Meeting, TurnMode
from groups.profiles import PROFILES, duty_titles, nouns, own_words, starting_script, starting_settings

TRADITIONS = [profile for profile in PROFILES.values() if profile.code]


def modes_of(profile):
    """The ways of taking turns that an evening started from it goes through."""
    script = starting_script(profile, ["en"])
    turns = [part for part in script if part["kind"] in ("newcomers", "lead", "sharing", "reserved")]
    return {part.get("mode") or profile.settings["turn_mode"] for part in turns if part["kind"] == "sharing"}


def test_five_profiles_and_a_plain_one_cover_every_way_of_taking_turns():
    assert list(PROFILES) == ["", "aa", "alanon", "na", "friends", "council"]
    assert set.union(*(modes_of(profile) for profile in TRADITIONS)) == set(TurnMode)


@pytest.mark.parametrize("code", PROFILES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_settings_of_a_profile_are_what_a_meeting_may_hold(code, language):
    meeting = Meeting(name="Any", slug="any", zone="UTC", **starting_settings(PROFILES[code], [language]))
    meeting.script = starting_script(PROFILES[code], [language])
    try:
        meeting.clean_fields(exclude=["group"])
    except ValidationError as wrong:
        pytest.fail(str(wrong))


def test_friends_are_neither_timed_nor_thanked_nor_warmed():
    friends = starting_settings(PROFILES["friends"], ["en"])
    told = {name: friends[name] for name in ("turn_mode", "signals", "thanks", "warmth")}
    assert told == {"turn_mode": "silence", "signals": "none", "thanks": "", "warmth": False}
    assert friends["silence_seconds"] >= 60


def test_each_tradition_decides_in_its_own_way_and_says_so_in_the_meetings_language():
    ways = {profile.code: starting_settings(profile, ["es"])["decides_by"] for profile in TRADITIONS}
    assert ways == {
        "aa": "two-thirds", "alanon": "informed", "na": "consensus", "friends": "sense", "council": "consent",
    }  # fmt: skip
    words = {(starting_settings(each, [tag]))["decides_words"] for each in TRADITIONS for tag in ("en", "es")}
    assert (len(words), "" in words, starting_settings(PROFILES[""], ["en"])["decides_by"]) == (10, False, "")


def test_script_is_in_the_meetings_own_language_with_the_others_beside_it():
    """Circles.md 8.25: script segments may hold several wordings."""
    with override("en"):
        spanish_first = starting_script(PROFILES["friends"], ["es", "en", "pt"])
        none_of_ours = starting_script(PROFILES["friends"], ["pt"])
    assert spanish_first[2]["title"] == "Desde el silencio"
    assert spanish_first[2]["text"].startswith("Quien sienta que debe hablar se levanta.")
    assert spanish_first[2]["texts"] == {
        "en": "Whoever is moved to speak rises. We leave room after every voice, and answer none."
    }
    assert [part["lang"] for part in spanish_first + none_of_ours] == ["es"] * 4 + ["en"] * 4
    assert [part for part in none_of_ours if "texts" in part] == []


def test_duties_are_called_as_that_tradition_calls_them():
    called = {code: duty_titles(Meeting(profile=code)) for code in ("", "aa", "friends", "council", "unknown")}
    plain = {
        "host": "host", "time": "timekeeper", "door": "door", "read": "reader", "greet": "greeter", "caption": "captioner",
    }  # fmt: skip
    assert called == {
        "": plain,
        "unknown": plain,
        "aa": plain | {"host": "chair", "time": "spiritual timekeeper"},
        "friends": plain | {"host": "elder", "time": "convener", "door": "doorkeeper", "greet": "welcomer"},
        "council": plain | {"time": "guardian", "door": "doorkeeper", "caption": "scribe"},
    }
    with override("es"):
        assert duty_titles(Meeting(profile="friends"))["host"] == "cuidado del silencio"
        assert nouns(Meeting(profile="friends"))["share"] == "ministerio"


def test_newcomers_read_what_the_words_of_a_tradition_mean():
    assert own_words(Meeting(profile="")) == []
    assert own_words(Meeting(profile="council")) == [
        ("guardian", "timekeeper"),
        ("doorkeeper", "door"),
        ("scribe", "captioner"),
        ("council", "meeting"),
        ("round", "share"),
        ("prompt", "topic"),
    ]
