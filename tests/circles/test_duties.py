"""What people do for one another during one circle: taken, offered round, handed on, falling to whoever would."""

import re
from datetime import timedelta

import pytest

from circles.models import HeldDuty
from circles.models.duty import Duty
from circles.rules.duties import lying_free, would
from circles.rules.duty_roll import roll
from circles.rules.helm import at_hand, host
from circles.rules.refusals import NotNow, NotWilling, NotYours, SomeoneElseHasIt
from circles.rules.seal import Person
from circles.rules.settle import settle
from tests.circles.cast import (
    ANA,
    BEN,
    CLEO,
    CLOSING,
    DEE,
    EVA,
    HANDS,
    START,
    a_table,
    after,
    does,
    everyone_here,
    time_passes,
)
from tests.circles.visiting import an_open_circle, page, text
from tests.circles.visiting import does as acts

NOT_FOR_GUESTS = [Duty.HOST, Duty.DOOR, Duty.GREET, Duty.CAPTION]
FOR_ANYONE = [Duty.TIME, Duty.READ]
NEW = Person("New")  # a member since today is like a guest here


def holder(table, duty, seconds):
    return at_hand(table, duty, after(seconds))


# Who may


@pytest.mark.parametrize("duty", FOR_ANYONE)
def test_any_place_may_keep_the_time_or_read_at_once(duty):
    """circles.md 1.2."""
    table = does(a_table(), "cleo", f"take-{duty}", after(-100))
    assert holder(table, duty, 0) == "cleo"


@pytest.mark.parametrize("duty", NOT_FOR_GUESTS)
def test_a_current_term_comes_first_a_member_after_a_minute_and_a_guest_never(duty):
    """circles.md 1.2."""
    table = a_table([Person("Ana", duties=(duty,)), BEN, CLEO, NEW])
    for seat in ("ben", "cleo", "new"):
        with pytest.raises(NotYours):
            does(table, seat, f"take-{duty}", after(59))
    does(table, "ana", f"take-{duty}", after(59))
    does(table, "ana", f"put-{duty}", after(61))
    does(table, "ben", f"take-{duty}", after(62))
    does(table, "ben", f"put-{duty}", after(63))
    for seat in ("cleo", "new"):
        with pytest.raises(NotYours):
            does(table, seat, f"take-{duty}", after(4000))


@pytest.mark.parametrize("duty", Duty.values)
def test_who_comes_second_is_told_who_has_it(duty):
    """Invariant 8 (governance.md)."""
    table = does(a_table([BEN, DEE]), "ben", f"take-{duty}", after(61))
    with pytest.raises(SomeoneElseHasIt) as told:
        does(table, "dee", f"take-{duty}", after(61))
    assert (str(told.value.says), holder(table, duty, 61)) == ("Ben has taken this on.", "ben")


def test_whoever_was_asked_to_rest_from_hosting_does_not_host_again_tonight():
    """circles.md 8.12: nor by being handed it, or waiting for it."""
    table = does(a_table([BEN, DEE]), "ben", "willing-host", after(1))
    table.seats["ben"].rested_from_host = True
    time_passes(table, after(62))
    for verb in ("take-host", "willing-host"):
        with pytest.raises(NotNow):
            does(table, "ben", verb, after(63))
    assert holder(table, Duty.HOST, 63) is None


# Offered round, handed on, falling


def offered(*willing, duty="time"):
    """Ben has the duty; these would take it on, too."""
    table = does(a_table([ANA, BEN, CLEO, DEE, EVA]), "ben", f"take-{duty}", after(61))
    for seat in willing:
        does(table, seat, f"willing-{duty}", after(62))
    return table


def test_handed_on_in_one_tap_it_goes_to_the_next_round_the_circle_who_would():
    table = offered("ana", "dee", "eva")
    assert would(table, Duty.TIME, after(63), after="ben") == ["dee", "eva", "ana"]
    does(table, "ben", "put-time", after(63))
    assert (holder(table, "time", 63), table.seats["dee"].willing) == ("dee", [])
    does(table, "dee", "put-time", after(64))
    assert holder(table, "time", 64) == "eva"


def test_handed_to_someone_chosen_it_goes_to_them_if_they_said_they_would():
    table = offered("ana", "dee")
    with pytest.raises(NotWilling):
        does(table, "ben", "hand-time", after(63), to="eva")
    does(table, "ben", "hand-time", after(63), to="ana")
    assert holder(table, "time", 63) == "ana"


@pytest.mark.parametrize(("verb", "to"), [("hand-time", "dee"), ("put-time", "")])
def test_only_its_holder_hands_a_duty_on(verb, to):
    table = offered("dee")
    with pytest.raises(NotNow):
        does(table, "ana", verb, after(63), to=to)
    assert holder(table, "time", 63) == "ben"


def test_where_nobody_would_it_lies_free_and_the_room_is_asked():
    table = does(offered(), "ben", "put-time", after(63))
    assert (holder(table, "time", 63), lying_free(table, after(63))) == (None, [Duty.TIME])
    does(table, "eva", "take-time", after(64))
    assert lying_free(table, after(64)) == []


def test_leaving_hands_every_duty_on():
    table = offered("dee")
    does(table, "ben", "take-read", after(62))
    does(table, "ben", "leave", after(63))
    assert [holder(table, duty, 63) for duty in FOR_ANYONE] == ["dee", None]


def test_a_host_gone_for_half_a_minute_is_followed_by_whoever_would_and_nobody_need_do_anything():
    """Scenario 3 (domain.md)."""
    table = offered("dee", duty="host")
    table.presence = everyone_here(table, after(300))
    table.presence.until["ben"] = after(100)
    for seconds, expected in ((129, "ben"), (130, "dee"), (290, "dee")):
        settle(table, after(seconds))
        assert holder(table, "host", seconds) == expected


def test_a_host_who_is_back_in_time_stays_host():
    table = offered("dee", duty="host")
    time_passes(table, after(100), but=["ben"])
    time_passes(table, after(125))
    time_passes(table, after(200))
    assert holder(table, "host", 200) == "ben"


def test_what_nobody_took_falls_to_whoever_would_a_minute_after_the_start():
    table = does(a_table([ANA, BEN, DEE]), "dee", "willing-door", after(-30))
    assert time_passes(table, after(59)).holder_of("door") is None
    assert time_passes(table, after(60)).holder_of("door") == "dee"


def test_an_evening_promised_beforehand_comes_first_and_gives_a_guest_nothing():
    """circles.md 1.2: a pledge counts as first willing, after the term's holder and a minute."""
    pledged = Person("Dee", belongs=True, pledged=("door", "greet"))
    guest = Person("Cleo", pledged=("door",))
    table = a_table([BEN, guest, pledged])
    for seat in ("ben", "cleo", "dee"):
        table.seats[seat].willing = ["door"]
    time_passes(table, after(60))
    assert (table.holder_of("door"), table.holder_of("greet")) == ("dee", None)


@pytest.mark.parametrize("duty", NOT_FOR_GUESTS)
def test_a_guest_cannot_wait_for_what_a_guest_cannot_have(duty):
    table = does(a_table([BEN, CLEO]), "ben", f"take-{duty}", after(61))
    with pytest.raises(NotYours):
        does(table, "cleo", f"willing-{duty}", after(62))


def test_being_willing_is_said_once_taken_back_at_will_and_binds_nobody():
    table = offered("dee")
    with pytest.raises(NotNow):
        does(table, "dee", "willing-time", after(63))
    does(table, "dee", "unwilling-time", after(64))
    with pytest.raises(NotNow):
        does(table, "dee", "unwilling-time", after(65))
    does(table, "ben", "put-time", after(66))
    assert holder(table, "time", 66) is None


def test_what_is_free_is_taken_and_not_waited_for():
    with pytest.raises(NotNow):
        does(a_table(), "cleo", "willing-time", after(1))


def test_a_lost_key_leaves_duties_where_they_are():
    """circles.md 1.6: a lost key loses words, never the order."""
    table = offered("dee", duty="host")
    table.people.clear()
    assert holder(time_passes(table, after(70)), "host", 70) == "ben"
    table.presence = everyone_here(table, after(300))
    table.presence.until["ben"] = after(100)
    settle(table, after(130))
    assert holder(table, "host", 130) == "dee"


# The reader is also the poster


def test_reader_and_host_open_and_close_notes_and_hands_by_hand():
    table = a_table([ANA, BEN, CLEO], segment=1)
    for verb in ("notes", "hands"):
        with pytest.raises(NotYours):
            does(table, "cleo", verb, after(1))
    does(table, "ben", "take-read", after(2))
    does(table, "ben", "notes", after(3))
    does(table, "ben", "hands", after(4))
    assert (table.circle.notes_open, table.circle.hands_open) == (False, False)
    does(table, "ana", "take-host", after(5))
    does(table, "ana", "notes", after(6))
    does(table, "ana", "hands", after(7))
    assert (table.circle.notes_open, table.circle.hands_open) == (True, True)


def test_guest_who_reads_closes_the_line_to_nobody():
    """circles.md 1.2: anyone may read, and nobody has power over anybody by it."""
    table = does(a_table([BEN, CLEO], segment=1), "cleo", "take-read", after(1))
    for verb in ("notes", "hands"):
        with pytest.raises(NotYours):
            does(table, "cleo", verb, after(2))
    assert (table.circle.notes_open, table.circle.hands_open) == (True, True)


def test_nothing_is_opened_or_closed_before_the_circle_is():
    table = does(a_table(), "ben", "take-read", START)
    with pytest.raises(NotNow):
        does(table, "ben", "notes", after(1))


# On the page


@pytest.mark.django_db
def test_everyone_sees_which_duties_there_are_who_has_each_and_what_is_free():
    maple, willow, circle = an_open_circle(HANDS)
    acts(maple, circle, "take-time")
    roll = "timekeeper: Maple Free tonight: host door reader greeter captioner"
    assert [roll in text(each.get(page(circle))) for each in (maple, willow)] == [True, True]


@pytest.mark.django_db
def test_who_has_a_duty_is_told_so_and_can_hand_it_on_in_one_tap():
    maple, willow, circle = an_open_circle(HANDS)
    acts(maple, circle, "take-time")
    acts(willow, circle, "willing-time")
    says = "You keep the time."
    assert [shown_on(each, circle, says) for each in (maple, willow)] == [True, False]
    acts(maple, circle, "put-time")
    assert [shown_on(each, circle, says) for each in (maple, willow)] == [False, True]
    acts(willow, circle, "put-time")
    assert "Would someone keep the time?" in text(maple.get(page(circle)))


@pytest.mark.django_db
@pytest.mark.parametrize("duty", NOT_FOR_GUESTS)
def test_two_guests_find_no_door_to_what_is_for_members(duty):
    """circles.md 1.2: in open hold nobody has door or safety powers."""
    maple, _willow, circle = an_open_circle(HANDS)
    for verb in ("take", "willing", "put", "unwilling", "hand"):
        assert acts(maple, circle, f"{verb}-{duty}", to="2").status_code == 409
    assert HeldDuty.objects.filter(circle=circle).exclude(seat=None).count() == 0


def shown_on(client, circle, words):
    answer = client.get(page(circle))
    return any(words in each for each in re.findall(r'data-told="has-\w+">(.*?)</div>', answer.content.decode(), re.S))


# Terms that end while people sit together


def test_powers_end_with_the_term_to_the_second_whether_or_not_anything_ran():
    """Invariant 6 (governance.md): at the midnight that ends a host's term, nobody having done anything, the host is none."""
    midnight = after(minutes=30)
    ana = Person("Ana", duties=("host",), until=(("host", midnight.timestamp()),))
    table = a_table((ana, BEN, CLEO), script=[HANDS, CLOSING], segment=0)
    does(table, "ana", "take-host", after(1))
    before = time_passes(table, midnight - timedelta(seconds=1))
    assert host(before, midnight - timedelta(seconds=1)) == "ana"
    time_passes(table, midnight)
    assert [host(table, midnight), table.person("ana").serves] == [None, False]
    with pytest.raises(NotYours):
        does(table, "ana", "take-host", midnight)
    does(table, "ben", "take-host", midnight)


def test_whoever_belongs_goes_on_hosting_past_the_end_of_a_term():
    midnight = after(minutes=30)
    ana = Person("Ana", belongs=True, duties=("host",), until=(("host", midnight.timestamp()),))
    table = does(a_table((ana, BEN), script=[HANDS, CLOSING], segment=0), "ana", "take-host", after(1))
    assert host(time_passes(table, midnight), midnight) == "ana"


@pytest.mark.django_db
def test_a_group_that_calls_a_duty_otherwise_reads_its_own_word_alone():
    maple, _willow, circle = an_open_circle(HANDS)
    circle.meeting.profile = "friends"
    circle.meeting.save()
    words = text(maple.get(page(circle)))
    assert ["We hold it together." in words, "Nobody is hosting" in words] == [True, False]
    titles = {line.duty: (line.title, str(line.yours)) for line in roll(a_table(profile="friends"), START)}
    assert titles["door"] == ("doorkeeper", "Yours tonight: doorkeeper.")
    assert titles["read"] == ("reader", "You are the reader.")
