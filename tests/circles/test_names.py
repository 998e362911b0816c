"""Names for one evening: shown as typed but tidied, and told apart the way people would (circles.md 8.14 begins here)."""

import pytest
from django.utils import translation

from circles.forms import DoorForm
from circles.models import Seat
from circles.rules.doors import Arrival, take_seat
from circles.rules.names import PLAIN_WORDS, looks, plain_word, same_name, tidy_name
from circles.rules.refusals import NameTaken
from tests.circles.cast import START, a_circle, key_of, seated


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana", "\u0410n\u0430"),  # Cyrillic A and a
        ("Ben", "\u0412en"),  # Cyrillic Ve
        ("ANA", "\u0391\u039d\u0391"),  # Greek throughout
        ("Willow", "WiIIow"),  # capital I for l
        ("Iris", "lris"),
        ("Emma", "Ernrna"),
        ("John", "J0hn"),
    ],
)
def test_point_14_no_two_names_look_alike_whatever_their_letters(one, other):
    assert looks(tidy_name(one)) & looks(tidy_name(other))


@pytest.mark.parametrize(
    ("one", "other"), [("Neil", "Nell"), ("Ali", "All"), ("Anna", "Ana"), ("Ben", "Bea"), ("Оля", "Ольга")]
)
def test_names_that_only_resemble_one_another_are_two(one, other):
    assert not looks(one) & looks(other)


@pytest.mark.parametrize("word", ["Host", "HOST", "\u041dost", "a guest", "timekeeper", "coordinación", "puerta"])
def test_point_14_nobody_goes_by_what_the_server_says_of_people(word):
    """Badges of duties are drawn by the server, and "a guest" is a veil."""
    form = DoorForm({"name": word, "how": "listen"})
    assert [form.is_valid(), "name" in form.errors] == [False, True]


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
def test_a_servant_who_comes_later_has_their_name_and_the_guest_who_had_it_is_veiled():
    """circles.md 8.14; nobody is renamed."""
    circle = a_circle()
    guest = seated(circle, "Ana")
    ana = seated(circle, "\u0410na", serves=True, identity="member:1")
    guest.refresh_from_db()
    assert [guest.veiled, ana.veiled, ana.place] == [True, False, 2]
    with pytest.raises(NameTaken):
        seated(circle, "Ana", identity="guest:another")
    assert seated(circle, "Maple", identity="guest:Ana").veiled is False


@pytest.mark.django_db
def test_a_veil_stays_with_the_name_it_covers_and_falls_with_it():
    circle = a_circle()
    seated(circle, "Maple", identity="guest:x")
    Seat.objects.update(veiled=True)
    assert [seated(circle, name, identity="guest:x").veiled for name in ("maple", "Mapie", "Willow")] == [
        True,
        False,
        False,
    ]


@pytest.mark.django_db
def test_two_people_cannot_go_by_one_name_and_one_person_can_come_back_under_theirs():
    circle = a_circle()
    ana = seated(circle, "Ana")
    with pytest.raises(NameTaken):
        take_seat(
            circle=circle, arrival=Arrival("guest:x", "Áná", listening=True),
            key=key_of(circle), now=START)  # fmt: skip
    assert seated(circle, "Ana") == ana
