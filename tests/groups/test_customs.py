import pytest
from django.utils.translation import override

from groups.models import Meeting
from groups.profiles import PROFILES, starting_settings
from groups.rules.customs import customs_of, part_in_words


def said(**customs):
    return customs_of(Meeting(**customs))


def test_customs_of_a_plain_meeting():
    assert said() == [
        "The door is open: everyone may come in.",
        "Whoever would like to share raises a hand; the piece is offered in that order.",
        "A share has up to 3 minutes.",
        "A soft signal shows 1 minute before the end; nobody is cut off.",
        "Nobody shares twice before everyone who wishes has shared once.",
        "We listen; nobody answers another's share.",
        "Afterwards, whoever likes may stay and talk for a while.",
    ]


def test_customs_of_friends_name_no_clock():
    assert said(**starting_settings(PROFILES["friends"], ["en"])) == [
        "The door is open: everyone may come in.",
        "Whoever is moved to speak rises out of the silence; nobody is called upon.",
        "Nothing is timed, and a meeting that stays silent is a good one.",
        "We keep silence for at least 1 minute after each share.",
        "Nobody shares twice before everyone who wishes has shared once.",
        "We listen; nobody answers another's share.",
        "Afterwards, whoever likes may stay and talk for a while.",
        "We decide by the sense of the meeting; it is found, and never counted.",
        "We wait together for the right way on, and write it down before we part. Until we are in unity it rests.",
    ]


def test_customs_of_young_people_promise_adults_and_nothing_afterwards():
    """Circles.md 8.16: no guests, no after-meeting."""
    customs = said(youth=True, threshold="open", listen_first_minutes=5, after_meeting=True)
    assert customs[:2] == [
        "This circle is for young people; it opens when 2 certified adults are here.",
        "There are no guests, and nobody stays on afterwards.",
    ]
    assert [words for words in customs if "everyone may" in words or "Guests" in words or "Afterwards" in words] == []


@pytest.mark.parametrize(
    ("customs", "sentence"),
    [
        ({"threshold": "knock"}, "Members come in; guests knock, and someone at the door lets them in."),
        ({"threshold": "members"}, "Members of the group come in."),
        ({"latecomers": "pause"}, "Whoever comes late is let in at the next pause."),
        ({"latecomers": "shut", "late_minutes": 10}, "Doors close 10 minutes after the opening."),
        ({"listen_first_minutes": 5}, "Guests listen for the first 5 minutes."),
        ({"turn_mode": "round"}, "The piece goes round the circle; passing is always fine."),
        ({"turn_mode": "called"}, "The host offers the piece to one after another; passing is always fine."),
        ({"turn_mode": "piece"}, "Whoever has the piece speaks, and then hands it to someone; passing is always fine."),
        ({"signals": "none"}, "Everyone watches their own time; nobody is cut off."),
        ({"signals": "bells"}, "Soft bells show that the end is near, each a little clearer; nobody is cut off."),
        ({"thanks": "Thank you, {name}"}, "After each share the room says: “Thank you, …”."),
        ({"types": ["XT"]}, "A share may be answered, in a turn that is asked for and given like any other."),
        ({"crosstalk_words": "We do not advise."}, "We do not advise."),
    ],
)
def test_each_custom_has_its_sentence(customs, sentence):
    assert (sentence in said(**customs), sentence in said()) == (True, False)


def test_answers_that_are_published_are_not_denied_in_the_same_breath():
    assert "We listen; nobody answers another's share." not in said(types=["XT"])


def test_part_says_what_it_does_in_a_line():
    part = {"kind": "sharing", "title": "Once round", "minutes": 8, "mode": "round", "hands": "close", "hush": True}
    assert part_in_words(part) == "sharing, about 8 minutes, round the circle, no new hands, every voice rests"
    assert part_in_words({"kind": "reading", "title": "Reading"}) == "reading"
    with override("es"):
        assert part_in_words(part).startswith("compartir, unos 8 minutos")
