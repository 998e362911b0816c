"""Who ends an evening: the host, or those present with somebody of the group among them, or anyone once it is time to go home."""

from datetime import UTC, datetime, timedelta

import pytest

from circles.models import Circle
from circles.rules.acts import able
from circles.rules.clock import AGREE
from circles.rules.refusals import AloneHere, GuestsAlone, NotYours
from circles.rules.settle import settle
from tests.circles.cast import (
    ANA,
    BEN,
    CLEO,
    CLOSING,
    DEE,
    EVA,
    HOUR,
    OUT_OF_SILENCE,
    SHARING,
    START,
    a_table,
    after,
    does,
    everyone_here,
    time_passes,
)
from tests.circles.visiting import (
    a_guest,
    a_meeting_on_now,
    a_member_inside,
    does_by_script,
    one_who_belongs,
    page,
    shown,
    text,
)
from tests.circles.visiting import does as presses
from tests.groups.cast import a_member

STAYS = "Nobody of the group is here just now, so the circle stays open until its planned end for whoever comes."


def at_the_end(*people, **how):
    """In the last part of the script, a while before the planned end."""
    return a_table(people, script=[SHARING, CLOSING], segment=1, **how)


def test_two_guests_alone_hold_a_circle_and_do_not_end_it_before_its_time():
    table = at_the_end(CLEO, EVA)
    for seat in ("cleo", "eva"):
        with pytest.raises(GuestsAlone):
            does(table, seat, "close", after(60))
    assert ["close" in able(table, "cleo", after(60)), "back" in able(table, "cleo", after(60))] == [False, True]
    time_passes(table, START + HOUR)
    for seat in ("cleo", "eva"):
        does(table, seat, "close", START + HOUR)
    assert table.circle.closed_at == START + HOUR


def test_circle_two_guests_have_left_stays_open_for_whoever_comes():
    table = at_the_end(CLEO, EVA)
    for seat in ("cleo", "eva"):
        does(table, seat, "leave", after(60))
    table.presence = everyone_here(table, after(60), but=["cleo", "eva"])
    settle(table, after(minutes=59))
    assert table.circle.closed_at is None
    settle(table, START + HOUR)
    assert table.circle.closed_at == START + HOUR


def test_a_guest_alone_reads_that_they_are_alone():
    with pytest.raises(AloneHere):
        does(at_the_end(CLEO), "cleo", "close", after(60))


def test_with_one_of_the_group_among_them_any_two_close_it():
    table = at_the_end(BEN, CLEO, EVA)
    does(table, "cleo", "close", after(60))
    assert table.circle.closed_at is None
    does(table, "eva", "close", after(70))
    assert table.circle.closed_at == after(70)


def test_one_of_the_group_who_has_gone_counts_no_more():
    table = at_the_end(BEN, CLEO, EVA)
    table.presence = everyone_here(table, after(60), but=["ben"])
    with pytest.raises(GuestsAlone):
        does(table, "cleo", "close", after(60))


def test_a_lone_wish_to_close_comes_true_for_one_of_the_group_and_for_a_guest_only_when_it_is_time():
    ben = does(at_the_end(BEN, DEE, CLEO), "ben", "close", after(60))
    time_passes(ben, after(60) + AGREE)
    assert ben.circle.closed_at == after(60) + AGREE
    cleo = does(at_the_end(BEN, DEE, CLEO), "cleo", "close", after(60))
    time_passes(cleo, after(60) + AGREE)
    assert [cleo.circle.closed_at, cleo.wishes] == [None, {}]
    does(time_passes(cleo, START + HOUR), "cleo", "close", START + HOUR)
    time_passes(cleo, START + HOUR + AGREE)
    assert cleo.circle.closed_at == START + HOUR + AGREE


def test_out_of_silence_two_greet_one_another_and_strangers_only_at_its_end():
    """circles.md 8.19."""
    table = a_table([BEN, CLEO], script=[OUT_OF_SILENCE], segment=0, turn_mode="silence")
    does(table, "ben", "close", after(60))
    does(table, "cleo", "close", after(70))
    assert table.circle.closed_at == after(70)
    strangers = a_table([CLEO, EVA], script=[OUT_OF_SILENCE], segment=0, turn_mode="silence")
    with pytest.raises(GuestsAlone):
        does(strangers, "cleo", "close", after(60))
    time_passes(strangers, START + HOUR)
    for seat in ("cleo", "eva"):
        does(strangers, seat, "close", START + HOUR)
    assert strangers.circle.closed_at == START + HOUR


def test_a_rehearsal_is_ended_by_whoever_rehearses():
    table = at_the_end(CLEO)
    table.circle.rehearsal = True
    does(table, "cleo", "close", after(60))
    assert table.circle.closed_at == after(60)


# A host who is connected and sleeps


def asleep(table, now):
    """Everyone is connected; from Ana's device, who hosts, nothing has come since the evening began."""
    table.presence = everyone_here(table, now, asleep=["ana"])
    return table


def test_two_members_go_on_when_the_host_sleeps():
    """circles.md 8.12: the host is asked to rest, and from then on those present go on as where nobody hosts."""
    table = does(a_table([ANA, BEN, DEE, CLEO], script=[SHARING, CLOSING], segment=0), "ana", "take-host", after(0))
    asleep(table, after(900))
    with pytest.raises(NotYours) as no:
        does(table, "ben", "forward", after(900))
    assert "two members" in str(no.value.says)
    for seat in ("ben", "dee"):
        does(table, seat, "rest-host", after(901))
    for verb in ("forward", "close"):
        for seat in ("ben", "cleo"):
            does(table, seat, verb, after(902))
    assert table.circle.closed_at == after(902)


# Through the doors


@pytest.mark.django_db
def test_guests_alone_read_that_the_circle_stays_open_and_close_it_at_its_end():
    a_meeting_on_now(script=[CLOSING])
    (maple, circle), (willow, _) = a_guest("Maple"), a_guest("Willow")
    presses(maple, circle, "open")
    assert shown(maple.get(page(circle)), STAYS)
    plain = presses(maple, circle, "close")
    assert [plain.status_code, STAYS in text(plain), does_by_script(willow, circle, "close").status_code] == [
        409, True, 409,
    ]  # fmt: skip
    maple.cookies["django_language"] = "es"
    assert "el círculo sigue abierto hasta su final previsto" in does_by_script(maple, circle, "close").json()["say"]
    Circle.objects.update(ends_at=datetime.now(UTC) - timedelta(seconds=1))
    assert [presses(each, circle, "close").status_code for each in (maple, willow)] == [302, 302]
    assert Circle.objects.get().closed_at is not None


@pytest.mark.django_db
def test_when_one_of_the_group_comes_the_way_home_is_open_again():
    meeting = a_meeting_on_now(script=[CLOSING])
    maple, circle = a_guest("Maple")
    presses(maple, circle, "open")
    ben, _ = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    assert shown(maple.get(page(circle)), STAYS) is False
    assert [does_by_script(each, circle, "close").status_code for each in (maple, ben)] == [200, 200]
    assert Circle.objects.get().closed_at is not None
