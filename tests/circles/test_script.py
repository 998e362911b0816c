"""Stepping through a script, moving on, "time", closing: domain.md scenarios 1 and 2; circles.md 1.2, 1.4, 2 and 8.1."""

import pytest

from circles.rules.line import line
from circles.rules.refusals import NotNow, NotOpenYet, NotYours, NotYourTurn, TooEarly
from tests.circles.cast import (
    ANA,
    BEN,
    CLEO,
    CLOSING,
    DEE,
    HANDS,
    HOUR,
    ROUND,
    START,
    WELCOME,
    a_table,
    after,
    does,
    piece,
    time_passes,
)  # fmt: skip


def sharing(*people, host=None, **facts):
    """A sharing by raised hands in which Cleo has spoken since the start and Ben stands next."""
    table = a_table(people or [ANA, BEN, CLEO, DEE], script=[WELCOME, HANDS, CLOSING], segment=1, **facts)
    if host:
        does(table, host, "take-host", after(0))
    for seat in ("cleo", "ben"):
        does(table, seat, "hand", after(0))
    return does(table, "cleo", "begin", after(0))


def test_only_the_host_may_move_a_share_on_and_at_any_time():
    """Scenario 2: at the limit the speaker is not muted, and the facilitator alone can move on."""
    table = sharing(host="ana")
    for seat in ("ben", "dee"):
        with pytest.raises(NotYours):
            does(table, seat, "move-on", after(600))
    does(table, "ana", "move-on", after(601))
    assert piece(table) == ("offered", "ben")


def test_without_a_host_two_may_move_on_a_minute_past_the_limit():
    """circles.md 1.2."""
    table = sharing()
    time_passes(table, after(239))
    with pytest.raises(TooEarly):
        does(table, "ben", "move-on", after(239))
    does(time_passes(table, after(240)), "ben", "move-on", after(240))
    assert piece(table) == ("share", "cleo")
    does(table, "dee", "move-on", after(241))
    assert piece(table) == ("offered", "ben")


def test_without_a_host_one_alone_waits_a_minute_more():
    table = sharing()
    does(time_passes(table, after(240)), "ben", "move-on", after(240))
    assert piece(time_passes(table, after(299))) == ("share", "cleo")
    assert piece(time_passes(table, after(300))) == ("offered", "ben")


def test_who_speaks_cannot_be_the_one_who_moves_themselves_on():
    with pytest.raises(NotNow):
        does(sharing(), "cleo", "move-on", after(600))


def test_even_an_unclocked_reading_can_be_moved_on_in_the_end():
    table = a_table([BEN, CLEO, DEE], script=[WELCOME, HANDS], segment=0)
    does(table, "cleo", "read", after(0))
    with pytest.raises(TooEarly):
        does(time_passes(table, after(599)), "ben", "move-on", after(599))
    for seat in ("ben", "dee"):
        does(time_passes(table, after(600)), seat, "move-on", after(600))
    assert piece(table) is None


def test_saying_time_is_all_a_timekeeper_can_do():
    """circles.md 1.4 and 8.1: it is text and a chime; the share goes on."""
    table = does(sharing(), "dee", "take-time", after(1))
    with pytest.raises(NotYours):
        does(table, "ben", "time", after(180))
    does(table, "dee", "time", after(180))
    assert (piece(table), table.turn.time_said_at) == (("share", "cleo"), after(180))
    with pytest.raises(NotNow):
        does(table, "dee", "time", after(181))
    with pytest.raises(TooEarly):
        does(table, "dee", "move-on", after(182))


def test_nobody_steps_on_over_a_speaker():
    table = sharing(host="ana")
    for verb in ("forward", "back", "close"):
        with pytest.raises(NotYourTurn):
            does(table, "ana", verb, after(10))


def test_stepping_away_and_back_keeps_the_line():
    """No place in line is lost by the script: hands stand as they stood."""
    table = sharing(host="ana")
    does(table, "dee", "hand", after(5))
    does(table, "cleo", "done", after(60))
    assert piece(table) == ("offered", "ben")
    does(table, "ana", "forward", after(61))
    assert (piece(table), line(table)) == (None, ["ben", "dee"])
    does(table, "ana", "back", after(62))
    assert piece(table) == ("offered", "ben")


def test_each_sharing_is_a_round_of_its_own():
    table = a_table([ANA, BEN], script=[ROUND, ROUND | {"title": "Second"}], segment=0)
    for seat in ("ana", "ben"):
        does(table, seat, "listen", after(1))
    for seat in ("ana", "ben"):
        does(table, seat, "forward", after(2))
    assert piece(table) == ("offered", "ana")


@pytest.mark.parametrize(("segment", "verb"), [(0, "back"), (2, "forward")])
def test_a_script_has_a_beginning_and_an_end(segment, verb):
    with pytest.raises(NotNow):
        does(a_table(segment=segment), "ana", verb, after(1))


def test_before_the_opening_nothing_moves():
    table = a_table()
    for verb in ("forward", "hand", "read", "close", "pause"):
        with pytest.raises(NotOpenYet):
            does(table, "ana", verb, after(1))


def test_a_host_may_close_at_any_pause():
    table = does(a_table(segment=0), "ana", "take-host", after(1))
    with pytest.raises(NotYours):
        does(table, "ben", "close", after(2))
    does(table, "ana", "close", after(2))
    assert table.circle.closed_at == after(2)


def test_without_a_host_two_close_from_the_last_part_on_or_after_the_hour():
    table = a_table(segment=1)
    with pytest.raises(TooEarly):
        does(table, "ben", "close", START + HOUR - after(1).resolution)
    for seat in ("ben", "cleo"):
        does(time_passes(table, START + HOUR), seat, "close", START + HOUR)
    assert table.circle.closed_at == START + HOUR
    last = a_table(segment=2)
    for seat in ("ben", "cleo"):
        does(last, seat, "close", after(5))
    assert last.circle.closed_at == after(5)
