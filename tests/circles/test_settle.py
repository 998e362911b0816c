"""What the clock does: circles.md 2 (offers, drops), 4 (leases), 8.2 (a sleeping holder), 8.5; domain.md scenarios 1 and 2."""

from dataclasses import replace
from datetime import timedelta

import pytest

from circles.rules.clock import spent
from circles.rules.line import line
from circles.rules.refusals import NotYourTurn
from circles.rules.settle import next_due, settle
from tests.circles.cast import (
    ANA,
    BEN,
    CLEO,
    CLOSING,
    DEE,
    HANDS,
    HOUR,
    START,
    a_table,
    after,
    does,
    everyone_here,
    piece,
    time_passes,
)  # fmt: skip


def offered(*seats, **presence):
    """Cleo is offered the piece at the start, and these stand behind."""
    table = a_table([ANA, BEN, CLEO, DEE], script=[HANDS, CLOSING], segment=0)
    table.presence = everyone_here(table, START, **presence)
    for seat in ("cleo", *seats):
        does(table, seat, "hand", START)
    return table


def speaking(**presence):
    """Cleo speaks since the start, Ben stands next."""
    table = offered("ben", **presence)
    return does(table, "cleo", "begin", START)


# Offers


def test_an_offer_moves_on_after_half_a_minute_and_not_before():
    table = offered("ben")
    assert piece(time_passes(table, after(29.9))) == ("offered", "cleo")
    assert piece(time_passes(table, after(30))) == ("offered", "ben")


def test_whoever_missed_an_offer_stays_next_and_need_only_stir():
    """circles.md 8.5: unanswered, the person stays next in line."""
    table = time_passes(offered("ben", "dee"), after(30))
    assert (line(table), table.seats["cleo"].missed) == (["cleo", "ben", "dee"], True)
    does(table, "cleo", "ready", after(40))
    does(table, "ben", "listen", after(41))
    assert piece(table) == ("offered", "cleo")


def test_an_offer_made_without_script_waits_for_a_page():
    """circles.md 4: waits use that seat's lease when it is longer."""
    table = offered("ben", plain=["cleo"])
    assert piece(time_passes(table, after(89), plain=["cleo"])) == ("offered", "cleo")
    assert piece(time_passes(table, after(90), plain=["cleo"])) == ("offered", "ben")


def test_finding_a_line_again_does_not_cut_an_offer_short():
    table = offered("ben", plain=["cleo"])
    assert piece(time_passes(table, after(60))) == ("offered", "cleo")


def test_losing_the_line_does_not_make_an_offer_longer():
    table = offered("ben")
    assert piece(time_passes(table, after(30), but=["cleo"])) == ("offered", "ben")


def test_a_permission_prompt_holds_an_offer_but_not_for_ever():
    """circles.md 8.5: an offer's seconds pause during a permission prompt or a touch."""
    table = offered("ben")
    for second in range(20, 110, 20):
        does(time_passes(table, after(second)), "cleo", "wait", after(second))
    assert piece(time_passes(table, after(119))) == ("offered", "cleo")
    assert piece(time_passes(table, after(120))) == ("offered", "ben")


def test_who_comes_back_into_line_is_offered_the_piece_that_lies_in_the_centre():
    table = offered()
    time_passes(table, after(60))
    does(table, "ben", "hand", after(61))
    time_passes(table, after(62), but=["ben"])
    assert piece(time_passes(table, after(91), but=["ben"])) is None
    does(table, "cleo", "ready", after(95))
    assert piece(table) == ("offered", "cleo")


# Dropped lines


def test_a_dropped_speaker_keeps_the_piece_twenty_seconds_and_comes_back_to_the_same_clock():
    table = speaking()
    time_passes(table, after(60), but=["cleo"])
    away = table.presence
    number = table.turn.number
    table.presence = replace(away, until={**away.until, "cleo": after(60)})
    settle(table, after(79))
    assert (piece(table), table.turn.dropped_at) == (("share", "cleo"), after(60))
    time_passes(table, after(79.5))
    assert (table.turn.number, table.turn.dropped_at) == (number, None)
    assert spent(table.turn, after(100)) == timedelta(seconds=100)


def test_a_dropped_speaker_who_stays_away_loses_the_piece_and_no_place():
    table = speaking()
    table.presence = everyone_here(table, after(100))
    table.presence = replace(table.presence, until={**table.presence.until, "cleo": after(60)})
    settle(table, after(79.9))
    assert piece(table) == ("share", "cleo")
    settle(table, after(80))
    assert piece(table) == ("offered", "ben")
    assert table.turns[-1].offered_at == after(80)
    assert (table.seats["cleo"].place, table.seats["cleo"].left_at) == (3, None)
    with pytest.raises(NotYourTurn):
        does(table, "cleo", "done", after(81))


def test_a_speaker_without_script_is_not_dropped_before_their_lease_ends():
    table = speaking(plain=["cleo"])
    table.presence = everyone_here(table, START, plain=["ana", "ben", "cleo", "dee"])
    settle(table, after(89))
    assert (piece(table), table.turn.dropped_at) == (("share", "cleo"), None)
    settle(table, after(91))
    assert table.turn.dropped_at == after(90)


# Sleeping holders


def test_a_holder_without_sound_or_touch_is_asked_then_counts_as_a_dropped_line():
    """circles.md 8.2: 90 s without a sign, then 60 s for an answer, then 20 s as any dropped line."""
    table = speaking()
    quiet = {"asleep": ["cleo"]}
    assert time_passes(table, after(89), **quiet).turn.asked_at is None
    assert time_passes(table, after(90), **quiet).turn.asked_at == after(90)
    assert time_passes(table, after(149), **quiet).turn.dropped_at is None
    assert time_passes(table, after(150), **quiet).turn.dropped_at == after(150)
    assert piece(time_passes(table, after(170), **quiet)) == ("offered", "ben")


@pytest.mark.parametrize("at", [91, 149, 151, 169])
def test_an_asked_holder_who_stirs_goes_on_with_the_same_clock(at):
    table = speaking()
    for second in (90, 150, at):
        if second <= at:
            time_passes(table, after(second), asleep=["cleo"])
    does(table, "cleo", "stir", after(at))
    assert (piece(table), table.turn.asked_at, table.turn.dropped_at) == (("share", "cleo"), None, None)
    assert spent(table.turn, after(at)) == timedelta(seconds=at)


def test_a_sound_is_an_answer():
    table = speaking()
    time_passes(table, after(100), asleep=["cleo"])
    time_passes(table, after(120))
    assert (piece(table), table.turn.asked_at) == (("share", "cleo"), None)


def test_nobody_without_script_is_asked():
    """Their page cannot show the question nor their touch be noticed; their lease and the limit watch instead."""
    table = speaking(plain=["cleo"])
    for second in range(30, 240, 30):
        time_passes(table, after(second), plain=["cleo"], asleep=["cleo"])
    assert (piece(table), table.turn.asked_at) == (("share", "cleo"), None)


# The clock serves and never cuts


def test_no_timer_ever_ends_a_share():
    """Scenario 2: a share past its limit goes on; the speaker is not muted."""
    table = speaking()
    for minute in range(1, 60):
        time_passes(table, after(minutes=minute))
    assert piece(table) == ("share", "cleo")
    assert spent(table.turn, after(minutes=59)) == timedelta(minutes=59)


def test_the_clock_stands_still_while_we_pause():
    table = speaking()
    does(table, "ana", "take-host", after(1))
    does(time_passes(table, after(60)), "ana", "pause", after(60))
    time_passes(table, after(600))
    does(table, "ana", "resume", after(600))
    assert spent(time_passes(table, after(610)).turn, after(610)) == timedelta(seconds=70)


# Ends


def test_an_empty_circle_closes_ten_minutes_after_the_planned_end_or_the_last_person():
    table = a_table(segment=0)
    table.presence = everyone_here(table, START + HOUR - timedelta(seconds=15))  # leases end with the hour
    settle(table, START + HOUR + timedelta(seconds=599))
    assert table.circle.closed_at is None
    settle(table, START + HOUR + timedelta(seconds=600))
    assert table.circle.closed_at == START + HOUR + timedelta(seconds=600)


def test_a_circle_with_people_in_it_outlasts_its_hour_by_two_at_most():
    """circles.md 1.6: the key expires at the planned end + 2 h, and the circle with it."""
    table = a_table(segment=0)
    assert time_passes(table, START + 3 * HOUR - timedelta(seconds=1)).circle.closed_at is None
    assert time_passes(table, START + 3 * HOUR).circle.closed_at == START + 3 * HOUR


def test_the_next_due_moment_is_when_something_changes():
    table = offered("ben")
    assert next_due(table, after(1)) == after(30)
    table.presence = everyone_here(table, after(29))
    assert settle(table, after(29.99)) == 0
    assert settle(table, after(30)) == 1


def test_what_fell_due_long_ago_is_done_as_of_then():
    """House, settled 2: in order, and as at its due moment, by whoever looks first."""
    table = offered("ben", "dee")
    table.presence = everyone_here(table, after(600))
    settle(table, after(600))
    assert [(turn.seat_id, turn.offered_at) for turn in table.turns] == [
        ("cleo", START), ("ben", after(30)), ("dee", after(60))
    ]  # fmt: skip
    assert piece(table) is None
