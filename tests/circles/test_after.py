"""The after-meeting's rules, in memory: answering is allowed, nothing keeps the time, and it takes two to keep it safe."""

from datetime import timedelta

import pytest

from circles.models import After, AfterPlace
from circles.rules.after import (
    ACTS,
    AT_MOST,
    GONE,
    LINE_AT_MOST,
    ForTwoMembers,
    Given,
    QuietForNow,
    RestingTogether,
    Talk,
    able,
    next_due,
    settle,
)
from circles.rules.refusals import NameTaken, NobodyThere, NothingToShare, NotNow, TooLong
from circles.rules.seal import Person
from rooms.presence import LIVE_LEASE, Presence
from tests.circles.cast import BEN, CLEO, DEE, EVA, START, after

MINUTES = timedelta(minutes=1)


def a_talk(*people: Person) -> Talk:
    """Everyone came in at the start and is here for three hours; a place's id is the name in small letters."""
    talk = Talk(After(opened_at=START))
    for number, person in enumerate(people, start=1):
        place = person.name.lower()
        talk.places[place] = AfterPlace(id=place, after=talk.after, mark=place, number=number, sealed=b"-")
        talk.people[place] = person
    return here_until(talk, START + 3 * AT_MOST)


def here_until(talk: Talk, end, **ends) -> Talk:
    until = dict.fromkeys(talk.places, end) | ends
    talk.presence = Presence(until=until, live=frozenset(until))
    return talk


def does(talk: Talk, who: str, verb: str, now, *, to: str | None = None, words: str = "") -> Talk:
    settle(talk, now)
    number = talk.places[to].number if to else None
    ACTS[verb].do(talk, who, now, Given(words=words, to=number))
    return talk


def may(talk: Talk, who: str, now=START) -> set[str]:
    return set(able(talk, who, now))


def test_anyone_answers_anyone_at_any_time():
    """Scenario 17 (domain.md): no piece, no line, no clock; crosstalk is what the room is for."""
    talk = a_talk(BEN, CLEO)
    for who, words in [("ben", "How was the week?"), ("cleo", "Long."), ("cleo", "Yours?"), ("ben", "  Short. ")]:
        does(talk, who, "say", after(5), words=words)
    assert talk.said == [("ben", "How was the week?"), ("cleo", "Long."), ("cleo", "Yours?"), ("ben", "Short.")]
    assert set(ACTS) == {"say", "pause", "resume", "quiet", "unquiet", "ask-to-leave", "name", "leave"}


def test_what_says_nothing_or_too_much_is_refused():
    talk = a_talk(BEN, CLEO)
    for words, refusal in [("", NothingToShare), (" \n", NothingToShare), ("x" * (LINE_AT_MOST + 1), TooLong)]:
        with pytest.raises(refusal):
            does(talk, "ben", "say", after(5), words=words)
    does(talk, "ben", "say", after(5), words="x" * LINE_AT_MOST)
    assert len(talk.said) == 1


def test_two_pause_together_and_everything_stops():
    talk = a_talk(BEN, CLEO, EVA)
    assert does(talk, "cleo", "pause", after(5)).after.paused_at is None
    assert does(talk, "cleo", "pause", after(6)).after.paused_at is None  # twice the same person is still one
    assert does(talk, "eva", "pause", after(7)).after.paused_at == after(7)
    with pytest.raises(RestingTogether):
        does(talk, "ben", "say", after(8), words="But")
    assert may(talk, "ben", after(8)) == {"resume", "quiet", "ask-to-leave"}
    assert does(talk, "ben", "resume", after(9)).after.paused_at == after(7)
    assert does(talk, "eva", "resume", after(10)).after.paused_at is None


def test_wish_that_waited_a_minute_for_its_second_is_gone():
    talk = does(a_talk(BEN, CLEO, EVA), "cleo", "pause", after(5))
    assert does(talk, "eva", "pause", after(66)).after.paused_at is None
    assert does(talk, "cleo", "pause", after(67)).after.paused_at == after(67)


def test_pause_ends_though_only_one_is_left_to_end_it():
    talk = a_talk(BEN, CLEO)
    for who in ("ben", "cleo"):
        does(talk, who, "pause", after(5))
    does(talk, "ben", "leave", after(6))
    assert does(talk, "cleo", "resume", after(7)).after.paused_at is None


def test_two_who_are_here_let_one_be_quiet_and_read_them_again():
    talk = a_talk(BEN, CLEO, EVA)
    does(talk, "cleo", "quiet", after(5), to="ben")
    does(talk, "cleo", "quiet", after(6), to="eva")  # about another: nothing to add up
    assert [place.quiet_at for place in talk.places.values()] == [None] * 3
    does(talk, "eva", "quiet", after(7), to="ben")
    assert talk.places["ben"].quiet_at == after(7)
    with pytest.raises(QuietForNow):
        does(talk, "ben", "say", after(8), words="No")
    assert "unquiet" not in may(talk, "ben", after(8))
    does(talk, "cleo", "unquiet", after(9), to="ben")
    does(talk, "eva", "unquiet", after(9), to="ben")
    assert (talk.places["ben"].quiet_at, "say" in may(talk, "ben", after(10))) == (None, True)


def test_nobody_is_quieted_by_one_alone_or_by_themselves():
    """Two people: what one can do about the other is to leave."""
    talk = a_talk(BEN, CLEO)
    assert may(talk, "cleo") == {"say", "pause"}
    with pytest.raises(NotNow):
        does(talk, "cleo", "quiet", after(5), to="ben")
    talk = a_talk(BEN, CLEO, EVA)
    for who in ("ben", "eva"):
        with pytest.raises(NotNow):
            does(talk, who, "quiet", after(5), to=who)
    does(talk, "cleo", "quiet", after(5), to="ben")
    does(talk, "ben", "quiet", after(6), to="eva")
    assert [place.quiet_at for place in talk.places.values()] == [None] * 3


def test_two_members_ask_somebody_to_leave_and_guests_cannot():
    talk = a_talk(BEN, CLEO, DEE, EVA)
    for guest in ("cleo", "eva"):
        assert "ask-to-leave" not in may(talk, guest)
        with pytest.raises(ForTwoMembers):
            does(talk, guest, "ask-to-leave", after(5), to="ben")
    does(talk, "ben", "ask-to-leave", after(6), to="eva")
    assert talk.places["eva"].asked_to_leave_at is None
    does(talk, "dee", "ask-to-leave", after(7), to="eva")
    assert (talk.places["eva"].asked_to_leave_at, talk.unsaid) == (after(7), {"eva"})
    with pytest.raises(NobodyThere):
        does(talk, "ben", "quiet", after(8), to="eva")


def test_one_member_and_the_one_it_is_about_are_not_two():
    talk = a_talk(BEN, CLEO, DEE)
    does(talk, "ben", "ask-to-leave", after(5), to="dee")
    does(talk, "dee", "ask-to-leave", after(5), to="cleo")
    assert [place.asked_to_leave_at for place in talk.places.values()] == [None] * 3


def test_name_is_asked_again_only_where_it_was_lost():
    talk = a_talk(BEN, CLEO)
    assert "name" not in may(talk, "ben")
    talk.people["ben"] = Person()
    assert "name" in may(talk, "ben")
    with pytest.raises(NameTaken):
        ACTS["name"].do(talk, "ben", START, Given(person=Person("CLEO")))
    with pytest.raises(NothingToShare):
        ACTS["name"].do(talk, "ben", START, Given(person=Person("")))
    ACTS["name"].do(talk, "ben", START, Given(person=Person("Reed")))
    assert talk.people["ben"].name == "Reed"


# The end


def test_it_ends_when_the_last_has_left():
    talk = a_talk(BEN, CLEO)
    does(talk, "ben", "leave", after(minutes=20))
    assert settle(talk, after(minutes=21)) is False
    does(talk, "cleo", "leave", after(minutes=22))
    assert (settle(talk, after(minutes=22)), talk.after.closed_at) == (True, after(minutes=22))


def test_first_to_look_in_and_leave_does_not_shut_the_door_on_the_others():
    talk = a_talk(BEN)
    does(talk, "ben", "leave", after(3))
    assert (settle(talk, after(minutes=9)), next_due(talk, after(minutes=9))) == (False, START + GONE)
    assert (settle(talk, after(minutes=10)), talk.after.closed_at) == (True, START + GONE)


def test_it_ends_when_nobody_came():
    talk = a_talk()
    assert [settle(talk, START + GONE - MINUTES), settle(talk, START + GONE), talk.after.closed_at] == [
        False, True, START + GONE
    ]  # fmt: skip


def test_who_was_away_ten_minutes_has_left_and_their_words_with_them():
    talk = here_until(a_talk(BEN, CLEO), START + AT_MOST, ben=after(minutes=5))
    assert settle(talk, after(minutes=15) - timedelta(seconds=1)) is False
    assert settle(talk, after(minutes=15)) is True
    assert (talk.places["ben"].left_at, talk.unsaid, talk.after.closed_at) == (after(minutes=15), {"ben"}, None)
    here_until(talk, START + AT_MOST, ben=after(minutes=5), cleo=after(minutes=16))
    settle(talk, after(minutes=40))
    assert (talk.places["cleo"].left_at, talk.after.closed_at) == (after(minutes=26), after(minutes=26))


def test_a_line_that_comes_back_in_time_changes_nothing():
    talk = here_until(a_talk(BEN, CLEO), START + AT_MOST, ben=after(minutes=5))
    here_until(talk, START + AT_MOST, ben=after(minutes=14) + LIVE_LEASE)
    assert settle(talk, after(minutes=16)) is False


def test_it_ends_after_two_hours_whoever_is_here():
    talk = a_talk(BEN, CLEO)
    assert [settle(talk, START + AT_MOST - MINUTES), settle(talk, START + AT_MOST), talk.after.closed_at] == [
        False, True, START + AT_MOST
    ]  # fmt: skip


def test_nobody_is_away_from_before_they_came():
    """Whoever acts may have read the leases just before somebody else came in: an old look throws nobody out."""
    talk = a_talk(BEN, CLEO)
    talk.places["cleo"].came_at = after(minutes=30)
    talk.presence = Presence(until={"ben": START + AT_MOST}, live=frozenset({"ben"}))  # of Cleo nothing was known yet
    assert settle(talk, after(minutes=30, seconds=1)) is False
    assert settle(talk, after(minutes=40)) is True
    assert talk.places["cleo"].left_at == after(minutes=40)
