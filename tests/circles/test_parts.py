"""The parts of a script: the reserved slot, answering, cues, minutes that flex, a lead share. circles.md 1.3 and 2."""

import pytest

from circles.models.turn import Kind
from circles.rules.line import line
from circles.rules.refusals import NotNow, NotYours
from circles.rules.seal import Person
from tests.circles.cast import (
    ANA,
    BEN,
    CLEO,
    CLOSING,
    DEE,
    EVA,
    HANDS,
    RESERVED,
    WELCOME,
    a_table,
    after,
    does,
    piece,
    time_passes,
)  # fmt: skip

FIVE = (ANA, BEN, CLEO, DEE, EVA)


def shares(table, seat, now):
    """Someone to whom the piece is offered takes it and is done two seconds later."""
    does(table, seat, "begin", now)
    return does(table, seat, "done", now)


# The reserved slot


def test_reserved_slot_is_first_for_those_who_are_new_and_those_who_have_not_spoken():
    """Scenario 10 (domain.md): they come first, and speaking again is possible if none of them wants to."""
    new = Person("New", first_time=True)
    table = a_table((ANA, BEN, CLEO, new), script=[HANDS, RESERVED, CLOSING], segment=0)
    for seat, second in (("ana", 1), ("ben", 10)):
        does(table, seat, "hand", after(second))
        shares(table, seat, after(second + 1))
    does(table, "ana", "take-host", after(20))
    does(table, "ana", "word", after(21))
    for seat, second in (("ana", 22), ("ben", 23)):
        does(table, seat, "hand", after(second)) if seat != "ana" else None
    does(table, "ana", "done", after(24))
    does(table, "ben", "listen", after(24))
    does(table, "ana", "forward", after(25))
    does(table, "ana", "word", after(26))
    for number, seat in enumerate(("ben", "cleo", "new"), start=27):
        does(table, seat, "hand", after(number))
    assert line(table) == ["new", "cleo", "ben"]


def test_reserved_slot_begins_by_itself_so_many_minutes_before_the_end():
    table = a_table((BEN, CLEO), script=[HANDS, RESERVED, CLOSING | {"minutes": 5}], segment=0)
    time_passes(table, after(minutes=39, seconds=59))
    assert table.circle.segment == 0
    time_passes(table, after(minutes=40))
    assert table.circle.segment == 1


def test_reserved_slot_waits_for_whoever_is_speaking():
    table = a_table((BEN, CLEO), script=[HANDS, RESERVED, CLOSING | {"minutes": 5}], segment=0)
    does(table, "ben", "hand", after(minutes=39))
    does(table, "ben", "begin", after(minutes=39))
    time_passes(table, after(minutes=40))
    time_passes(table, after(minutes=41))
    assert [table.circle.segment, piece(table)] == [0, ("share", "ben")]
    does(table, "ben", "done", after(minutes=41, seconds=5))
    time_passes(table, after(minutes=41, seconds=6))
    assert table.circle.segment == 1


# Answering, where a group has published it


def test_reply_is_a_turn_asked_for_like_any_other():
    table = a_table(FIVE, script=[HANDS, CLOSING], segment=0, types=["XT"])
    does(table, "ben", "hand", after(1))
    shares(table, "ben", after(2))
    assert piece(does(table, "cleo", "reply", after(5))) == ("offered", "cleo")
    does(table, "cleo", "begin", after(6))
    assert [table.turn.kind, table.seats["cleo"].turns] == [Kind.REPLY, 0]


def test_there_is_nothing_to_answer_before_the_first_share_and_nothing_where_it_is_off():
    """Scenario 5 (domain.md), circles.md 1.3."""
    table = a_table(FIVE, script=[HANDS, CLOSING], segment=0, types=["XT"])
    with pytest.raises(NotNow):
        does(table, "cleo", "reply", after(5))
    off = a_table(FIVE, script=[HANDS, CLOSING], segment=0)
    does(off, "ben", "hand", after(1))
    shares(off, "ben", after(2))
    with pytest.raises(NotNow):
        does(off, "cleo", "reply", after(5))


# Cues and minutes


def test_cue_closes_hands_and_notes_and_the_next_part_opens_them_again():
    """Scenario 13 (domain.md), where chat is the note to the servants, and hands."""
    quiet = HANDS | {"hands": "close", "notes": "close"}
    table = a_table(FIVE, script=[HANDS, quiet, HANDS], segment=0)
    does(table, "ana", "take-host", after(1))
    states = []
    for second in (2, 3):
        does(table, "ana", "forward", after(second))
        states.append((table.circle.hands_open, table.circle.notes_open))
    assert states == [(False, False), (True, True)]


def test_hushed_part_is_read_by_one_voice():
    table = a_table(FIVE, script=[WELCOME | {"hush": True}, CLOSING], segment=0)
    does(table, "ana", "take-host", after(1))
    with pytest.raises(NotNow):
        does(table, "ben", "read", after(2))
    assert piece(does(table, "ana", "read", after(3))) == ("reading", "ana")


def test_minutes_of_a_part_flex_and_nothing_else_changes():
    table = a_table(FIVE, script=[WELCOME | {"minutes": 10}, CLOSING], segment=0)
    does(table, "ana", "take-host", after(1))
    does(table, "ana", "longer", after(2))
    does(table, "ana", "shorter", after(3))
    does(table, "ana", "shorter", after(4))
    does(table, "ana", "shorter", after(5))
    assert table.circle.script == [WELCOME | {"minutes": 5}, CLOSING]
    with pytest.raises(NotYours):
        does(table, "ben", "longer", after(6))


def test_lead_share_has_the_minutes_of_its_part():
    lead = {"kind": "lead", "title": "Our speaker", "minutes": 20}
    table = a_table(FIVE, script=[lead, HANDS], segment=0, share_seconds=180)
    does(table, "ben", "hand", after(1))
    does(table, "ben", "begin", after(2))
    with pytest.raises(NotNow):
        does(table, "cleo", "move-on", after(minutes=10))
    does(table, "cleo", "move-on", after(minutes=21, seconds=5))
