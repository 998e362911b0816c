"""What a speaker is told of the time: circles.md 2 (signal profiles), 1.4; domain.md 1.4."""

import pytest

from circles.rules.refusals import TooEarly
from circles.rules.signals import signal_now, signals_of
from circles.scene import my_line, picture
from groups.models import Meeting, Signals
from tests.circles.cast import BEN, CLEO, CLOSING, DEE, HANDS, a_table, after, does, time_passes

pytestmark = pytest.mark.django_db  # what is shown asks the database for the last share


def meeting(signals, **facts):
    return Meeting(signals=signals, share_seconds=180, **facts)


@pytest.mark.parametrize(
    ("signals", "marks"),
    [
        (Signals.ONE, [(60, 1, "soft"), (0, 2, "over")]),
        (Signals.WRAP, [(0, 1, "close"), (-60, 2, "over")]),
        (Signals.BELLS, [(15, 1, "soft"), (-15, 2, "over"), (-45, 3, "over"), (-75, 4, "over")]),
        (Signals.NONE, []),
    ],
)
def test_each_way_of_signalling_has_its_moments(signals, marks):
    """Bells on a three-minute share: 2:45, 3:15, 3:45, 4:15."""
    assert [(each.left, each.strength, each.says) for each in signals_of(meeting(signals))] == marks


def test_no_soft_signal_where_the_group_wants_none():
    assert [each.left for each in signals_of(meeting(Signals.ONE, signal_seconds=0))] == [0]


@pytest.mark.parametrize(("left", "says"), [(61, None), (60, "soft"), (1, "soft"), (0, "over"), (-300, "over")])
def test_a_signal_lasts_until_the_next(left, says):
    found = signal_now(meeting(Signals.ONE), left)
    assert (found and found.says) == says


def speaking(**meeting):
    table = a_table((BEN, CLEO, DEE), script=[HANDS, CLOSING], segment=0, share_seconds=180, **meeting)
    does(table, "ben", "hand", after(0))
    return does(table, "ben", "begin", after(0))


def test_soft_signal_shows_when_two_of_three_minutes_have_passed_and_interrupts_nobody():
    """Scenario 1 (domain.md)."""
    table = speaking()
    time_passes(table, after(60))
    cleo, before = my_line(table, "cleo", after(60)), picture(table, key=None, now=after(119))["clock"]["signal"]
    time_passes(table, after(121))
    shown = picture(table, key=None, now=after(121))
    assert [before, shown["clock"]["signal"], shown["clock"]["running"]] == ["", "soft", True]
    assert my_line(table, "cleo", after(121)) == cleo
    assert table.turn.seat_id == "ben"


@pytest.mark.parametrize(("signals", "second"), [(Signals.ONE, 240), (Signals.WRAP, 300), (Signals.NONE, 240)])
def test_without_a_host_two_may_move_on_a_minute_past_what_the_group_gives(signals, second):
    table = speaking(signals=signals)
    for moment in (60, 120, 180, second - 1):
        time_passes(table, after(moment))
    with pytest.raises(TooEarly):
        does(table, "cleo", "move-on", after(second - 1))
    does(table, "cleo", "move-on", after(second))
    does(table, "dee", "move-on", after(second + 1))
    assert table.turn is None
