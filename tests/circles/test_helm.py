"""Nobody is indispensable: domain.md scenarios 3 and 4, governance invariants 7, 8 and 9, circles.md 1.2."""

import pytest

from circles.models.duty import Duty
from circles.rules.helm import fresh_wishes, host
from circles.rules.refusals import NotNow, NotYours, SomeoneElseHasIt, TooEarly
from rotation.models import Term
from tests.circles.cast import (
    ANA,
    BEN,
    CLEO,
    CLOSING,
    DEE,
    EVA,
    HANDS,
    START,
    WELCOME,
    a_circle,
    a_table,
    after,
    does,
    performs,
    piece,
    seated,
    time_passes,
)  # fmt: skip


def test_a_current_terms_holder_hosts_first():
    table = a_table()
    with pytest.raises(NotYours):
        does(table, "ben", "take-host", after(59))
    does(table, "ana", "take-host", after(-60))
    assert host(table, after(1)) == "ana"


def test_after_a_minute_hosting_falls_to_any_member_of_the_group_and_never_to_a_guest():
    """Invariant 7: a function nobody holds stops nothing."""
    table = a_table([BEN, CLEO])
    with pytest.raises(NotYours):
        does(table, "cleo", "take-host", after(60))
    does(table, "ben", "take-host", after(60))
    assert host(table, after(60)) == "ben"


def test_who_presses_second_is_told_that_someone_has_it():
    """Invariant 8: one holder at a time; of two who press at once, one gets it."""
    table = a_table([ANA, BEN, DEE])
    does(table, "ben", "take-host", after(61))
    with pytest.raises(SomeoneElseHasIt):
        does(table, "dee", "take-host", after(61))
    assert host(table, after(61)) == "ben"


def test_a_host_gone_for_half_a_minute_is_followed_by_the_next_willing_member():
    """Scenario 3."""
    table = does(a_table([ANA, BEN, CLEO], segment=0), "ana", "take-host", after(1))
    away = time_passes(table, after(100), but=["ana"]).presence
    for seat in ("ben", "cleo"):
        away.until[seat] = after(300)
    with pytest.raises(SomeoneElseHasIt):
        does(table, "ben", "take-host", after(129))
    does(table, "ben", "take-host", after(130))
    assert host(table, after(131)) == "ben"


def test_putting_hosting_down_frees_it_at_once():
    table = does(a_table([ANA, BEN]), "ana", "take-host", after(1))
    does(table, "ana", "put-host", after(2))
    does(table, "ben", "take-host", after(3))
    assert host(table, after(3)) == "ben"


def test_leaving_puts_every_duty_down():
    table = does(a_table([ANA, BEN]), "ana", "take-host", after(1))
    does(table, "ana", "take-time", after(1))
    does(table, "ana", "leave", after(2))
    assert [table.holder_of(duty) for duty in (Duty.HOST, Duty.TIME)] == [None, None]


# Opening


@pytest.mark.parametrize(
    ("people", "seat", "second"), [([ANA, BEN], "ana", 0), ([ANA, BEN], "ben", 60), ([CLEO, EVA], "eva", 60)]
)
def test_members_inside_can_open_when_no_host_came(people, seat, second):
    """Scenario 4: the term's holder at the start, members a minute later, anyone where neither is here (open hold)."""
    table = a_table(people)
    with pytest.raises(TooEarly):
        does(table, seat, "open", after(second - 1))
    does(table, seat, "open", after(second))
    assert table.circle.opened_at == after(second)


def test_a_guest_leaves_the_opening_to_a_member_who_is_here():
    table = a_table([BEN, CLEO])
    with pytest.raises(TooEarly):
        does(table, "cleo", "open", after(120))
    does(time_passes(table, after(130), but=["ben"]), "cleo", "open", after(130))
    assert table.circle.opened_at == after(130)


def test_five_minutes_on_a_guest_opens_although_a_member_is_here():
    """A phone left on a table counts as present; it must not keep a circle shut."""
    table = a_table([BEN, CLEO])
    with pytest.raises(TooEarly):
        does(time_passes(table, after(299)), "cleo", "open", after(299))
    does(time_passes(table, after(300)), "cleo", "open", after(300))
    assert table.circle.opened_at == after(300)


def test_nobody_opens_twice():
    table = does(a_table(), "ana", "open", after(0))
    with pytest.raises(NotNow):
        does(table, "ana", "open", after(1))


# Two together


def test_with_no_host_two_who_are_here_step_on_together():
    table = a_table([BEN, CLEO, EVA], script=[WELCOME, HANDS, CLOSING], segment=0)
    does(table, "cleo", "forward", after(1))
    assert (table.circle.segment, fresh_wishes(table, "forward", after(2))) == (0, ["cleo"])
    does(table, "eva", "forward", after(2))
    assert (table.circle.segment, fresh_wishes(table, "forward", after(3))) == (1, [])


def test_one_who_is_alone_steps_on_alone():
    table = does(a_table([CLEO], segment=0), "cleo", "forward", after(1))
    assert table.circle.segment == 1


def test_one_persons_wish_asked_twice_is_one_wish():
    table = a_table([BEN, CLEO, EVA], segment=0)
    for second in (1, 2, 3):
        does(table, "cleo", "forward", after(second))
    assert table.circle.segment == 0


def test_a_wish_nobody_spoke_to_comes_true_after_a_minute_where_there_is_no_host():
    table = does(a_table([BEN, CLEO, EVA], segment=0), "cleo", "forward", after(1))
    assert time_passes(table, after(60)).circle.segment == 0
    assert time_passes(table, after(61)).circle.segment == 1


def test_a_wish_whose_person_went_away_is_forgotten():
    table = does(a_table([BEN, CLEO, EVA], segment=0), "cleo", "forward", after(1))
    assert time_passes(table, after(61), but=["cleo"]).circle.segment == 0
    assert table.wishes == {}


def test_with_a_host_the_step_is_the_hosts():
    table = does(a_table(segment=0), "ana", "take-host", after(1))
    for seat in ("ben", "cleo"):
        with pytest.raises(NotYours):
            does(table, seat, "forward", after(2))
    does(table, "ana", "forward", after(3))
    assert table.circle.segment == 1


def test_who_acts_counts_as_here_although_their_line_is_between_two_sockets():
    table = time_passes(a_table([BEN, CLEO], segment=0), after(5), but=["ben", "cleo"])
    does(table, "ben", "forward", after(6))
    assert table.circle.segment == 1


# What a pick-up is not


@pytest.mark.django_db
def test_a_pick_up_ends_with_its_circle_and_is_no_term():
    """Invariant 9: it grants nothing beyond the evening and leaves nothing in the roles."""
    circle = a_circle()
    ben = seated(circle, "Ben", belongs=True)
    performs(ben, "take-host", after(61))
    performs(ben, "open", after(62))
    for second in (63, 64):
        performs(ben, "forward", after(second))
    assert performs(ben, "close", after(65)).closed
    assert (circle.held.count(), Term.objects.count()) == (0, 0)
    other = a_circle(circle.meeting, START.replace(day=25))
    again = seated(other, "Ben", belongs=True)
    with pytest.raises(NotYours):
        performs(again, "take-host", other.starts_at)


def test_the_piece_goes_round_without_any_host_at_all():
    table = a_table([CLEO, EVA], script=[HANDS], segment=0)
    does(table, "cleo", "hand", after(1))
    does(table, "cleo", "begin", after(2))
    does(table, "eva", "hand", after(3))
    does(table, "cleo", "done", after(100))
    assert piece(table) == ("offered", "eva")
