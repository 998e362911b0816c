"""What takes two, and what concerns the whole circle: circles.md 1.2, 8.12, 8.13, 8.14; domain.md scenario 14."""

from datetime import timedelta

import pytest

from circles.rules.acts import able
from circles.rules.clock import GO_ON, HOST_GONE, spent
from circles.rules.refusals import NotNow, NotYours, WePause
from circles.rules.settle import settle
from tests.circles.cast import ANA, BEN, CLEO, DEE, EVA, after, does, piece, time_passes
from tests.circles.troubled import speaking, with_door

# The host rests


def test_two_members_ask_the_host_to_rest_and_hosting_is_free_at_once():
    """circles.md 8.12; domain.md 1.5: nobody is indispensable, nobody irremovable."""
    table = does(speaking(), "ben", "rest-host", after(10))
    assert table.holder_of("host") == "ana"
    does(table, "dee", "rest-host", after(20))
    assert (table.holder_of("host"), table.seats["ana"].left_at) == (None, None)
    with pytest.raises(NotYours):
        does(table, "ana", "take-host", after(21))
    does(table, "ben", "take-host", after(22))
    assert table.holder_of("host") == "ben"
    assert "take-host" not in able(does(table, "ben", "put-host", after(23)), "ana", after(24))


def test_a_wish_that_one_host_rests_is_not_a_wish_about_the_next():
    table = does(speaking(), "ben", "rest-host", after(10))
    does(table, "ana", "put-host", after(11))
    does(table, "dee", "take-host", after(12))
    does(table, "ana", "rest-host", after(13))
    assert table.holder_of("host") == "dee"


def test_neither_guests_nor_the_host_ask_the_host_to_rest():
    table = speaking()
    for seat in ("cleo", "eva", "ana"):
        with pytest.raises(NotNow):
            does(table, seat, "rest-host", after(10))


# We pause together


def test_scenario_14_on_a_pause_every_voice_word_and_hand_stops_and_the_room_stays():
    """Scenario 14 (domain.md)."""
    table = does(speaking(), "ana", "pause", after(30))
    people = [seat.id for seat in table.present(after(30))]
    for seat, verb in [("cleo", "words"), ("eva", "hand"), ("eva", "begin"), ("ben", "hand"), ("ben", "step-in")]:
        with pytest.raises(WePause):
            does(table, seat, verb, after(31))
    time_passes(table, after(1800))
    assert (people, piece(table)) == (["ana", "ben", "cleo", "dee", "eva"], ("share", "cleo"))
    assert spent(table.turn, after(1800)) == timedelta(seconds=30)


def test_the_door_pauses_alone_and_only_the_host_or_two_members_go_on():
    """circles.md 8.12."""
    table = with_door(speaking(), "ben")
    does(table, "ben", "pause", after(10))
    assert table.circle.paused_at == after(10)
    does(table, "ben", "resume", after(20))
    assert table.circle.paused_at == after(10)
    with pytest.raises(NotYours):
        does(table, "eva", "resume", after(30))
    does(table, "dee", "resume", after(40))
    assert table.circle.paused_at is None


def test_the_hosts_word_works_in_a_pause_and_whoever_has_the_piece_keeps_it():
    table = does(speaking(), "ana", "pause", after(10))
    does(table, "ana", "word", after(20))
    assert (table.circle.word_id, piece(table)) == ("ana", ("share", "cleo"))
    with pytest.raises(NotYours):
        does(table, "ben", "word", after(21))
    does(table, "ana", "done", after(30))
    assert (table.circle.word_id, piece(table), table.circle.paused_at) == (None, ("share", "cleo"), after(10))
    does(table, "ana", "word", after(40))
    does(table, "ana", "resume", after(50))
    assert (table.circle.word_id, piece(table)) == (None, ("share", "cleo"))


def test_a_word_in_a_pause_ends_with_its_host():
    table = does(does(speaking(), "ana", "pause", after(10)), "ana", "word", after(20))
    time_passes(table, after(30), but=["ana"])
    assert table.circle.word_id == "ana"
    table.presence.until["ana"] = after(30)
    settle(table, after(30) + HOST_GONE)
    assert table.circle.word_id is None


def test_a_word_in_a_pause_ends_with_the_hosting():
    table = does(does(speaking(), "ana", "pause", after(10)), "ana", "word", after(20))
    does(table, "ben", "rest-host", after(21))
    does(table, "dee", "rest-host", after(22))
    assert settle(table, after(22)) == 1
    assert table.circle.word_id is None


def test_strangers_do_not_pause_beside_two_members_nor_undo_a_members_pause():
    """Six strangers are no two members: they can ask, and one of the group must agree."""
    table = speaking(host=None)
    for seat in ("cleo", "eva"):
        does(table, seat, "pause", after(10))
    assert table.circle.paused_at is None
    does(table, "ben", "pause", after(20))
    for seat in ("cleo", "eva"):
        with pytest.raises(NotYours):
            does(table, seat, "resume", after(30))
    assert table.circle.paused_at == after(20)


def test_a_pause_of_two_guests_of_whom_one_sleeps_is_not_for_ever():
    """circles.md 1.2: the room goes on; and a single stranger does not end a pause at once."""
    table = speaking([CLEO, EVA], host=None)
    for seat in ("cleo", "eva"):
        does(table, seat, "pause", after(10))
    does(table, "cleo", "resume", after(20))
    for second in (80, 150, 199):
        assert time_passes(table, after(second)).circle.paused_at == after(10)
        does(table, "cleo", "resume", after(second))
    assert time_passes(table, after(20) + GO_ON).circle.paused_at is None


def test_a_wish_to_go_on_from_somebody_who_went_away_comes_to_nothing():
    table = speaking([CLEO, EVA], host=None)
    for seat in ("cleo", "eva"):
        does(table, seat, "pause", after(10))
    does(table, "cleo", "resume", after(20))
    time_passes(table, after(100), but=["cleo"])
    assert time_passes(table, after(20) + GO_ON, but=["cleo"]).circle.paused_at == after(10)


def test_one_member_among_strangers_has_the_time_to_take_up_hosting_before_a_pause_is_undone():
    table = speaking([BEN, CLEO, EVA], host=None)
    does(table, "ben", "pause", after(100))
    does(table, "eva", "pause", after(101))
    for seat in ("cleo", "eva"):
        does(table, seat, "resume", after(110))
    assert table.circle.paused_at == after(101)
    does(table, "ben", "take-host", after(200))
    assert time_passes(table, after(110) + 2 * GO_ON).circle.paused_at == after(101)
    does(table, "ben", "resume", after(600))
    assert table.circle.paused_at is None


# The slow door


@pytest.mark.parametrize("people", [(ANA, BEN, CLEO, DEE, EVA), (CLEO, EVA)])
def test_after_a_pause_new_guests_knock(people):
    """circles.md 8.13. Where only guests are here, knocks open by themselves one after the other (test_knocks)."""
    table = speaking(people, host=None)
    for seat in ("ben", "dee") if len(people) > 2 else ("cleo", "eva"):
        does(table, seat, "pause", after(10))
    assert (table.circle.paused_at, table.circle.slow_door) == (after(10), True)


def test_servants_open_the_door_again_and_members_only_where_nobody_serves():
    table = does(does(speaking(), "ana", "pause", after(10)), "ana", "resume", after(20))
    for seat in ("ben", "eva"):
        with pytest.raises(NotYours):
            does(table, seat, "open-door", after(30))
    does(table, "ana", "put-host", after(40))
    does(table, "ben", "open-door", after(50))
    assert not table.circle.slow_door
    with pytest.raises(NotNow):
        does(table, "ben", "open-door", after(60))


# Names


def test_a_servant_veils_a_name_and_lifts_the_veil_and_never_renames():
    """circles.md 8.14."""
    table = does(speaking(), "ana", "veil", after(10), to="cleo")
    assert (table.seats["cleo"].veiled, table.person("cleo").name, piece(table)) == (True, "Cleo", ("share", "cleo"))
    with pytest.raises(NotYours):
        does(table, "ben", "veil", after(11), to="eva")
    does(table, "ana", "unveil", after(12), to="cleo")
    assert not table.seats["cleo"].veiled


def test_every_kind_of_act_is_told_to_carry_something_to_the_others_or_not():
    """Whoever is quiet can still go on, pause, agree and leave: two members never lose what takes two."""
    table = speaking(host=None)
    for seat in ("ben", "dee"):
        table.seats[seat].quiet_at = after(5)
    does(table, "ben", "pause", after(10))
    does(table, "dee", "pause", after(11))
    for seat in ("ben", "dee"):
        does(table, seat, "resume", after(20))
    assert table.circle.paused_at is None
