"""Taking turns: domain.md scenarios 1, 2, 7, 8 and 11; circles.md 2, 4 and 8.1, 8.2, 8.5; governance invariant 14."""

import pytest

from circles.rules.acts import able
from circles.rules.clock import spent
from circles.rules.line import line
from circles.rules.refusals import NotNow, NotYourTurn, WePause
from tests.circles.cast import (
    ANA,
    BEN,
    CLEO,
    CLOSING,
    DEE,
    EVA,
    HANDS,
    ROUND,
    WELCOME,
    a_table,
    after,
    does,
    piece,
    time_passes,
)  # fmt: skip


def asked_by(*seats, **facts):
    """A sharing by raised hands, in which these asked for the piece one after the other."""
    table = a_table(**{"people": [ANA, BEN, CLEO, DEE, EVA], "script": [HANDS, CLOSING], "segment": 0} | facts)
    for second, seat in enumerate(seats):
        does(table, seat, "hand", after(second))
    return table


def test_the_first_hand_is_offered_the_piece_and_the_others_stand_in_line():
    table = asked_by("cleo", "ben", "dee")
    assert piece(table) == ("offered", "cleo")
    assert line(table) == ["cleo", "ben", "dee"]


def test_only_the_new_holder_may_speak_once_the_piece_has_passed():
    """Scenario 8 and invariant 14: one person has the floor at a time."""
    table = asked_by("cleo", "ben")
    does(table, "cleo", "begin", after(5))
    assert piece(table) == ("share", "cleo")
    with pytest.raises(NotYourTurn):
        does(table, "ben", "begin", after(6))
    with pytest.raises(NotYourTurn):
        does(table, "ben", "words", after(6))
    does(table, "cleo", "done", after(60))
    does(table, "ben", "begin", after(65))
    assert piece(table) == ("share", "ben")
    with pytest.raises(NotYourTurn):
        does(table, "cleo", "done", after(66))


def test_first_time_speakers_stand_before_whoever_has_spoken():
    """Scenario 7, the one-turn rule."""
    table = asked_by("cleo")
    does(table, "cleo", "begin", after(5))
    does(table, "ben", "hand", after(6))
    does(table, "cleo", "done", after(60))
    does(table, "cleo", "hand", after(61))
    does(table, "dee", "hand", after(62))
    does(table, "eva", "hand", after(63))
    assert line(table) == ["ben", "dee", "eva", "cleo"]


def test_without_the_one_turn_rule_the_line_is_as_hands_went_up():
    table = asked_by("cleo", one_turn=False)
    does(table, "cleo", "begin", after(5))
    does(table, "ben", "hand", after(6))
    does(table, "cleo", "done", after(60))
    does(table, "cleo", "hand", after(61))
    does(table, "dee", "hand", after(62))
    assert line(table) == ["ben", "cleo", "dee"]


def test_listening_leaves_no_trace():
    """Scenario 11: nothing marks who let the piece pass; their seat is as if it had never been asked."""
    table = asked_by("cleo", "ben")
    does(table, "cleo", "listen", after(5))
    cleo, eva = table.seats["cleo"], table.seats["eva"]
    trace = lambda seat: (seat.hand, seat.turns, seat.missed, seat.round_number, seat.listening)  # noqa: E731
    assert trace(cleo) == trace(eva)
    assert piece(table) == ("offered", "ben")


def test_the_round_goes_by_places_and_steps_over_whoever_is_away_or_listens():
    """circles.md 2, go-round: absent people keep their place and are skipped."""
    table = a_table([ANA, BEN, CLEO, DEE, EVA], script=[WELCOME, ROUND], segment=0, listening=["dee"])
    time_passes(table, after(1), but=["ben"])
    does(table, "ana", "forward", after(2))
    does(table, "cleo", "forward", after(2))
    order = []
    while piece(table):
        order.append(piece(table)[1])
        now = after(10 * len(order))
        does(time_passes(table, now, but=["ben"]), order[-1], "begin", now)
        does(table, order[-1], "done", now)
    assert order == ["ana", "cleo", "eva"]
    assert [seat.place for seat in table.seats.values()] == [1, 2, 3, 4, 5]


def test_after_the_round_the_piece_lies_in_the_centre_for_whoever_asks():
    """circles.md 1.2: where no next is defined anyone who has not spoken may take it; with raised hands, anyone may ask."""
    table = a_table([ANA, BEN], script=[ROUND], segment=0, listening=["ben"])
    does(table, "ana", "listen", after(1))
    assert piece(table) is None
    does(table, "ben", "hand", after(2))
    assert piece(table) == ("offered", "ben")


def test_the_round_comes_by_once_for_each():
    table = a_table([ANA, BEN], script=[ROUND], segment=0)
    for seat in ("ana", "ben"):
        does(table, seat, "listen", after(1))
    does(table, "ana", "just-listen", after(2))
    does(table, "ana", "may-speak", after(3))
    assert piece(table) is None


def test_closed_hands_take_no_new_ones_and_keep_the_old():
    table = asked_by("cleo", "ben")
    does(table, "ana", "take-host", after(3))
    does(table, "ana", "hands", after(4))
    with pytest.raises(NotNow):
        does(table, "dee", "hand", after(5))
    assert line(table) == ["cleo", "ben"]
    does(table, "ana", "hands", after(6))
    does(table, "dee", "hand", after(7))
    assert line(table) == ["cleo", "ben", "dee"]


def test_a_reading_is_uncounted_and_unclocked():
    """circles.md 8.1: a turn is a share, a reading or a word."""
    table = a_table(script=[WELCOME, HANDS], segment=0)
    does(table, "cleo", "read", after(1))
    assert piece(table) == ("reading", "cleo")
    assert spent(table.turn, after(600)).total_seconds() == 0
    assert table.seats["cleo"].turns == 0
    with pytest.raises(NotNow):
        does(table, "ben", "read", after(2))


def test_nobody_reads_into_a_silence():
    table = a_table(script=[{"kind": "silence", "title": "Silence"}], segment=0)
    with pytest.raises(NotNow):
        does(table, "cleo", "read", after(1))


def test_the_hosts_word_is_unclocked_and_ends_where_it_found_the_line():
    """circles.md 8.1: a word is the host's, between shares; whoever was about to begin stays next."""
    table = asked_by("cleo", "ben")
    does(table, "ana", "take-host", after(3))
    does(table, "ana", "word", after(4))
    assert piece(table) == ("word", "ana")
    assert spent(table.turn, after(60)).total_seconds() == 0
    does(table, "ana", "done", after(60))
    assert (piece(table), line(table), table.seats["ana"].turns) == (("offered", "cleo"), ["cleo", "ben"], 0)
    does(table, "cleo", "begin", after(61))
    with pytest.raises(NotYourTurn):
        does(table, "ana", "word", after(62))


def test_a_word_in_a_round_does_not_cost_the_next_their_turn():
    table = a_table([ANA, BEN], script=[ROUND], segment=0)
    does(table, "ana", "take-host", after(1))
    assert piece(table) == ("offered", "ana")
    does(table, "ana", "listen", after(2))
    does(table, "ana", "word", after(3))
    does(table, "ana", "done", after(4))
    assert piece(table) == ("offered", "ben")


def test_writing_takes_up_an_offered_piece():
    table = asked_by("cleo")
    does(table, "cleo", "words", after(5))
    assert (piece(table), table.seats["cleo"].turns) == (("share", "cleo"), 1)


def test_while_we_pause_nobody_is_offered_or_begins_anything():
    """Scenario 14: voices, words and hands stop at once."""
    table = asked_by("cleo", "ben")
    does(table, "ana", "take-host", after(2))
    does(table, "ana", "pause", after(3))
    for seat, verb in [("cleo", "begin"), ("cleo", "listen"), ("cleo", "words"), ("dee", "hand"), ("cleo", "hand")]:
        with pytest.raises(WePause):
            does(table, seat, verb, after(4))
    does(table, "ana", "resume", after(600))
    assert (piece(table), line(table)) == (("offered", "cleo"), ["cleo", "ben"])


def test_who_has_the_piece_cannot_lower_the_hand_that_got_it():
    table = asked_by("cleo", "ben")
    assert "lower" not in able(table, "cleo", after(3))
    does(table, "ben", "lower", after(3))
    assert line(table) == ["cleo"]


def test_each_sharing_counts_turns_anew():
    """The one-turn rule holds within a sharing: in the next, everyone is a first-time speaker again."""
    table = asked_by("cleo", script=[HANDS, HANDS | {"title": "Second"}])
    does(table, "cleo", "begin", after(5))
    does(table, "cleo", "done", after(60))
    assert table.seats["cleo"].turns == 1
    for seat in ("ana", "ben"):
        does(table, seat, "forward", after(61))
    assert table.seats["cleo"].turns == 0
