import pytest

from members.names import NameHasUnseenCharacters, NameIsEmpty, NameIsTooLong, folded, tidy


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("Ana", "Ana"),
        ("  Ana   María ", "Ana María"),
        ("Ana\u00a0Luz", "Ana Luz"),  # a space that does not break is a space
        ("Jose\u0301", "José"),  # two code points become one
        ("李小龙", "李小龙"),
        ("نور", "نور"),
        ("O’Neill-Søren 2", "O’Neill-Søren 2"),
        ("👩\u200d🚒 Ana", "👩\u200d🚒 Ana"),  # one drawing, held together by a joiner
        ("می\u200cروم", "می\u200cروم"),  # Persian is misspelt without it
        ("x" * 40, "x" * 40),
    ],
)
def test_name_is_kept_as_it_reads(raw, kept):
    assert tidy(raw) == kept


@pytest.mark.parametrize("raw", ["", " ", "\u00a0\u2003"])
def test_name_of_nothing_is_refused(raw):
    with pytest.raises(NameIsEmpty):
        tidy(raw)


@pytest.mark.parametrize("raw", ["x" * 41, "x" * 5_000_000, "e\u0301" * 41])
def test_name_of_more_than_forty_characters_is_refused(raw):
    with pytest.raises(NameIsTooLong):
        tidy(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "Ana\x00",
        "A\nna",
        "A\tna",
        "\u202eanA",  # turns the line around
        "A\u2066na",
        "Ana\u200b",  # zero width space
        "Ana\u200d",  # a joiner that joins nothing
        "\u200cAna",
        "A\u200d\u200dna",
        "\ufeffAna",
        "\u3164",  # a letter that prints nothing
        "\u2800\u2800",
        "A\ud800na",  # half a character
        "Ana\U000e0041",  # a tag
        "\ue000",
    ],
)
def test_name_with_what_cannot_be_seen_is_refused(raw):
    with pytest.raises(NameHasUnseenCharacters):
        tidy(raw)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana", "ANA"),
        ("Ana", "Ａｎａ"),
        ("straße", "STRASSE"),
        ("José", "JOSE\u0301"),
        ("ﬁn", "fin"),
        ("Ñandú", "ñANDÚ"),
    ],
)
def test_names_that_read_alike_fold_alike(one, other):
    assert folded(tidy(one)) == folded(tidy(other))


def test_names_that_differ_fold_apart():
    assert len({folded(name) for name in ("Ana", "Aña", "Anna", "An a")}) == 4
