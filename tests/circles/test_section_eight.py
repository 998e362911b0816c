"""People first: what a newcomer, an old member, a host or a clerk needs from the first circle on. A point by its number.

What only a browser can show stands in test_section_eight_in_browsers.py.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest

from circles.models import Seat
from circles.rules import acts
from circles.rules.clock import ANSWER, ASK, DROP
from circles.rules.refusals import NotNow
from rooms.memory import memory
from rooms.presence import LIVE_LEASE
from tests.circles.cast import (
    ANA,
    BEN,
    CLEO,
    DEE,
    EVA,
    HANDS,
    SHARING,
    a_table,
    after,
    does,
    piece,
    time_passes,
)
from tests.circles.visiting import (
    DOOR,
    an_open_circle,
    page,
    seat_of,
    shown,
    text,
)
from tests.circles.visiting import does as presses

READING = {"kind": "reading", "title": "For tonight", "text": "What did you carry today?"}


# 1. A word


def hosted(*script, **facts):
    table = a_table([ANA, BEN, CLEO, DEE, EVA], script=script or [SHARING], segment=0, **facts)
    return does(table, "ana", "take-host", after(0))


def test_point_1_word_is_the_hosts_uncounted_and_unclocked_and_ends_when_the_piece_is_offered():
    table = does(does(hosted(), "ana", "word", after(1)), "ben", "hand", after(2))
    assert [piece(table), table.turn.running_since, table.seats["ana"].turns] == [("word", "ana"), None, 0]
    time_passes(table, after(minutes=30))
    assert [piece(table), table.turn.running_since] == [("word", "ana"), None]
    does(table, "ana", "done", after(minutes=30))
    assert [piece(table), table.seats["ana"].turns] == [("offered", "ben"), 0]


@pytest.mark.parametrize("seat", ["ben", "cleo"])
def test_point_1_word_is_nobody_elses(seat):
    table = hosted()
    with pytest.raises(NotNow):
        does(table, seat, "word", after(1))
    assert piece(table) is None


def test_point_1_word_waits_for_a_share_to_end():
    table = does(does(hosted(), "ben", "hand", after(1)), "ben", "begin", after(2))
    with pytest.raises(NotNow):
        does(table, "ana", "word", after(3))
    assert piece(table) == ("share", "ben")


def test_point_1_time_is_said_by_the_timekeeper_alone_and_takes_nothing_away():
    table = does(does(hosted(), "ben", "hand", after(1)), "ben", "begin", after(2))
    does(table, "cleo", "take-time", after(3))
    for seat in ("ana", "dee"):
        with pytest.raises(NotNow):
            does(table, seat, "time", after(4))
    does(time_passes(table, after(60)), "cleo", "time", after(61))
    assert [table.turn.time_said_at, piece(table)] == [after(61), ("share", "ben")]


@pytest.mark.django_db
def test_point_1_time_is_a_button_and_a_word_on_every_screen():
    maple, willow, circle = an_open_circle(HANDS)
    for each, verb in ((maple, "hand"), (maple, "begin"), (willow, "take-time")):
        presses(each, circle, verb)
    assert "Say “time”" in text(willow.get(page(circle)))
    assert [shown(each.get(page(circle)), "Time") for each in (maple, willow)] == [False, False]
    presses(willow, circle, "time")
    assert [shown(each.get(page(circle)), "Time") for each in (maple, willow)] == [True, True]


@pytest.mark.django_db
def test_point_1_unison_is_one_voice_that_leads_and_a_text_everyone_sees():
    maple, willow, circle = an_open_circle(READING)
    presses(maple, circle, "read")
    assert [READING["text"] in text(each.get(page(circle))) for each in (maple, willow)] == [True, True]
    assert "Maple is reading" in text(willow.get(page(circle)))
    assert presses(willow, circle, "read").status_code == 409


# 2. The sleeping holder


def a_sharer():
    """A table where Ben shares since the second second."""
    table = a_table([ANA, BEN, CLEO], script=[SHARING], segment=0)
    return does(does(table, "ben", "hand", after(1)), "ben", "begin", after(2))


def nothing_from_ben(table, now):
    """Ben's device stays connected and sends neither sound nor touch."""
    return time_passes(table, now, asleep=["ben"])


def test_point_2_sleeping_holder_is_asked_and_then_waited_for_as_for_a_dropped_line():
    table, asked = a_sharer(), after(2) + ASK
    nothing_from_ben(table, asked - timedelta(seconds=1))
    assert table.turn.asked_at is None
    nothing_from_ben(table, asked)
    assert [table.turn.asked_at, table.turn.dropped_at] == [asked, None]
    nothing_from_ben(table, asked + ANSWER)
    assert [table.turn.dropped_at, piece(table)] == [asked + ANSWER, ("share", "ben")]
    nothing_from_ben(table, asked + ANSWER + DROP)
    assert piece(table) is None


def test_point_2_sleeping_holder_who_stirs_keeps_the_piece_and_the_clock():
    table, asked = a_sharer(), after(2) + ASK
    nothing_from_ben(table, asked)
    does(table, "ben", "stir", asked + timedelta(seconds=30))
    assert [table.turn.asked_at, table.turn.running_since, piece(table)] == [None, after(2), ("share", "ben")]


@pytest.mark.django_db
def test_point_2_question_is_on_the_holders_screen_only():
    maple, willow, circle = an_open_circle(HANDS)
    for verb in ("hand", "begin"):
        presses(maple, circle, verb)
    turn = circle.turns.get()
    now = datetime.now(UTC)
    turn.begun_at = turn.stirred_at = turn.running_since = now - ASK - timedelta(seconds=1)
    turn.save()
    mine = f"{seat_of(maple, circle).pk}|tab"
    memory.lease(circle.room, {mine: (now + LIVE_LEASE).timestamp()})
    memory.sign(circle.room, {seat_of(maple, circle).pk: (now - ASK).timestamp()})
    asked = "Take your time. Still with us?"
    assert {name: shown(each.get(page(circle)), asked) for name, each in (("maple", maple), ("willow", willow))} == {
        "maple": True,
        "willow": False,
    }
    assert "Maple is sharing" in text(willow.get(page(circle)))


# 3. "I need help now"


@pytest.mark.django_db
def test_point_3_help_is_one_press_away_on_every_page_of_the_evening():
    maple, _willow, circle = an_open_circle(HANDS)
    pages = ["/", DOOR, page(circle), "/sign-in/", "/sign-up/", "/groups/", "/meetings/candlelight/"]
    assert {path: 'href="/help/"' in maple.get(path).content.decode() for path in pages} == dict.fromkeys(pages, True)
    assert re.search(r'href="/help/" target="_blank" rel="noopener"', maple.get(page(circle)).content.decode())


@pytest.mark.django_db
def test_point_3_help_is_read_without_a_trace_and_without_losing_the_place(django_assert_num_queries, caplog):
    maple, _willow, circle = an_open_circle(HANDS)
    before = list(Seat.objects.order_by("pk").values())
    with django_assert_num_queries(0):
        words = text(maple.get("/help/"))
    assert "nobody here can send help unless you say it yourself" in words
    assert [list(Seat.objects.order_by("pk").values()) == before, caplog.records] == [True, []]
    assert maple.get(page(circle)).status_code == 200


def test_point_3_host_steps_in_and_the_clock_stops_while_the_speaker_keeps_the_piece():
    table = does(does(hosted(), "ben", "hand", after(1)), "ben", "begin", after(2))
    does(table, "ana", "step-in", after(32))
    assert [piece(table), table.circle.helping_id, table.turn.running_since] == [("share", "ben"), "ana", None]
    assert table.turn.spent == timedelta(seconds=30)
    does(time_passes(table, after(60)), "ana", "step-out", after(60))
    assert [table.circle.helping_id, table.turn.running_since, table.turn.spent.seconds] == [None, after(60), 30]


def shared_by(seat, *people):
    """A table without a host where that person has the piece."""
    table = does(a_table(people, script=[SHARING], segment=0), seat, "hand", after(1))
    return does(table, seat, "begin", after(2))


def test_point_3_two_members_step_in_together_and_never_a_guest():
    table = shared_by("cleo", ANA, BEN, CLEO, DEE)
    does(table, "ben", "step-in", after(3))
    assert table.circle.helping_id is None
    does(table, "dee", "step-in", after(4))
    assert table.circle.helping_id == "ben"
    assert "step-in" not in acts.able(does(table, "ben", "step-out", after(5)), "cleo", after(6))
    with pytest.raises(NotNow):
        does(shared_by("cleo", CLEO, EVA), "eva", "step-in", after(3))


@pytest.mark.django_db
def test_point_3_card_tells_servants_what_to_do():
    maple, _willow, circle = an_open_circle(HANDS)
    words = text(maple.get(page(circle)))
    assert "for care only. Ask what they need, stay with them, and say where help can be found." in words
    assert "nobody can send help unless they tell us." in words
