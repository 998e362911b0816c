"""Graded safety on the screen: who reads what, and what the wrong person gets (circles.md 8.12, 8.14, 8.16)."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from circles.live import circles, rooms_of
from circles.models import CareTaken, Circle, Seat
from circles.rules.safety import ACTS
from members.models import Member
from tests.circles.cast import CLOSING, HANDS
from tests.circles.visiting import (
    DOOR,
    SCRIPTED,
    a_guest,
    a_meeting_on_now,
    a_member_inside,
    does,
    does_by_script,
    facts_of,
    one_who_belongs,
    page,
    seat_of,
    shown,
    text,
)
from tests.groups.cast import a_member

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def evening():
    """Ben hosts, Dee belongs too, Maple and Willow are guests; opened, and Maple shares."""
    meeting = a_meeting_on_now(script=[HANDS, CLOSING])
    people = {}
    for name in ("Ben", "Dee"):
        people[name], circle = a_member_inside(one_who_belongs(a_member(name), meeting))
    for name in ("Maple", "Willow"):
        people[name], circle = a_guest(name)
    for name, verb in [("Ben", "take-host"), ("Ben", "open"), ("Maple", "hand"), ("Maple", "begin")]:
        assert does(people[name], circle, verb).status_code == 302
    return people, circle


def aims(people, circle, by, verb, at):
    return does(people[by], circle, verb, to=str(seat_of(people[at], circle).place))


def names_in_ring(client, circle):
    return re.findall(r'class="dot__name"[^>]*>([^<]+)<', client.get(page(circle)).content.decode())


# At the door


def test_whoever_waits_at_the_door_reads_kind_words_and_gets_nothing_of_the_circle(evening):
    people, circle = evening
    assert aims(people, circle, "Ben", "to-door", "Maple").status_code == 302
    maple = people["Maple"]
    answers = [maple.get(page(circle)), maple.get(page(circle, "ring/"))]
    for answer in answers:
        words = text(answer)
        assert ["Please wait at the door" in words, "in 5 minutes" in words, "I need help now" in words] == [True] * 3
        assert [name in words for name in ("Ben", "Dee", "Willow", "young")] == [False] * 4
        assert "data-part" not in answer.content.decode()
    refresh = re.search(r'http-equiv="refresh" content="(\d+)"', answers[0].content.decode())
    assert int(refresh[1]) == 20
    assert [maple.get(page(circle, "state/"), **SCRIPTED).status_code, maple.get(page(circle, "state/")).content] == [
        410,
        b"",
    ]


def test_no_socket_and_no_reading_reaches_the_door(evening):
    """Neither push nor voice: a socket that is open is closed with the next reading, a new one is refused."""
    people, circle = evening
    maple = seat_of(people["Maple"], circle)
    before = circles.reading(circle.room, timezone.now(), frozenset({"en"}))
    aims(people, circle, "Ben", "to-door", "Maple")
    after = circles.reading(circle.room, timezone.now(), frozenset({"en"}))
    assert [maple.pk in before.lines, maple.pk in after.lines, rooms_of([maple.pk])] == [True, False, {}]
    assert after.pulse.voices == frozenset()


@pytest.mark.parametrize("typed", [{}, {"key": "x"}, {"words": "Let me in \x00"}])
def test_no_act_from_the_door_does_anything_or_shows_anything(evening, typed):
    people, circle = evening
    aims(people, circle, "Ben", "to-door", "Willow")
    before = facts_of(circle)
    for verb in ("hand", "pause", "begin", "take-time", "words"):
        for ask in (does, does_by_script):
            answer = ask(people["Willow"], circle, verb, **typed)
            assert [b"data-part" in answer.content, b"Maple" in answer.content] == [False, False]
    assert facts_of(circle) == before


def test_point_16_a_child_is_shown_where_young_people_find_someone(evening):
    people, circle = evening
    aims(people, circle, "Ben", "to-door-young", "Maple")
    words = text(people["Maple"].get(page(circle)))
    assert ["a telephone line only for children and young people" in words, "not your fault" in words] == [True, True]


def test_let_in_again_they_have_their_place_as_before(evening):
    people, circle = evening
    aims(people, circle, "Ben", "to-door", "Maple")
    assert "waits at the door" in text(people["Ben"].get(page(circle)))
    aims(people, circle, "Ben", "from-door", "Maple")
    assert shown(people["Maple"].get(page(circle)), "I would like to share")


# Asked to leave


def test_point_12_whoever_is_asked_to_leave_reads_that_they_remain_welcome_and_whom_to_write_to(evening):
    people, circle = evening
    aims(people, circle, "Ben", "ask-to-leave", "Maple")
    assert Seat.objects.filter(asked_to_leave_at__isnull=False).count() == 0
    aims(people, circle, "Dee", "ask-to-leave", "Maple")
    maple = people["Maple"]
    for answer in (
        maple.get(page(circle)),
        maple.get(page(circle, "ring/")),
        maple.get(DOOR),
        does(maple, circle, "hand"),
    ):
        words = text(answer)
        assert answer.status_code == 410
        assert "This is about this meeting only; you remain welcome in the fellowship." in words
        assert ["I need help now" in words, "The group’s own page says how to reach it" in words] == [True, True]
    assert [does_by_script(maple, circle, "hand").status_code, Circle.objects.get().slow_door] == [410, True]


def test_a_letter_to_the_group_is_offered_where_somebody_looks_after_safety_and_no_address_is_shown(evening):
    people, circle = evening
    circle.meeting.safety_contact = "care@group.example"
    circle.meeting.save()
    for by in ("Ben", "Dee"):
        aims(people, circle, by, "ask-to-leave", "Maple")
    told = people["Maple"].get(page(circle)).content.decode()
    letter = f"/meetings/{circle.meeting.slug}/write-to-us/"
    assert [f'href="{letter}"' in told, "care@" in told] == [True, False]
    assert people["Maple"].get(letter).status_code == 200


def test_neither_the_guests_token_nor_a_members_name_brings_that_place_back(evening):
    """By cookie, by guest token, by who the member is; and about a device nothing is kept."""
    people, circle = evening
    for at in ("Maple", "Dee"):
        row = seat_of(people[at], circle)
        row.asked_to_leave_at = row.left_at = timezone.now()
        row.save()
    token = Client()
    token.cookies["guest"] = people["Maple"].cookies["guest"].value
    dee = Client()
    dee.force_login(a_member_called("Dee"))
    for again in (token, dee, people["Maple"]):
        answer = again.post(DOOR, {"name": "Cedar", "how": "listen"})
        assert [answer.status_code, "asked to leave" in text(answer)] == [410, True]
    assert Seat.objects.filter(left_at=None).count() == 2


def a_member_called(name):
    return Member.objects.get(name=name)


# Who reads what


def test_point_14_quiet_covers_the_name_for_everyone_and_servants_know_whom_they_quieted(evening):
    people, circle = evening
    does(people["Maple"], circle, "words", words="I planted beans.")
    aims(people, circle, "Ben", "quiet", "Maple")
    room = [text(people[name].get(page(circle, "ring/"))) for name in ("Dee", "Willow")]
    assert [("Maple" in words, "beans" in words, "a guest" in words) for words in room] == [(False, False, True)] * 2
    assert "a guest: Maple" in text(people["Ben"].get(page(circle, "ring/")))
    assert names_in_ring(people["Willow"], circle) == ["Ben", "Dee", "a guest", "Willow"]
    assert shown(people["Maple"].get(page(circle)), "It is quiet at your place for now")


def test_two_covered_places_do_not_look_alike(evening):
    people, circle = evening
    for at in ("Maple", "Willow"):
        aims(people, circle, "Ben", "veil", at)
    assert names_in_ring(people["Dee"], circle) == ["Ben", "Dee", "a guest (3)", "a guest (4)"]


def test_a_veil_lifts_with_another_name_chosen_at_the_door(evening):
    people, circle = evening
    aims(people, circle, "Ben", "veil", "Willow")
    assert shown(people["Willow"].get(page(circle)), "You are shown as “a guest” just now.")
    people["Willow"].post(DOOR, {"name": "Cedar", "how": "speak"})
    assert names_in_ring(people["Dee"], circle) == ["Ben", "Dee", "Maple", "Cedar"]


def test_acts_of_care_are_named_to_the_servants_and_to_nobody_else(evening):
    """circles.md 3: every such act names the servant who did it to the other servants present."""
    people, circle = evening
    aims(people, circle, "Ben", "quiet", "Maple")
    said = "What was done for safety"
    read = {name: said in text(people[name].get(page(circle, "ring/"))) for name in people}
    assert read == {"Ben": True, "Dee": False, "Maple": False, "Willow": False}
    assert "Ben · Quiet for now: a guest: Maple" in text(people["Ben"].get(page(circle, "ring/")))


def test_a_wish_about_somebody_is_read_by_the_group_and_never_by_them_nor_by_guests(evening):
    people, circle = evening
    aims(people, circle, "Ben", "ask-to-leave", "Maple")
    said = "Ben wishes that Maple leave the circle."
    read = {name: said in text(people[name].get(page(circle, "ring/"))) for name in people}
    assert read == {"Ben": True, "Dee": True, "Maple": False, "Willow": False}


def test_the_room_reads_only_that_hosting_is_passing_on(evening):
    """circles.md 8.12."""
    people, circle = evening
    circle.refresh_from_db()
    third, _ = a_member_inside(one_who_belongs(a_member("Eve"), circle.meeting))
    does(people["Dee"], circle, "rest-host")
    assert "Hosting is passing on." not in text(people["Willow"].get(page(circle, "ring/")))
    does(third, circle, "rest-host")
    words = text(people["Willow"].get(page(circle, "ring/")))
    assert ["Hosting is passing on." in words, "rest" in words.replace("The piece rests", "")] == [True, False]
    assert shown(people["Ben"].get(page(circle)), "Two members asked you to rest from hosting tonight.")


# The wrong person


@pytest.mark.parametrize("ask", [does, does_by_script])
@pytest.mark.parametrize("verb", sorted(ACTS))
def test_a_guest_is_refused_every_act_of_safety_and_nothing_changes(evening, verb, ask):
    people, circle = evening
    before = facts_of(circle)
    for to in ("1", "2", "3", "4", "5", "0", "-1", "1e3", "", "999999999", "\x00"):
        assert ask(people["Willow"], circle, verb, to=to).status_code == 409
    assert facts_of(circle) == before


@pytest.mark.parametrize("verb", ["quiet", "to-door", "veil", "ask-to-leave"])
def test_a_host_aims_at_nobody_and_not_at_themself(evening, verb):
    people, circle = evening
    before = facts_of(circle)
    for to in ("1", "9", "", "three"):
        assert does(people["Ben"], circle, verb, to=to).status_code == 409
    assert facts_of(circle) == before


def test_guests_are_shown_no_tools_and_members_are_told_what_they_are_for(evening):
    people, circle = evening
    panels = {
        name: shown(people[name].get(page(circle)), "Keeping the circle safe") for name in ("Ben", "Dee", "Willow")
    }
    hidden = re.search(r'<details class="keeping"[^>]*hidden', people["Willow"].get(page(circle)).content.decode())
    assert [panels["Ben"], panels["Dee"], hidden is not None] == [True, True, True]
    assert "For deliberate disruption only; a difficult share is not a disturbance." in text(
        people["Dee"].get(page(circle))
    )


def test_nothing_of_it_outlives_the_circle(evening):
    people, circle = evening
    aims(people, circle, "Ben", "quiet", "Maple")
    for verb in ("forward", "close"):
        does(people["Ben"], circle, verb)
    assert [Circle.objects.get().closed_at is None, CareTaken.objects.count(), Seat.objects.count()] == [False, 0, 0]
