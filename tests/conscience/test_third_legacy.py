"""Third Legacy: every vector of domain.md 3.1, the settings, and random ballots beside a count by hand (invariant 32)."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as some

from conscience.rules.third_legacy import Motion, NotSoCounted, Settings, Single, Smallest, count, two_thirds_of
from tests.conscience.by_hand import by_hand

pytestmark = pytest.mark.once

CARRIED, DEFEATED = Motion.CARRIED, Motion.DEFEATED
FOURTH = {"A": 18, "B": 12, "C": 11}
BEFORE = [{"A": 17, "B": 12, "C": 12}] * 3


def shown(outcome):
    last = outcome.counts[-1]
    return outcome.elected, "".join(outcome.standing), "".join(last.withdrawn), "".join(outcome.hat), last.needed


@pytest.mark.parametrize(
    ("ballots", "motion", "expected"),
    [
        ([{"A": 30, "B": 16}], None, (None, "AB", "", "", 31)),
        ([{"A": 31, "B": 15}], None, ("A", "AB", "", "", 31)),
        ([{"A": 20, "B": 10}], None, ("A", "AB", "", "", 20)),  # exactly two-thirds
        ([{"A": 15, "B": 12, "C": 8, "D": 5}], None, (None, "ABCD", "", "", 27)),  # nobody after the first
        ([{"A": 15, "B": 12, "C": 8, "D": 5}] * 2, None, (None, "ABC", "D", "", 27)),
        ([{"A": 16, "B": 12, "C": 7, "D": 5}] * 2, None, (None, "AB", "CD", "", 27)),  # scenario 38
        ([{"A": 26, "C": 7, "D": 7}] * 2, None, (None, "ACD", "", "", 27)),  # among the top two by a tie for second
        ([{"A": 12, "B": 12, "C": 5, "D": 3}] * 2, None, (None, "AB", "CD", "", 22)),
        ([{"A": 17, "B": 14, "C": 9}] * 3, None, (None, "AB", "C", "", 27)),
        ([*BEFORE, FOURTH], None, (None, "AB", "C", "", 28)),
        ([*BEFORE, FOURTH], DEFEATED, (None, "AB", "C", "AB", 28)),  # a motion 20 to 20 is defeated: scenario 39
        ([*BEFORE, FOURTH], CARRIED, (None, "AB", "C", "", 28)),
        ([*BEFORE, FOURTH, {"A": 27, "B": 14}], CARRIED, (None, "AB", "", "AB", 28)),
        ([*BEFORE, FOURTH, {"A": 28, "B": 13}], CARRIED, ("A", "AB", "", "", 28)),
        ([{"yes": 14, "no": 6}], None, ("yes", "yes", "", "", 14)),
        ([{"yes": 13, "no": 7}], None, (None, "", "yes", "", 14)),
        ([["A", "B", "A", None, ""]], None, ("A", "AB", "", "", 2)),
        ([{"A": 0, "B": 0}], None, (None, "AB", "", "", 1)),
    ],
)  # fmt: skip
def test_third_legacy_comes_to_what_the_vectors_say(ballots, motion, expected):
    assert shown(count(ballots=ballots, motion=motion)) == expected


def test_body_is_asked_for_a_motion_after_the_fourth_ballot_and_never_before():
    assert [count(ballots=[*BEFORE, FOURTH][:held]).motion_wanted for held in range(1, 5)] == [False] * 3 + [True]


def test_settings_say_what_a_body_may_decide_otherwise():
    tied = {"A": 12, "B": 12, "C": 5, "D": 3}
    stays = count(ballots=[tied] * 2, settings=Settings(second_place_stays_in_a_tie=True))
    assert shown(stays)[1:3] == ("ABC", "D")
    blank = count(ballots=[{"A": 20, "B": 9, "": 3}], settings=Settings(blanks_count=True))
    assert shown(blank)[0] is None
    assert shown(count(ballots=[{"A": 20, "B": 9, "": 3}]))[0] == "A"
    last = [*[{"A": 14, "B": 10, "C": 10, "D": 10}] * 3, {"A": 16, "B": 12, "C": 8, "D": 8}]
    assert shown(count(ballots=last))[2] == "CD"
    assert shown(count(ballots=last, settings=Settings(smallest_tied=Smallest.NONE)))[2] == ""
    alone = Settings(single_candidate=Single.DECLARED, candidates=("Ana",))
    assert count(ballots=[], settings=alone).elected == "Ana"
    assert count(ballots=[{"yes": 14, "no": 6}], settings=Settings(candidates=("Ana",))).elected == "Ana"


def test_name_taken_off_during_a_count_moves_no_total_and_is_gone_on_the_next():
    held = {"A": 15, "B": 12, "C": 13}
    first = count(ballots=[held], left=[["C"]])
    assert (first.counts[0].total, first.standing) == (40, ("A", "B"))
    second = count(ballots=[held, {"A": 20, "B": 18, "C": 2}], left=[["C"]])
    assert (second.counts[1].total, second.counts[1].blank) == (38, 2)


@pytest.mark.parametrize(
    ("ballots", "motion"),
    [([{"A": 2, "B": 2}] * 5, None), ([{"A": 2, "B": 2}] * 5, DEFEATED), ([{"A": 2, "B": 2}] * 6, CARRIED),
     ([{"A": 2}, {"A": 2}], None), ([{"A": -1}], None), ([{"yes": 1}] * 2, None)],
)  # fmt: skip
def test_ballots_that_cannot_have_been_held_are_refused(ballots, motion):
    with pytest.raises(NotSoCounted):
        count(ballots=ballots, motion=motion)


TOTALS = some.dictionaries(some.sampled_from(["A", "B", "C", "D", "E", ""]), some.integers(0, 9), min_size=1)


@settings(max_examples=150, deadline=None, database=None)
@given(
    ballots=some.lists(TOTALS, min_size=1, max_size=5),
    motion=some.sampled_from([None, CARRIED, DEFEATED]),
    blanks_count=some.booleans(),
    second_stays=some.booleans(),
    smallest=some.sampled_from(Smallest),
)
def test_random_ballots_are_counted_as_by_hand(ballots, motion, blanks_count, second_stays, smallest):
    asked = Settings(blanks_count=blanks_count, second_place_stays_in_a_tie=second_stays, smallest_tied=smallest)
    for held in range(1, len(ballots) + 1):
        if held == 5 and motion is not CARRIED:
            return
        found = count(ballots=ballots[:held], settings=asked, motion=motion)
        last = found.counts[-1]
        expected = by_hand(ballots[:held], motion, blanks_count, second_stays, smallest)
        if not any(name for ballot in ballots[:2] for name in ballot):
            return  # nobody stands
        assert (found.elected, {*found.standing}, {*last.withdrawn}, {*found.hat}, last.total) == expected
        assert (last.votes.get(found.elected, 0) >= last.needed) == bool(found.elected)
        if found.elected:
            return


def test_number_needed_is_the_fewest_that_are_two_thirds():
    assert all(3 * two_thirds_of(t) >= 2 * t > 3 * (two_thirds_of(t) - 1) for t in range(1, 500))


def counted(tmp_path, said):
    file, out = tmp_path / "ballots.json", io.StringIO()
    file.write_text(said if isinstance(said, str) else json.dumps(said))
    call_command("count_ballots", str(file), stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def test_command_counts_a_published_list_anew(tmp_path):
    said = {"method": "third-legacy", "settings": {}, "fifth_ballot_motion": None}
    assert counted(tmp_path, said | {"ballots": [["A"] * 15 + ["B"] * 12 + ["C"] * 8 + ["D"] * 5] * 2}) == {
        "elected": None, "standing": ["A", "B", "C"], "withdrawn": ["D"], "hat": [], "needed": 27, "total": 40,
    }  # fmt: skip
    fifth = said | {"ballots": [*BEFORE, FOURTH, {"A": 27, "B": 14}], "fifth_ballot_motion": "carried"}
    assert counted(tmp_path, fifth)["hat"] == ["A", "B"]
    assert counted(tmp_path, {"method": "majority", "ballots": [{"yes": 11, "no": 9}]})["elected"] == "yes"


@pytest.mark.parametrize(
    "said",
    ["beans", "[]", '{"method": "dice"}', '{"ballots": 3}', '{"ballots": [[1]]}', '{"ballots": [{"A": true}]}',
     '{"settings": {"beans": 1}, "ballots": []}', '{"fifth_ballot_motion": "perhaps"}'],
)  # fmt: skip
def test_command_says_what_stands_in_the_way(tmp_path, said):
    with pytest.raises(CommandError):
        counted(tmp_path, said)
