import pytest

from groups.models.practice import plain_script
from groups.profiles import PROFILES, starting_script
from groups.rules.scripts import (
    MOST_PARTS,
    ScriptIsWrong,
    add_after,
    as_kept,
    check_script,
    doubled,
    earlier,
    later,
    put,
    without,
)

SHARING = {"kind": "sharing", "title": "Sharing"}
READING = {"kind": "reading", "title": "Reading"}
EVERYTHING = SHARING | {
    "text": "Words.",
    "minutes": 20,
    "lang": "en",
    "texts": {"es": "Palabras."},
    "mode": "round",
    "image": "our-picture",
    "hands": "open",
    "notes": "close",
    "hush": True,
}


@pytest.mark.parametrize("languages", [["en"], ["es", "en"]])
@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_circles_can_be_held_by_the_script_of_every_profile(profile, languages):
    check_script(starting_script(profile, languages))


def test_circles_can_be_held_by_the_plain_script_and_by_one_that_says_everything():
    check_script(plain_script())
    check_script([EVERYTHING], pictures={"our-picture"})
    check_script([SHARING] * MOST_PARTS)


@pytest.mark.parametrize(
    ("script", "at"),
    [
        ({}, None),
        (["sharing"], None),
        ([], None),
        ([READING], None),
        ([SHARING] * (MOST_PARTS + 1), None),
        ([READING | {"kind": "shouting"}, SHARING], 0),
        ([SHARING, READING | {"surprise": 1}], 1),
        ([SHARING, {"kind": "reading"}], 1),
        ([SHARING | {"title": " "}], 0),
        ([SHARING | {"title": "two\nlines"}], 0),
        ([SHARING | {"title": "x" * 81}], 0),
        ([SHARING | {"title": 7}], 0),
        ([SHARING | {"text": "x" * 3001}], 0),
        ([SHARING | {"text": "a\0b"}], 0),
        ([SHARING | {"text": None}], 0),
        ([SHARING | {"texts": ["es"]}], 0),
        ([SHARING | {"texts": {"tlh": "Qapla'"}}], 0),
        ([SHARING | {"texts": {"es": 1}}], 0),
        ([SHARING | {"minutes": 0}], 0),
        ([SHARING | {"minutes": 181}], 0),
        ([SHARING | {"minutes": True}], 0),
        ([SHARING | {"minutes": "5"}], 0),
        ([SHARING | {"mode": "shouting"}], 0),
        ([SHARING, READING | {"mode": "round"}], 1),
        ([SHARING | {"lang": "tlh"}], 0),
        ([SHARING | {"image": "another group's"}], 0),
        ([SHARING | {"hands": "up"}], 0),
        ([SHARING | {"notes": True}], 0),
        ([SHARING | {"hush": "yes"}], 0),
        *(([SHARING | {name: ["open"]}], 0) for name in ("kind", "lang", "mode", "image", "hands", "notes")),
    ],
)
def test_script_that_is_wrong_is_refused_and_says_where(script, at):
    with pytest.raises(ScriptIsWrong) as refusal:
        check_script(script, pictures={"our-picture"})
    assert (refusal.value.at, str(refusal.value.says) != "") == (at, True)


def test_part_keeps_what_every_part_has_and_of_the_rest_only_what_says_something():
    bare = {"kind": "reading", "title": "Reading", "text": "", "minutes": None}
    empty = {"lang": "", "texts": {}, "mode": "", "image": "", "hands": "", "notes": "", "hush": False}
    assert [as_kept(READING), as_kept(READING | empty), as_kept(EVERYTHING)] == [bare, bare, EVERYTHING]


def test_parts_are_put_in_order_and_what_is_not_there_changes_nothing():
    a, b, c = (as_kept({"kind": "reading", "title": title}) for title in "ABC")
    script = [a, b]
    assert [earlier(script, 1), later(script, 0), doubled(script, 0), without(script, 0), put(script, 0, c)] == [
        [b, a], [b, a], [a, a, b], [b], [c, b],
    ]  # fmt: skip
    assert [add_after(script, at, c) for at in (-1, 0, 1)] == [[c, a, b], [a, c, b], [a, b, c]]
    elsewhere = [move(script, at) for move in (doubled, without) for at in (-1, 2, 9)]
    assert [*elsewhere, earlier(script, 0), earlier(script, 9), later(script, 1), put(script, 5, c)] == [script] * 10
    assert script == [a, b]
