"""Thresholds and what they are taken of: the number needed is the fewest that reach it, and the sum is the register."""

import pytest

from conscience.rules.majorities import Base, MoreThanThereAre, Threshold, count, needed_of

pytestmark = pytest.mark.once


def test_needed_is_the_fewest_that_reach_the_threshold():
    for base in range(1, 200):
        half, two, three = (needed_of(base, threshold) for threshold in Threshold)
        assert 2 * half > base >= 2 * (half - 1)
        assert 3 * two >= 2 * base > 3 * (two - 1)
        assert 4 * three >= 3 * base > 4 * (three - 1)


@pytest.mark.parametrize(
    ("facts", "needed", "carried"),
    [
        ({"eligible": 20, "yes": 13, "no": 0, "base": Base.ELIGIBLE, "threshold": Threshold.TWO_THIRDS}, 14, False),
        ({"eligible": 20, "yes": 14, "no": 0, "base": Base.ELIGIBLE, "threshold": Threshold.TWO_THIRDS}, 14, True),
        ({"eligible": 100, "yes": 71, "no": 17, "abstain": 2, "void": 2, "threshold": Threshold.TWO_THIRDS}, 59, True),
        ({"eligible": 9, "yes": 3, "no": 3}, 4, False),  # a tie is no majority
        ({"eligible": 9, "yes": 2, "no": 0, "quorum": 3}, 2, False),  # nothing is decided without quorum (13)
        ({"eligible": 9, "yes": 4, "no": 3, "abstain": 1, "base": Base.PRESENT}, 5, False),
        ({"eligible": 9, "yes": 0, "no": 0}, 1, False),
    ],
)
def test_count_says_what_was_needed_and_whether_it_was_reached(facts, needed, carried):
    said = count(**facts)
    assert (said.needed, said.carried) == (needed, carried)
    assert said.yes + said.no + said.abstain + said.void + said.silent == said.eligible  # invariant 25


def test_more_votes_than_the_register_has_lines_are_no_count():
    with pytest.raises(MoreThanThereAre):
        count(eligible=3, yes=3, no=1)
