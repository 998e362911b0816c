"""The arithmetic of taking turns, for every order of hands and every ring."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.turns import Hand, in_line, next_in_ring

pytestmark = pytest.mark.once

HANDS = st.lists(st.tuples(st.integers(1, 99), st.integers(0, 3)), unique_by=lambda hand: hand[0]).map(
    lambda rows: [Hand(f"s{number}", number, turns) for number, turns in rows]
)


def test_hands_stand_as_they_went_up_and_first_time_speakers_before_all_others():
    hands = [Hand("ana", 1, turns=1), Hand("ben", 2), Hand("cleo", 3, turns=2), Hand("dee", 4)]
    assert in_line(hands, one_turn=False) == ["ana", "ben", "cleo", "dee"]
    assert in_line(hands, one_turn=True) == ["ben", "dee", "ana", "cleo"]


@given(HANDS, st.booleans(), st.randoms())
def test_a_line_holds_everyone_once_whatever_order_it_is_read_in(hands, one_turn, chance):
    line = in_line(hands, one_turn=one_turn)
    shuffled = list(hands)
    chance.shuffle(shuffled)
    assert in_line(shuffled, one_turn=one_turn) == line
    assert sorted(line) == sorted(hand.who for hand in hands)


@given(HANDS, st.integers(0, 3))
def test_a_newcomer_to_the_line_moves_nobody_who_stands_equally(hands, turns):
    """Whoever asks later never stands before one who asked earlier and has spoken as little."""
    line = in_line([*hands, Hand("late", 100, turns)], one_turn=True)
    assert [who for who in line if who != "late"] == in_line(hands, one_turn=True)
    before = line[: line.index("late")]
    assert {hand.who for hand in hands if (hand.turns > 0) <= (turns > 0)} == set(before)


@given(st.sets(st.integers(1, 50)), st.sets(st.integers(1, 50)))
def test_a_ring_is_walked_once_and_passes_everyone_who_is_willing(places, away):
    walked, after = [], None
    while (place := next_in_ring(places - away, after=after)) is not None:
        walked.append(place)
        after = place
    assert walked == sorted(places - away)


def test_who_comes_back_behind_the_piece_waits_and_who_comes_back_before_it_is_met():
    assert next_in_ring({2, 5}, after=3) == 5
    assert next_in_ring({2}, after=3) is None
