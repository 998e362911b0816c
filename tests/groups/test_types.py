from groups.types import LANGUAGES, SPOKEN, TYPES, in_words, spoken_in


def test_all_87_published_codes_have_words_of_their_own():
    assert len(TYPES) == 87
    assert len({str(words) for words in TYPES.values()}) == 87


def test_every_language_among_the_codes_has_its_own_name():
    assert SPOKEN.keys() <= TYPES.keys()
    assert set(SPOKEN.values()) == LANGUAGES.keys()


def test_words_leave_out_languages_and_unknown_codes():
    assert in_words(["O", "S", "ZZ", "MED"]) == ["open: everyone may listen", "meditation"]
    assert spoken_in(["O", "S", "EN"]) == ["es", "en"]
