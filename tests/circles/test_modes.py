"""The five ways the piece goes, the silence between shares: circles.md 2 and 8.19; domain.md 1.7."""

import pytest

from circles.models.turn import Kind
from circles.rules.acts import able
from circles.rules.line import line
from circles.rules.refusals import NobodyThere, NotNow, NotYours, NotYourTurn, OthersFirst, SomeoneHasRisen, TheyListen
from circles.rules.settle import settle
from rooms.presence import PLAIN_LEASE, Presence
from tests.circles.cast import (
    ANA,
    BEN,
    CALLED,
    CLEO,
    CLOSING,
    DEE,
    EVA,
    HANDS,
    OUT_OF_SILENCE,
    PIECE,
    START,
    a_table,
    after,
    does,
    everyone_here,
    piece,
    time_passes,
)  # fmt: skip

FIVE = (ANA, BEN, CLEO, DEE, EVA)


def shares(table, seat, now):
    """Someone to whom the piece is offered takes it and is done two seconds later."""
    does(table, seat, "begin", now)
    return does(table, seat, "done", now)


# Called: the host offers it


def called(people=(ANA, BEN, CLEO), **meeting):
    table = a_table(people, script=[CALLED, CLOSING], segment=0, **meeting)
    return does(table, "ana", "take-host", after(1))


def test_host_offers_the_piece_to_someone():
    table = does(called(), "ana", "call", after(2), to="cleo")
    assert piece(table) == ("offered", "cleo")
    assert piece(does(table, "cleo", "begin", after(3))) == ("share", "cleo")


def test_raised_hand_tells_the_host_and_takes_nothing():
    table = does(called(), "ben", "hand", after(2))
    assert [piece(table), line(table)] == [None, ["ben"]]


def test_only_the_host_calls():
    with pytest.raises(NotYours):
        does(called(), "ben", "call", after(2), to="cleo")


def test_nobody_who_only_listens_is_called_on():
    table = called()
    table.seats["cleo"].listening = True
    with pytest.raises(TheyListen):
        does(table, "ana", "call", after(2), to="cleo")
    does(table, "cleo", "hand", after(3))  # unless they have asked
    assert piece(does(table, "ana", "call", after(4), to="cleo")) == ("offered", "cleo")


def test_host_may_offer_it_to_someone_else_while_nobody_has_begun():
    table = does(called(), "ana", "call", after(2), to="cleo")
    assert piece(does(table, "ana", "call", after(3), to="ben")) == ("offered", "ben")
    does(table, "ben", "begin", after(4))
    with pytest.raises(NotYourTurn):
        does(table, "ana", "call", after(5), to="cleo")


def test_nobody_who_has_gone_is_called_on():
    table = called()
    time_passes(table, after(2), but=["cleo"])
    with pytest.raises(NobodyThere):
        does(table, "ana", "call", after(2), to="cleo")


def test_without_a_host_hands_are_answered_in_their_order():
    table = a_table((BEN, CLEO), script=[CALLED, CLOSING], segment=0)
    assert piece(does(table, "cleo", "hand", after(2))) == ("offered", "cleo")


def test_hands_are_answered_from_when_the_host_was_gone():
    """Scenario 3 (domain.md): the host's line drops, half a minute passes, and the meeting goes on."""
    table = does(called(), "cleo", "hand", after(2))
    table.presence = everyone_here(table, after(100))
    table.presence.until["ana"] = after(10)
    settle(table, after(39))
    assert piece(table) is None
    settle(table, after(41))
    assert piece(table) == ("offered", "cleo")


# Talking piece


def piece_round(**meeting):
    return a_table(FIVE, script=[PIECE, CLOSING], segment=0, **meeting)


def test_holder_hands_the_piece_on_and_only_the_new_holder_has_it():
    """Scenario 8 (domain.md): when the holder passes it on, only the new holder can open a microphone."""
    table = does(piece_round(), "ben", "hand", after(1))
    does(table, "ben", "begin", after(2))
    does(table, "ben", "hand-on", after(60), to="eva")
    assert piece(table) == ("offered", "eva")
    assert not {"begin", "words", "done"} & set(able(table, "ben", after(61)))
    assert piece(does(table, "eva", "begin", after(62))) == ("share", "eva")


def test_nobody_else_asks_for_it_while_somebody_has_it():
    table = does(piece_round(), "ben", "hand", after(1))
    with pytest.raises(NotNow):
        does(table, "cleo", "hand", after(2))


def test_piece_laid_down_is_first_for_those_who_have_not_shared():
    """circles.md 1.2: it returns to the centre and anyone who has not spoken may take it."""
    table = does(piece_round(), "ben", "hand", after(1))
    shares(table, "ben", after(2))
    assert piece(table) is None
    with pytest.raises(OthersFirst):
        does(table, "ben", "hand", after(30))
    assert piece(does(table, "cleo", "hand", after(31))) == ("offered", "cleo")


def test_after_a_minute_it_is_for_anyone():
    table = does(piece_round(), "ben", "hand", after(1))
    shares(table, "ben", after(2))
    assert piece(does(table, "ben", "hand", after(62))) == ("offered", "ben")


def test_whoever_it_was_handed_to_may_listen_and_it_lies_in_the_centre():
    table = does(piece_round(), "ben", "hand", after(1))
    does(table, "ben", "begin", after(2))
    does(table, "ben", "hand-on", after(3), to="eva")
    assert piece(does(table, "eva", "listen", after(4))) is None


def test_it_is_not_handed_to_oneself_or_to_nobody():
    table = does(piece_round(), "ben", "hand", after(1))
    does(table, "ben", "begin", after(2))
    table.presence = everyone_here(table, after(3), but=["eva"])
    for to in ("ben", "eva"):
        with pytest.raises(NobodyThere):
            does(table, "ben", "hand-on", after(3), to=to)
    assert piece(table) == ("share", "ben")


def test_it_may_be_handed_to_one_who_listens_and_they_may_listen_on():
    table = does(piece_round(), "ben", "hand", after(1))
    table.seats["cleo"].listening = True
    does(table, "ben", "begin", after(2))
    assert piece(does(table, "ben", "hand-on", after(3), to="cleo")) == ("offered", "cleo")
    assert piece(does(table, "cleo", "listen", after(4))) is None


def test_host_may_start_it_by_offering_it():
    table = does(piece_round(), "ana", "take-host", after(1))
    assert piece(does(table, "ana", "call", after(2), to="dee")) == ("offered", "dee")


# The silence between two shares


def test_silence_is_kept_between_two_shares_and_then_the_next_is_offered():
    table = a_table(FIVE, script=[HANDS, CLOSING], segment=0, silence_seconds=20)
    does(table, "ben", "hand", after(1))
    does(table, "cleo", "hand", after(2))
    shares(table, "ben", after(3))
    assert piece(table) is None
    time_passes(table, after(22))
    assert piece(table) is None
    time_passes(table, after(24))
    assert [piece(table), table.turn.offered_at] == [("offered", "cleo"), after(23)]


def test_no_silence_is_kept_after_someone_listened_on():
    table = a_table(FIVE, script=[HANDS, CLOSING], segment=0, silence_seconds=20)
    does(table, "ben", "hand", after(1))
    does(table, "cleo", "hand", after(2))
    assert piece(does(table, "ben", "listen", after(3))) == ("offered", "cleo")


def test_pause_within_a_silence_does_not_end_it_early_or_late():
    table = a_table(FIVE, script=[HANDS, CLOSING], segment=0, silence_seconds=20)
    does(table, "ana", "take-host", after(0))
    does(table, "ben", "hand", after(1))
    does(table, "cleo", "hand", after(2))
    shares(table, "ben", after(3))
    does(table, "ana", "pause", after(10))
    time_passes(table, after(100))
    does(table, "ana", "resume", after(110))
    time_passes(table, after(110))
    assert [piece(table), table.turn.offered_at] == [("offered", "cleo"), after(110)]


def test_piece_handed_on_in_a_silence_is_offered_when_it_ends():
    table = piece_round(silence_seconds=30)
    does(table, "ben", "hand", after(1))
    does(table, "ben", "begin", after(2))
    does(table, "ben", "hand-on", after(10), to="eva")
    assert piece(table) is None
    time_passes(table, after(40))
    assert piece(table) == ("offered", "eva")


# Out of silence


def meeting_for_worship(**meeting):
    table = a_table(
        FIVE, script=[OUT_OF_SILENCE], segment=None, turn_mode="silence", **{"silence_seconds": 60} | meeting
    )
    return time_passes(table, START)


def test_it_opens_by_itself_at_its_time():
    table = meeting_for_worship()
    assert [table.circle.opened_at, piece(table)] == [START, None]


def test_nobody_there_nothing_opens():
    table = a_table(FIVE, script=[OUT_OF_SILENCE], turn_mode="silence")
    table.presence = everyone_here(table, after(-60), but=["ana", "ben", "cleo", "dee", "eva"])
    settle(table, after(5))
    assert table.circle.opened_at is None


def test_opens_as_of_when_somebody_came_back_and_not_as_of_its_time():
    """Their lease had lapsed before it was time: a circle does not begin in the past, with offers nobody could answer."""
    table = a_table([ANA], script=[OUT_OF_SILENCE], turn_mode="silence")
    table.presence = Presence(until={"ana": after(-60)})
    settle(table, after(600))
    assert table.circle.opened_at is None
    table.presence = Presence(until={"ana": after(600) + PLAIN_LEASE})
    settle(table, after(600))
    assert table.circle.opened_at == after(600)


def test_first_to_rise_is_heard_and_another_reads_so():
    """circles.md 8.19: no offer, no limit, no line; the first recorded is granted, a second reads that someone has risen."""
    table = time_passes(meeting_for_worship(), after(90))
    assert piece(does(table, "cleo", "rise", after(91))) == (Kind.RISEN, "cleo")
    assert table.turn.running_since is None
    with pytest.raises(SomeoneHasRisen):
        does(table, "ben", "rise", after(92))
    time_passes(table, after(100))
    does(table, "cleo", "done", after(110))
    assert [piece(table), line(table)] == [None, []]


def test_whoever_rises_within_the_silence_begins_when_it_has_been_kept():
    table = meeting_for_worship()
    time_passes(table, after(20))
    does(table, "cleo", "rise", after(20))
    assert piece(table) is None
    with pytest.raises(SomeoneHasRisen):
        does(table, "ben", "rise", after(30))
    time_passes(table, after(59))
    time_passes(table, after(61))
    assert [piece(table), table.turn.offered_at] == [(Kind.RISEN, "cleo"), after(60)]


def test_one_may_sit_down_again():
    table = does(meeting_for_worship(), "cleo", "rise", after(20))
    does(table, "cleo", "sit", after(30))
    assert piece(time_passes(table, after(70))) is None
    assert piece(does(table, "ben", "rise", after(71))) == (Kind.RISEN, "ben")


def test_no_hand_no_offer_no_time_is_there():
    table = time_passes(meeting_for_worship(), after(70))
    does(table, "cleo", "rise", after(71))
    found = set(able(table, "ben", after(72)))
    assert not found & {"hand", "ready", "time", "call", "hand-on", "reply"}


def test_it_ends_when_two_greet_one_another():
    table = does(meeting_for_worship(), "ana", "take-host", after(1))
    time_passes(table, after(minutes=60))
    with pytest.raises(NotYours):
        does(table, "ben", "close", after(minutes=60))  # the greeting begins with whoever has it
    does(table, "ana", "close", after(minutes=60, seconds=1))
    assert table.circle.closed_at is None
    does(table, "ben", "close", after(minutes=60, seconds=3))
    assert table.circle.closed_at == after(minutes=60, seconds=3)


def test_wholly_silent_hour_ends_like_any_other():
    table = time_passes(meeting_for_worship(), after(minutes=60))
    does(table, "ben", "close", after(minutes=60, seconds=1))
    does(table, "dee", "close", after(minutes=60, seconds=2))
    assert table.circle.closed_at == after(minutes=60, seconds=2)
