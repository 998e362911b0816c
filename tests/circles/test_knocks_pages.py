"""Knocking and waiting as one sees it: the door, the page that waits, and whoever answers (circles.md 3; 8.13, 8.18)."""

from datetime import timedelta

import pytest
from django.test import Client

from circles.models import Circle, Knock, Seat
from rooms.memory import memory
from tests.circles.cast import SHARING, seated
from tests.circles.visiting import (
    CLOSING,
    DOOR,
    SCRIPTED,
    a_guest,
    a_meeting_on_now,
    a_member_inside,
    comes_in,
    cookies_of,
    door_to,
    one_who_belongs,
    page,
    text,
)
from tests.circles.visiting import does as presses
from tests.groups.cast import a_member

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WAITING = f"{DOOR}waiting/"
MAPLE = {"name": "Maple", "how": "listen"}


def a_host_and_a_knock(**customs):
    """(Ben, who belongs and is inside; Maple, a guest who has knocked; their circle)"""
    meeting = a_meeting_on_now(script=[SHARING, CLOSING], **{"threshold": "knock"} | customs)
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    presses(ben, circle, "take-host")
    maple = Client()
    answer = maple.post(DOOR, MAPLE | {"first_time": "on"})
    assert (answer.status_code, answer["Location"]) == (302, WAITING)
    return ben, maple, circle


def test_guest_knocks_waits_and_is_let_in():
    ben, maple, circle = a_host_and_a_knock()
    door = text(Client().get(DOOR))
    assert ["Guests knock here" in door, "Come in and sit down" in door] == [True, False]
    waits = maple.get(WAITING)
    assert ["Please wait at the door." in text(waits), "5 minutes at most" in text(waits)] == [True, True]
    assert ['http-equiv="refresh"' in waits.content.decode(), "I need help now" in text(waits)] == [True, True]
    inside = text(ben.get(page(circle)))
    assert ["1 person is waiting at the door." in inside, "first time here" in inside] == [True, True]
    assert presses(ben, circle, "let-in", to="1").status_code == 302
    came = maple.get(WAITING)
    assert (came.status_code, came["Location"]) == (302, page(circle))
    assert "You are here as Maple." in text(maple.get(page(circle)))
    assert "waiting at the door" not in text(ben.get(page(circle)))


def test_script_at_the_door_is_told_in_a_word_how_it_stands():
    ben, maple, circle = a_host_and_a_knock()
    assert maple.get(WAITING, **SCRIPTED).json() == {"state": "knock"}
    presses(ben, circle, "not-now", to="1")
    assert maple.get(WAITING, **SCRIPTED).json() == {"state": "not-now"}
    Knock.objects.update(not_now_at=None)
    presses(ben, circle, "let-all-in")
    assert maple.get(WAITING, **SCRIPTED).json() == {"to": page(circle)}
    assert maple.get(page(circle)).status_code == 200


def test_whoever_is_asked_to_wait_reads_kind_words_and_when_to_knock_again():
    ben, maple, circle = a_host_and_a_knock()
    presses(ben, circle, "not-now", to="1")
    said = text(maple.get(WAITING))
    kind = ["You may knock again at", "not about you", "You remain welcome", "See what is on now", "I need help now"]
    assert {each: each in said for each in kind} == dict.fromkeys(kind, True)
    again = maple.post(DOOR, MAPLE)
    assert [again.status_code, "You may knock again at" in text(again), Seat.objects.count()] == [400, True, 1]


def test_knocking_raises_no_version():
    """circles.md 4: arrivals do not raise the version."""
    _ben, _maple, _circle = a_host_and_a_knock()
    before = Circle.objects.get().version
    for name in ("Reed", "Willow"):
        assert Client().post(DOOR, MAPLE | {"name": name}).status_code == 302
    assert [Circle.objects.get().version, Knock.objects.count()] == [before, 3]


def test_waiting_page_is_nobodys_who_did_not_knock():
    _ben, maple, _circle = a_host_and_a_knock()
    stranger = Client().get(WAITING)
    assert (stranger.status_code, stranger["Location"]) == (302, DOOR)
    # A guest's cookie of somebody else, or one we did not sign, is no knock either.
    forged = Client()
    forged.cookies["guest"] = maple.cookies["guest"].value[:-3] + "abc"
    assert forged.get(WAITING)["Location"] == DOOR
    assert [Seat.objects.count(), Knock.objects.count()] == [1, 1]


def test_knock_at_one_circle_opens_no_other():
    other = a_meeting_on_now(slug="elsewhere", threshold="knock")
    ben, maple, circle = a_host_and_a_knock()
    other_ben = Client()
    other_ben.force_login(one_who_belongs(a_member("Bea"), other))
    elsewhere = comes_in(other_ben, "Bea", door="/meetings/elsewhere/door/")
    presses(ben, circle, "let-in", to="1")
    assert maple.get("/meetings/elsewhere/door/waiting/")["Location"] == "/meetings/elsewhere/door/"
    assert Seat.objects.filter(circle=elsewhere).count() == 1
    assert presses(ben, elsewhere, "let-in", to="1").status_code == 404


def test_knock_of_a_member_is_nobodys_once_signed_out():
    meeting = a_meeting_on_now(script=[SHARING, CLOSING], threshold="knock")
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    presses(ben, circle, "take-host")
    cleo = Client()
    cleo.force_login(a_member("Cleo"))
    assert cleo.post(DOOR, MAPLE | {"name": "Cleo"})["Location"] == WAITING
    presses(ben, circle, "let-in", to="1")
    cleo.post("/sign-out/")
    assert [cleo.get(WAITING)["Location"], Seat.objects.count()] == [DOOR, 1]


def test_knock_that_outlives_its_circle_leads_back_to_the_door():
    ben, maple, circle = a_host_and_a_knock()
    presses(ben, circle, "open")
    presses(ben, circle, "close")
    assert Circle.objects.get().closed_at is not None
    assert maple.get(WAITING)["Location"] == DOOR
    assert presses(ben, circle, "let-in", to="1").status_code in (404, 410)
    assert "Tonight’s circle has closed." in text(maple.get(DOOR))
    assert [Knock.objects.count(), memory.known_key(circle.room)] == [0, None]


@pytest.mark.parametrize("to", ["", "0", "-1", "2", "1.0", "1e0", "9" * 30, "１", "maple", "\x00"])
def test_answer_that_names_nobody_answers_nobody(to):
    ben, _maple, circle = a_host_and_a_knock()
    before = list(Knock.objects.values())
    assert ben.post(door_to(circle, "let-in"), {"key": "a-key-of-ben", "to": to}).status_code == 409
    assert list(Knock.objects.values()) == before


def test_whose_name_is_somebodys_inside_by_now_says_another_at_the_door():
    ben, maple, circle = a_host_and_a_knock()
    presses(ben, circle, "let-in", to="1")
    seated(circle, "Maple")
    assert maple.get(WAITING)["Location"] == DOOR
    assert "already goes by that name" in text(maple.get(DOOR))
    assert comes_in(maple, "Willow") == circle  # let in is let in


def test_forty_people_in_one_hall_get_in_and_a_machine_is_slowed():
    """circles.md 8.13: address limits are sized for forty people behind one address; they slow, never refuse for the evening."""
    a_meeting_on_now()
    answers = [Client().post(DOOR, MAPLE | {"name": f"Guest {number}"}).status_code for number in range(46)]
    assert answers == [302] * 45 + [429]
    slowed = Client().post(DOOR, MAPLE | {"name": "Guest 47"})
    assert [slowed.status_code, 0 < int(slowed.headers["Retry-After"]) <= 120] == [429, True]
    first, _circle = a_member_inside(a_member("Ben"))  # whoever signs in is counted by their name, not their hall
    assert first.get(DOOR).status_code == 200


def test_cookie_of_whoever_waits_says_nothing_and_ends_with_the_browser():
    _ben, maple, _circle = a_host_and_a_knock()
    kept = maple.cookies["guest"]
    assert [kept["httponly"], kept["samesite"], kept["max-age"], set(cookies_of(maple))] == [True, "Lax", "", {"guest"}]
    assert "Maple" not in kept.value


# Latecomers (circles.md 8.18)


def test_latecomer_waits_for_a_pause_and_comes_in_by_themselves():
    a_meeting_on_now(script=[SHARING, CLOSING], latecomers="pause")
    reed, circle = a_guest("Reed")
    for verb in ("open", "hand", "begin"):
        presses(reed, circle, verb)
    maple = Client()
    assert maple.post(DOOR, MAPLE)["Location"] == WAITING
    assert "You come in at the next pause" in text(maple.get(WAITING))
    assert "waiting at the door" not in text(reed.get(page(circle)))  # nobody need answer
    presses(reed, circle, "done")
    assert maple.get(WAITING)["Location"] == page(circle)


def test_latecomer_reads_where_the_circle_is_and_how_one_shares_and_hears_nothing_again():
    a_meeting_on_now(script=[SHARING | {"title": "Sharing by hands"}, CLOSING], crosstalk_words="We only listen here.")
    reed, circle = a_guest("Reed")
    for verb in ("open", "hand", "begin"):
        presses(reed, circle, verb)
    maple, _ = a_guest("Maple")
    said = text(maple.get(page(circle)))
    reads = ["Someone is sharing; you are welcome to listen.", "We are at: Sharing by hands.", "We only listen here."]
    assert {each: each in said for each in reads} == dict.fromkeys(reads, True)
    assert "you are welcome to listen" not in text(reed.get(page(circle)))


def test_whoever_comes_after_the_doors_have_closed_reads_when_it_opens_next():
    a_meeting_on_now(latecomers="shut", late_minutes=15)
    reed, circle = a_guest("Reed")
    presses(reed, circle, "open")
    assert "The doors close at" in text(Client().get(DOOR))
    Circle.objects.update(opened_at=Circle.objects.get().opened_at - timedelta(minutes=15))
    tried = [Client().get(DOOR), Client().post(DOOR, MAPLE)]
    assert [("It opens next on" in text(each), "It is good that you came." in text(each)) for each in tried] == [
        (True, True)
    ] * 2
    assert Seat.objects.count() == 1
    assert comes_in(reed, "Reed") == circle  # whoever sat here comes back
