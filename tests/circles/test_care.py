"""Pausing together, stepping in, leaving: domain.md scenario 14; circles.md 1.2 and 8.3."""

from datetime import timedelta

import pytest

from circles.rules.clock import spent
from circles.rules.refusals import NotNow, NotYours
from circles.rules.settle import settle
from tests.circles.cast import (
    ANA,
    BEN,
    CLEO,
    CLOSING,
    DEE,
    EVA,
    HANDS,
    ROUND,
    a_table,
    after,
    does,
    everyone_here,
    piece,
    time_passes,
)  # fmt: skip


def speaking(people=(ANA, BEN, CLEO, DEE, EVA), host=None):
    """Cleo speaks since the start; Eva stands next."""
    table = a_table(people, script=[HANDS, CLOSING], segment=0)
    if host:
        does(table, host, "take-host", after(0))
    does(table, "cleo", "hand", after(0))
    does(table, "eva", "hand", after(0))
    return does(table, "cleo", "begin", after(0))


# Pausing


def test_a_host_pauses_alone_and_the_room_stays():
    table = does(speaking(host="ana"), "ana", "pause", after(10))
    assert (table.circle.paused_at, piece(table), len(table.present(after(10)))) == (after(10), ("share", "cleo"), 5)


def test_beside_a_host_two_members_pause_and_a_guest_does_not():
    table = speaking(host="ana")
    with pytest.raises(NotYours):
        does(table, "eva", "pause", after(10))
    does(table, "ben", "pause", after(10))
    assert table.circle.paused_at is None
    does(table, "dee", "pause", after(11))
    assert table.circle.paused_at == after(11)


def test_without_a_host_any_two_pause_and_any_two_go_on():
    """circles.md 1.2, open hold: nobody has safety powers, any two may suspend."""
    table = speaking([CLEO, EVA])
    for seat in ("cleo", "eva"):
        does(table, seat, "pause", after(10))
    assert table.circle.paused_at == after(10)
    does(table, "eva", "resume", after(60))
    assert table.circle.paused_at == after(10)
    does(table, "cleo", "resume", after(61))
    assert table.circle.paused_at is None


def test_two_wishes_more_than_a_minute_apart_are_not_together():
    table = speaking()
    does(table, "ben", "pause", after(10))
    does(time_passes(table, after(70)), "dee", "pause", after(70))
    assert table.circle.paused_at is None


def test_going_on_finds_the_same_holder_and_the_same_clock():
    table = speaking(host="ana")
    does(table, "ana", "pause", after(30))
    time_passes(table, after(1000))
    does(table, "ana", "resume", after(1000))
    assert piece(table) == ("share", "cleo")
    assert spent(table.turn, after(1010)) == timedelta(seconds=40)


def test_a_speaker_may_end_during_a_pause_and_nobody_is_offered_the_piece_until_it_ends():
    table = speaking(host="ana")
    does(table, "ana", "pause", after(30))
    does(table, "cleo", "done", after(40))
    assert piece(time_passes(table, after(300))) is None
    does(table, "ana", "resume", after(300))
    assert piece(table) == ("offered", "eva")


def test_a_wish_from_before_a_pause_does_not_come_true_through_it():
    table = a_table([BEN, CLEO, DEE], segment=0)
    does(table, "ben", "forward", after(1))
    for seat in ("ben", "dee"):
        does(table, seat, "pause", after(2))
    time_passes(table, after(600))
    for seat in ("ben", "dee"):
        does(table, seat, "resume", after(600))
    assert time_passes(table, after(700)).circle.segment == 0


# One more voice, for care


def test_the_host_steps_in_the_clock_stops_and_the_speaker_keeps_the_piece():
    """circles.md 8.3."""
    table = does(speaking(host="ana"), "ana", "step-in", after(30))
    assert (piece(table), table.circle.helping_id) == (("share", "cleo"), "ana")
    assert spent(table.turn, after(300)) == timedelta(seconds=30)
    does(table, "ana", "step-out", after(300))
    assert (piece(table), table.circle.helping_id) == (("share", "cleo"), None)
    assert spent(table.turn, after(310)) == timedelta(seconds=40)


def test_two_members_step_in_and_the_first_who_wished_it_is_the_voice():
    table = speaking()
    does(table, "dee", "step-in", after(30))
    assert table.circle.helping_id is None
    does(table, "ben", "step-in", after(31))
    assert table.circle.helping_id == "dee"


def test_a_guest_does_not_step_in_and_nobody_steps_in_twice():
    table = speaking(host="ana")
    with pytest.raises(NotYours):
        does(table, "eva", "step-in", after(30))
    does(table, "ana", "step-in", after(30))
    with pytest.raises(NotNow):
        does(table, "ben", "step-in", after(31))


def test_only_the_helper_or_the_host_ends_the_help():
    table = does(speaking(host="ana"), "ana", "step-in", after(30))
    with pytest.raises(NotYours):
        does(table, "ben", "step-out", after(31))


def test_the_helped_speaker_is_not_hurried():
    """While somebody is there for them, neither silence nor a timer takes the piece away."""
    table = does(speaking(host="ana"), "ana", "step-in", after(30))
    for second in range(60, 900, 60):
        time_passes(table, after(second), asleep=["cleo"])
    assert (piece(table), table.turn.asked_at) == (("share", "cleo"), None)


def test_a_helper_whose_line_goes_leaves_the_speaker_with_the_piece():
    table = does(speaking(host="ana"), "ana", "step-in", after(30))
    time_passes(table, after(60), but=["ana"])
    assert (piece(table), table.circle.helping_id) == (("share", "cleo"), None)
    assert spent(table.turn, after(70)) == timedelta(seconds=40)


def test_a_helper_who_went_during_a_pause_lets_no_paused_time_count():
    table = does(speaking(host="ana"), "ana", "step-in", after(30))
    does(table, "ana", "pause", after(40))
    table.presence = everyone_here(table, after(600))
    table.presence.until["ana"] = after(50)
    for seat in ("ben", "dee"):
        does(table, seat, "resume", after(600))
    settle(table, after(600))
    assert (table.circle.helping_id, spent(table.turn, after(610))) == (None, timedelta(seconds=40))


def test_a_helper_between_two_sockets_moves_no_clock():
    table = does(speaking(), "ben", "step-in", after(30))
    table.presence = everyone_here(table, after(100))
    table.presence.until["ben"] = after(20)
    does(table, "dee", "step-in", after(31))
    does(table, "ben", "step-in", after(32))
    settle(table, after(40))
    assert (table.circle.helping_id, spent(table.turn, after(50))) == (None, timedelta(seconds=50))


def test_help_for_a_speaker_whose_line_dropped_gives_them_time_again():
    table = speaking(host="ana")
    time_passes(table, after(60), but=["cleo"])
    does(table, "ana", "step-in", after(70))
    time_passes(table, after(200))
    does(table, "ana", "step-out", after(200))
    assert piece(time_passes(table, after(201))) == ("share", "cleo")


# Leaving


def test_leaving_gives_the_piece_on_and_keeps_the_place():
    table = does(speaking(), "cleo", "leave", after(10))
    assert piece(table) == ("offered", "eva")
    assert (table.seats["cleo"].place, table.seats["cleo"].left_at) == (3, after(10))


def test_leaving_takes_ones_hand_along_and_nobody_elses():
    table = does(speaking(), "dee", "hand", after(1))
    does(table, "eva", "leave", after(2))
    assert {seat.id: seat.hand for seat in table.seats.values() if seat.hand} == {"dee": 3}


def test_a_helper_who_leaves_ends_the_help():
    table = does(speaking(host="ana"), "ana", "step-in", after(30))
    does(table, "ana", "leave", after(40))
    assert (table.circle.helping_id, spent(table.turn, after(50))) == (None, timedelta(seconds=40))


def test_leaving_a_round_steps_on():
    table = a_table([ANA, BEN], script=[ROUND], segment=0)
    does(table, "ana", "leave", after(1))
    assert piece(table) == ("offered", "ben")
