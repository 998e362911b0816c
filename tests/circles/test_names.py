"""Names for one evening: shown as typed but tidied, and told apart the way people would (circles.md 8.14 begins here)."""

import pytest
from django.utils import translation

from circles.rules.doors import Arrival, take_seat
from circles.rules.names import PLAIN_WORDS, plain_word, same_name, tidy_name
from circles.rules.refusals import NameTaken
from tests.circles.cast import a_circle, key_of, seated


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Ana   María ", "Ana María"),
        ("Ana\u200b", "Ana"),  # a space of no width
        ("\u202eneB", "neB"),  # written backwards
        ("Be\tn\n", "Be n"),
        ("Jose\u0301", "José"),  # an accent typed apart
        ("李明", "李明"),
    ],
)
def test_a_name_is_shown_without_what_cannot_be_seen(typed, shown):
    assert tidy_name(typed) == shown


@pytest.mark.parametrize(("one", "other"), [("Ana", "ANA"), ("José", "jose"), ("Ａｎａ", "ana"), ("Straße", "STRASSE")])
def test_two_names_people_would_confuse_are_the_same(one, other):
    assert same_name(tidy_name(one)) == same_name(tidy_name(other))


def test_different_names_differ():
    assert len({same_name(name) for name in ["Ana", "Anna", "Ann", "Hana"]}) == 4


@pytest.mark.parametrize("tongue", ["en", "es"])
def test_a_plain_word_is_one_nobody_here_goes_by(tongue):
    """circles.md 8.5: the door offers a random plain word as a name."""
    words = PLAIN_WORDS[tongue]
    with translation.override(tongue):
        taken = frozenset(same_name(word) for word in words[1:])
        assert plain_word(taken) == words[0]
        assert plain_word(frozenset(map(same_name, words))) not in words


@pytest.mark.django_db
def test_two_people_cannot_go_by_one_name_and_one_person_can_come_back_under_theirs():
    circle = a_circle()
    ana = seated(circle, "Ana")
    with pytest.raises(NameTaken):
        take_seat(
            circle=circle, arrival=Arrival("guest:x", "Áná", belongs=False, serves=False, listening=True),
            key=key_of(circle),
        )  # fmt: skip
    assert seated(circle, "Ana") == ana
