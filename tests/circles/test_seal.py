"""What is readable only while a circle lasts (circles.md 1.6)."""

import os

import pytest

from circles.rules.seal import Person, seal, seal_person, unseal, unseal_person, who
from tests.circles.cast import ANA

KEY, OTHER = os.urandom(32), os.urandom(32)
WORDS = "I came a long way to be here. Ünïcode 🌿"


def test_words_come_back_under_their_key_at_their_place():
    sealed = seal(KEY, WORDS, place="words 3")
    assert unseal(KEY, sealed, place="words 3") == WORDS
    assert unseal(KEY, memoryview(sealed), place="words 3") == WORDS  # as PostgreSQL hands them back


@pytest.mark.parametrize(
    ("key", "place"),
    [(None, "words 3"), (OTHER, "words 3"), (KEY, "words 4")],
    ids=["no key", "another key", "another place"],
)
def test_without_the_key_or_at_another_place_they_are_nothing(key, place):
    assert unseal(key, seal(KEY, WORDS, place="words 3"), place=place) is None


def test_a_changed_byte_makes_them_nothing():
    sealed = bytearray(seal(KEY, WORDS, place="words 3"))
    sealed[-1] ^= 1
    assert unseal(KEY, bytes(sealed), place="words 3") is None


def test_the_same_words_sealed_twice_share_no_trace():
    assert seal(KEY, WORDS, place="words 3") != seal(KEY, WORDS, place="words 3")


def test_a_person_whose_key_is_lost_has_no_name_and_no_standing():
    sealed = seal_person(KEY, ANA, seat="a1")
    assert unseal_person(KEY, sealed, seat="a1") == ANA
    assert unseal_person(None, sealed, seat="a1") == Person()


def test_who_sits_there_is_the_same_under_one_key_and_unlinkable_across_circles():
    assert who(KEY, "member:1") == who(KEY, "member:1")
    assert len({who(KEY, "member:1"), who(KEY, "guest:1"), who(OTHER, "member:1")}) == 3
