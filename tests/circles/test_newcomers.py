"""Newcomers: seen by whoever greets, welcomed by the group's own words, and never reached in private (circles.md 8.15)."""

import pytest
from django.test import Client

from circles.models import HeldDuty, Seat
from circles.models.duty import Duty
from circles.rules.acts import able
from circles.rules.clock import HOST_GRACE
from circles.rules.newcomers import newcomers, shown, shown_to, told
from circles.rules.refusals import NobodyThere, NotNow, NotYours
from circles.rules.seal import Person
from tests.circles.cast import ANA, BEN, CLEO, CLOSING, SHARING, START, a_table, does, everyone_here
from tests.circles.visiting import (
    DOOR,
    a_guest,
    a_meeting_on_now,
    a_member_inside,
    comes_in,
    one_who_belongs,
    page,
    seat_of,
    text,
)
from tests.circles.visiting import does as presses
from tests.groups.cast import a_member

MAPLE = Person("Maple", first_time=True)
REED = Person("Reed", first_time=True)
WORDS = "Sit where you like, and stay as long as you like."


def a_table_with_newcomers(greeter="ben"):
    table = a_table([ANA, BEN, CLEO, MAPLE, REED], script=[SHARING], segment=0)
    if greeter:
        table.held[Duty.GREET] = HeldDuty(circle=table.circle, duty=Duty.GREET, seat_id=greeter)
    return table


def what_each_is_shown(table):
    return {seat: shown_to(table, seat, START) for seat in table.seats if shown_to(table, seat, START)}


def test_scenario_12_only_whoever_greets_sees_who_is_here_for_the_first_time():
    """Scenario 12 (domain.md): only greeters see it."""
    table = a_table_with_newcomers()
    seen = {each: [who.name for who in shown(table, [each], START)] for each in ("greet", "host", "door", "everyone")}
    assert seen == {"greet": ["Maple", "Reed"], "host": [], "door": [], "everyone": []}
    table.presence = everyone_here(table, START, but=["maple"])
    assert newcomers(table, START) == ["reed"]


def test_without_a_greeter_the_tick_goes_to_nobody_and_their_own_page_welcomes_them():
    """circles.md 8.15: with no greeter the first-time tick goes to nobody and the page welcomes."""
    table = a_table_with_newcomers(greeter=None)
    assert what_each_is_shown(table) == {"maple": "welcome", "reed": "welcome"}
    assert what_each_is_shown(a_table_with_newcomers()) == {}  # somebody may greet: nothing is put before it


def test_greeting_reaches_one_person_once_and_stays_when_the_greeter_goes():
    table = a_table_with_newcomers()
    does(table, "ben", "greet", START, to="maple")
    assert what_each_is_shown(table) == {"maple": "greeted-2"}
    with pytest.raises(NotNow):
        does(table, "ben", "greet", START, to="maple")
    does(table, "ben", "leave", START)
    assert what_each_is_shown(table) == {"maple": "greeted-2", "reed": "welcome"}


@pytest.mark.parametrize(
    ("who", "to", "no"),
    [
        ("ana", "maple", NotYours),
        ("maple", "reed", NotYours),
        ("ben", "cleo", NobodyThere),
        ("ben", "ben", NobodyThere),
    ],
)
def test_nobody_greets_who_does_not_hold_that_and_nobody_is_greeted_who_did_not_say_so(who, to, no):
    table = a_table_with_newcomers()
    with pytest.raises(no):
        does(table, who, "greet", START, to=to)
    assert [seat.greeted_by_id for seat in table.seats.values()] == [None] * 5


def said_to(table, seat, now=START):
    return list(told(table, seat, now))


def just_come(table):
    for seat in table.seats.values():
        seat.came_at = START + HOST_GRACE
    return table


def test_whoever_ticks_reads_whether_anybody_sees_it_until_they_are_greeted():
    table = just_come(a_table_with_newcomers(greeter=None))
    assert {seat: "first-alone" in said_to(table, seat) for seat in ("ben", "cleo", "maple")} == {
        "ben": False, "cleo": False, "maple": True
    }  # fmt: skip
    table = just_come(a_table_with_newcomers())
    assert "first-seen" in said_to(table, "maple")
    does(table, "ben", "greet", START, to="maple")
    assert [each for each in said_to(table, "maple") if each.startswith("first")] == []
    assert [
        each for each in said_to(a_table_with_newcomers(), "maple") if each.startswith("first")
    ] == []  # said before


def test_whoever_has_just_come_may_simply_sit_while_somebody_is_here_who_belongs():
    """The acts that move the evening stay possible for everyone (circles.md 1.2); they only stand back."""
    new = Person("Nell", belongs=True, first_time=True)
    table = a_table([ANA, BEN, CLEO, MAPLE, new])
    assert [seat for seat in table.seats if "sit" in said_to(table, seat)] == ["cleo", "maple", "nell"]
    does(table, "cleo", "take-time", START)  # whoever has taken something on is no onlooker
    assert [seat for seat in table.seats if "sit" in said_to(table, seat)] == ["maple", "nell"]
    assert [seat for seat in table.seats if "at-ease" in said_to(table, seat)] == ["maple", "nell"]
    guests = a_table([CLEO, MAPLE])
    assert [seat for seat in guests.seats if "at-ease" in said_to(guests, seat)] == ["cleo", "maple"]
    assert [seat for seat in guests.seats if "sit" in said_to(guests, seat)] == []  # nobody else would open it
    assert "open" in able(guests, "maple", START + HOST_GRACE)


# Through the pages


def an_evening(*, greeter=True):
    """(Ben, who greets; Cleo, a guest; Maple, here for the first time; their circle)"""
    meeting = a_meeting_on_now(script=[SHARING, CLOSING])
    meeting.group.welcome = WORDS
    meeting.group.save()
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    if greeter:
        HeldDuty.objects.update_or_create(circle=circle, duty=Duty.GREET, defaults={"seat": seat_of(ben, circle)})
    cleo, _ = a_guest("Cleo")
    maple = Client()
    maple.post(DOOR, {"name": "Maple", "how": "listen", "first_time": "on"})
    return ben, cleo, maple, circle


@pytest.mark.django_db
def test_scenario_12_the_tick_is_the_greeters_alone_and_gone_after_the_meeting():
    """Scenario 12 (domain.md): a newcomer ticks "this is my first meeting"; only greeters see it, and it disappears."""
    ben, cleo, maple, circle = an_evening()
    seen = {name: "Here for the first time" in text(each.get(page(circle))) for name, each in named(ben, cleo, maple)}
    assert seen == {"ben": True, "cleo": False, "maple": False}
    assert b"first" not in bytes(seat_of(maple, circle).sealed)
    for verb in ("open", "take-host", "close"):
        presses(ben, circle, verb)
    assert Seat.objects.count() == 0


def named(ben, cleo, maple):
    return [("ben", ben), ("cleo", cleo), ("maple", maple)]


@pytest.mark.django_db
def test_greeting_is_the_groups_own_words_signed_by_the_greeter_and_only_the_newcomer_reads_it():
    """circles.md 8.15: the group's own words signed with the greeter's chosen name; no private channel."""
    ben, cleo, maple, circle = an_evening()
    read = lambda: {name: WORDS in text(each.get(page(circle))) for name, each in named(ben, cleo, maple)}  # noqa: E731
    assert read() == {"ben": False, "cleo": False, "maple": False}
    place = str(seat_of(maple, circle).place)
    assert presses(cleo, circle, "greet", to=place).status_code == 409
    assert presses(ben, circle, "greet", to=place, words="Meet me outside").status_code == 302
    assert read() == {"ben": False, "cleo": False, "maple": True}
    said = text(maple.get(page(circle)))
    assert [f"Ben greets you. {WORDS}" in said, "outside" in said] == [True, False]


@pytest.mark.django_db
def test_groups_welcome_folds_away_once_the_circle_is_open():
    ben, _cleo, maple, circle = an_evening(greeter=False)
    folded = "<summary>The group’s welcome</summary>"
    seen = [folded in maple.get(page(circle)).content.decode()]
    presses(ben, circle, "open")
    opened = maple.get(page(circle))
    assert [*seen, folded in opened.content.decode(), WORDS in text(opened)] == [False, True, True]


@pytest.mark.django_db
def test_newcomer_without_a_greeter_reads_the_groups_own_words():
    ben, cleo, maple, circle = an_evening(greeter=False)
    read = {name: WORDS in text(each.get(page(circle))) for name, each in named(ben, cleo, maple)}
    assert read == {"ben": False, "cleo": False, "maple": True}
    assert "greets you" not in text(maple.get(page(circle)))


@pytest.mark.django_db
@pytest.mark.parametrize("tick", ["", "on", "off", "yes", "\x00"])
def test_tick_is_never_obligatory_and_whatever_is_sent_for_it_seats_a_person(tick):
    a_meeting_on_now()
    maple = Client()
    answer = maple.post(DOOR, {"name": "Maple", "how": "listen", "first_time": tick})
    assert answer.status_code == 302
    assert comes_in(maple, "Maple").pk
