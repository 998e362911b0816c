"""Graded safety towards one person: circles.md 3, 8.12, 8.14, 8.16; domain.md 1.6."""

from datetime import timedelta

import pytest

from circles.rules.acts import ACTS, able
from circles.rules.clock import DOORSTEP
from circles.rules.deeds import AimedRule
from circles.rules.refusals import AtTheDoor, JustBack, NobodyThere, NotNow, NotYours, QuietForNow, ServesNow
from circles.rules.seal import Person
from tests.circles.cast import ANA, BEN, CLEO, EVA, ROUND, a_table, after, does, piece, time_passes
from tests.circles.troubled import cares, speaking, with_door

MINUTES = timedelta(minutes=1)

# Quiet for now


def test_one_servant_quiets_a_speaker_whose_piece_goes_on():
    """circles.md 8.12, 8.14."""
    table = does(speaking(), "ana", "quiet", after(10), to="cleo")
    assert (table.seats["cleo"].quiet_at, piece(table)) == (after(10), ("offered", "eva"))
    assert cares(table) == [("quiet", "ana", "cleo")]


@pytest.mark.parametrize("verb", ["hand", "words", "begin", "ready"])
def test_quiet_covers_voice_words_and_hands(verb):
    table = does(speaking(), "ana", "quiet", after(10), to="cleo")
    assert verb not in able(table, "cleo", after(11))
    with pytest.raises(QuietForNow):
        does(table, "cleo", verb, after(11))


def test_a_raised_hand_waits_through_the_quiet_and_others_pass_by():
    table = does(speaking(), "ben", "hand", after(1))
    does(table, "ana", "quiet", after(2), to="eva")
    does(table, "cleo", "done", after(3))
    assert piece(table) == ("offered", "ben")
    does(table, "ana", "unquiet", after(4), to="eva")
    does(table, "ben", "listen", after(5))
    assert piece(table) == ("offered", "eva")


def test_a_round_passes_a_quiet_place_by():
    table = a_table([ANA, BEN, CLEO], script=[ROUND], segment=0)
    does(table, "ana", "take-host", after(0))
    does(table, "ana", "quiet", after(1), to="ben")
    does(table, "ana", "listen", after(2))
    assert piece(table) == ("offered", "cleo")


def test_two_members_quiet_where_nobody_serves_and_one_alone_does_not():
    table = does(speaking(host=None), "ben", "quiet", after(10), to="cleo")
    assert (table.seats["cleo"].quiet_at, piece(table)) == (None, ("share", "cleo"))
    does(table, "dee", "quiet", after(20), to="cleo")
    assert (table.seats["cleo"].quiet_at, cares(table)) == (
        after(20), [("quiet", "ben", "cleo"), ("quiet", "dee", "cleo")],
    )  # fmt: skip


def test_wishes_about_two_people_are_not_one_wish():
    table = does(speaking(host=None), "ben", "quiet", after(10), to="cleo")
    does(table, "dee", "quiet", after(11), to="eva")
    assert [table.seats[seat].quiet_at for seat in ("cleo", "eva")] == [None, None]


def test_one_servant_does_not_quiet_another():
    table = with_door(speaking(), "ben")
    does(table, "ana", "quiet", after(10), to="ben")
    does(table, "ben", "quiet", after(10), to="ana")
    assert [table.seats[seat].quiet_at for seat in ("ana", "ben")] == [None, None]


def test_two_members_lift_a_quiet_when_its_servant_is_gone():
    table = does(speaking(), "ana", "quiet", after(10), to="cleo")
    does(table, "ana", "leave", after(20))
    does(table, "ben", "unquiet", after(30), to="cleo")
    does(table, "dee", "unquiet", after(31), to="cleo")
    assert table.seats["cleo"].quiet_at is None


def test_a_quiet_helper_helps_no_longer():
    table = does(speaking(host=None), "ben", "step-in", after(5))
    does(table, "dee", "step-in", after(6))
    does(table, "ana", "take-host", after(7))
    does(table, "ana", "quiet", after(8), to="ben")
    assert (table.circle.helping_id, piece(table)) == (None, ("share", "cleo"))


# Please wait at the door


def test_one_servant_asks_somebody_to_wait_at_the_door_and_the_circle_goes_on_without_them():
    """circles.md 8.12: at most five minutes, and back by itself."""
    table = does(speaking(), "ana", "to-door", after(10), to="cleo")
    assert (piece(table), table.here("cleo", after(11))) == (("offered", "eva"), False)
    with pytest.raises(AtTheDoor):
        does(table, "cleo", "hand", after(11))
    assert able(table, "cleo", after(11)) == ["leave"]
    time_passes(table, after(9) + DOORSTEP)
    assert table.seats["cleo"].doorstep_until == after(10) + DOORSTEP
    time_passes(table, after(10) + DOORSTEP)
    assert (table.seats["cleo"].doorstep_until, table.here("cleo", after(10) + DOORSTEP)) == (None, True)


def test_a_servant_lets_them_in_sooner():
    table = does(speaking(), "ana", "to-door", after(10), to="cleo")
    does(table, "ana", "from-door", after(60), to="cleo")
    assert table.here("cleo", after(60))
    assert cares(table) == [("to-door", "ana", "cleo"), ("from-door", "ana", "cleo")]


def test_nobody_is_kept_at_the_door_by_being_asked_again_and_again():
    """A servant alone removes nobody, however often they press."""
    table = does(speaking(), "ana", "to-door", after(10), to="cleo")
    back = after(10) + DOORSTEP
    with pytest.raises(JustBack):
        does(table, "ana", "to-door", back + 4 * MINUTES, to="cleo")
    does(table, "ana", "to-door", back + DOORSTEP, to="cleo")
    assert table.seats["cleo"].doorstep_until == back + 2 * DOORSTEP


def test_a_raised_hand_keeps_its_place_in_line_at_the_door():
    table = does(speaking(), "ben", "hand", after(1))
    does(table, "ana", "to-door", after(2), to="eva")
    does(table, "ana", "from-door", after(3), to="eva")
    does(table, "cleo", "done", after(4))
    assert piece(table) == ("offered", "eva")


def test_whoever_serves_is_not_set_at_the_door_and_a_member_alone_sets_nobody_there():
    table = with_door(speaking(), "ben")
    with pytest.raises(ServesNow):
        does(table, "ben", "to-door", after(10), to="ana")
    with pytest.raises(NotYours):
        does(table, "dee", "to-door", after(10), to="cleo")


def test_the_wait_at_the_door_ends_during_a_pause_too():
    table = does(speaking(), "ana", "to-door", after(10), to="eva")
    does(table, "ana", "pause", after(20))
    time_passes(table, after(10) + DOORSTEP)
    assert table.here("eva", after(10) + DOORSTEP)


def test_a_place_that_seems_a_childs_is_shown_young_peoples_help():
    """circles.md 8.16, first half."""
    table = does(speaking(), "ana", "to-door-young", after(10), to="cleo")
    assert (table.seats["cleo"].doorstep_young, table.here("cleo", after(10))) == (True, False)
    does(table, "ana", "from-door", after(20), to="cleo")
    assert not table.seats["cleo"].doorstep_young


# Ask to leave


def test_a_servant_alone_removes_nobody():
    """circles.md 8.12: two pairs of eyes."""
    table = speaking()
    for second in range(10, 900, 30):
        does(table, "ana", "ask-to-leave", after(second), to="cleo")
    assert (table.seats["cleo"].left_at, table.seats["cleo"].asked_to_leave_at) == (None, None)


def test_with_a_second_of_the_group_within_five_minutes_the_place_ends():
    table = does(speaking(), "ana", "ask-to-leave", after(10), to="cleo")
    does(table, "ben", "ask-to-leave", after(10) + DOORSTEP - timedelta(seconds=1), to="cleo")
    row = table.seats["cleo"]
    assert row.asked_to_leave_at == row.left_at == after(309)
    assert (piece(table), table.circle.slow_door) == (("offered", "eva"), True)
    assert cares(table) == [("ask-to-leave", "ana", "cleo"), ("ask-to-leave", "ben", "cleo")]


def test_a_second_after_five_minutes_is_a_first():
    table = does(speaking(), "ana", "ask-to-leave", after(10), to="cleo")
    does(table, "ben", "ask-to-leave", after(10) + DOORSTEP, to="cleo")
    assert table.seats["cleo"].left_at is None


def test_the_wish_outlasts_the_part_of_the_script_and_a_pause():
    table = does(speaking(), "ana", "ask-to-leave", after(10), to="eva")
    does(table, "cleo", "done", after(11))
    does(table, "ana", "pause", after(12))
    does(table, "ana", "resume", after(13))
    does(table, "ana", "forward", after(14))
    does(table, "ben", "ask-to-leave", after(15), to="eva")
    assert table.seats["eva"].asked_to_leave_at == after(15)


def test_somebody_at_the_door_can_be_asked_to_leave_and_does_not_come_back():
    table = does(speaking(), "ana", "to-door", after(10), to="cleo")
    does(table, "ana", "ask-to-leave", after(11), to="cleo")
    does(table, "ben", "ask-to-leave", after(12), to="cleo")
    time_passes(table, after(11) + DOORSTEP)
    assert not table.here("cleo", after(11) + DOORSTEP)


@pytest.mark.parametrize("host", ["ana", None])
@pytest.mark.parametrize("verb", sorted(verb for verb, rule in ACTS.items() if isinstance(rule, AimedRule)))
def test_a_guest_does_nothing_to_anybody(verb, host):
    """circles.md 1.2: host, door and whoever belonged before today; never a guest, members present or not."""
    table = speaking(host=host)
    assert verb not in able(table, "eva", after(10))
    for to in table.seats:
        with pytest.raises(NotNow):
            does(table, "eva", verb, after(10), to=to)
    for guests in ([CLEO, EVA], [CLEO, EVA, Person("Fay"), Person("Gil")]):
        alone = speaking(guests, host=None)
        for seat in alone.seats:
            with pytest.raises(NotNow):
                does(alone, seat, verb, after(10), to="cleo")


@pytest.mark.parametrize("verb", ["quiet", "to-door", "to-door-young", "veil", "ask-to-leave"])
@pytest.mark.parametrize("to", ["ana", "nobody"])
def test_nothing_is_aimed_at_oneself_or_at_nobody(verb, to):
    table = speaking()
    with pytest.raises(NobodyThere):
        does(table, "ana", verb, after(10), to=to)
