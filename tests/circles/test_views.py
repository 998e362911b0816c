"""The door and the circle's page as plain pages: what they show, keep, and ask of the database."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from circles.live import renew_plain_lease
from circles.models import Circle, Seat
from circles.rules.names import PLAIN_WORDS
from tests.circles.cast import CLOSING, HANDS, WELCOME, a_circle, seated
from tests.circles.visiting import (
    DOOR,
    SCRIPTED,
    a_guest,
    a_meeting_on_now,
    a_member_inside,
    comes_in,
    does,
    does_by_script,
    it_is_time_to_go_home,
    one_who_belongs,
    page,
    seat_of,
    shown,
    text,
)
from tests.groups.cast import a_member

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SIT = {"name": "Maple", "how": "listen"}


def value_of(answer, field):
    found = re.search(rf'<input[^>]*name="{field}"[^>]*>', answer.content.decode())
    return (re.findall(r'value="([^"]*)"', found.group()) or [""])[0]


def chosen(answer):
    return re.findall(r'value="(listen|speak)"[^>]*checked', answer.content.decode())


# The door


def test_door_welcomes_before_it_asks_for_anything():
    meeting = a_meeting_on_now()
    meeting.group.welcome = "Good evening, and sit where you like."
    meeting.group.save()
    words = Client().get(DOOR).content.decode()
    assert words.index("sit where you like") < words.index("<form method")


def test_door_offers_a_plain_word_to_a_guest_and_their_own_name_to_a_member():
    a_meeting_on_now()
    ben = Client()
    ben.force_login(a_member("Ben"))
    assert value_of(Client().get(DOOR), "name") in PLAIN_WORDS["en"]
    assert value_of(ben.get(DOOR), "name") == "Ben"


def test_door_never_offers_a_word_somebody_here_goes_by():
    a_meeting_on_now()
    *taken, last = PLAIN_WORDS["en"]
    _first, circle = a_guest(taken[0])
    for word in taken[1:]:
        seated(circle, word)
    assert {value_of(Client().get(DOOR), "name") for _ in range(5)} == {last}


def test_door_says_whether_people_are_here_without_names_or_numbers():
    a_meeting_on_now()
    before = text(Client().get(DOOR))
    a_guest("Maple")
    a_guest("Willow")
    after = text(Client().get(DOOR))
    assert ["Nobody is here yet." in before, "People are here." in before] == [True, False]
    assert ["Nobody is here yet." in after, "People are here." in after] == [False, True]
    assert [word in after for word in ("Willow", "2 people", "two people")] == [False, False, False]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": " \u200b ", "how": "speak"}, "Please choose a name with at least one letter."),
        ({"name": "", "how": "speak"}, "This field is required."),
        ({"name": "M" * 41, "how": "speak"}, "at most 40 characters"),
        ({"name": "Maple\x00", "how": "speak"}, "Null characters are not allowed."),
        ({"name": "willow", "how": "speak"}, "Someone here already goes by that name. Please choose another."),
    ],
)
def test_door_keeps_what_was_typed_and_says_what_is_wrong(typed, says):
    a_meeting_on_now()
    a_guest("Willow")
    answer = Client().post(DOOR, typed)
    assert [answer.status_code, says in text(answer)] == [400, True]
    assert [value_of(answer, "name").strip(), chosen(answer)] == [typed["name"].strip(), ["speak"]]
    assert Seat.objects.count() == 1


@pytest.mark.parametrize("how", ["", "shout"])
def test_door_asks_again_when_it_was_not_told_how_one_would_like_to_be_here(how):
    a_meeting_on_now()
    answer = Client().post(DOOR, {"name": "Maple", "how": how})
    assert [answer.status_code, value_of(answer, "name"), Seat.objects.count()] == [400, "Maple", 0]


def test_door_that_is_not_open_yet_says_when_it_opens_and_lets_nobody_in():
    a_meeting_on_now(minutes_ago=-40, doors_minutes=15, minutes=30)
    answers = [Client().get(DOOR), Client().post(DOOR, SIT)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert ["The door is not open yet." in text(answer) for answer in answers] == [True, True]
    assert ["the door opens 15 minutes before" in text(answer) for answer in answers] == [True, True]
    assert Circle.objects.count() == 0


def test_door_opens_minutes_before_and_gathers():
    a_meeting_on_now(minutes_ago=-10, doors_minutes=15)
    maple, circle = a_guest("Maple")
    assert "We are gathering" in text(maple.get(page(circle)))
    refused = does(maple, circle, "open")
    assert [refused.status_code, "It is not time yet." in text(refused)] == [409, True]
    assert Circle.objects.get().opened_at is None


def test_door_of_a_meeting_by_appointment_is_shut_and_says_so():
    a_meeting_on_now(time=None)
    assert "This meeting is held by appointment." in text(Client().get(DOOR))


def test_door_makes_one_circle_for_everyone_of_that_hour():
    a_meeting_on_now()
    circles = {a_guest(name)[1].pk for name in ("Maple", "Willow", "Brook")}
    assert [len(circles), Circle.objects.count(), Seat.objects.count()] == [1, 1, 3]


def test_door_slows_down_whoever_knocks_all_night_and_says_how_long_to_wait():
    a_meeting_on_now()
    client = Client()
    answers = [client.post(DOOR, {"name": "", "how": "listen"}).status_code for _ in range(121)]
    assert answers == [400] * 120 + [429]


# The circle's page


def test_page_shows_who_is_here_and_where_the_evening_is():
    meeting = a_meeting_on_now(script=[WELCOME | {"text": "Light a candle."}, HANDS, CLOSING])
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting), "Benjamin")
    maple, _ = a_guest("Maple")
    does(ben, circle, "open")
    words = text(maple.get(page(circle)))
    assert [word in words for word in ("Benjamin", "Maple", "Light a candle.", "You are here as Maple.")] == [True] * 4
    assert "Nobody is hosting; we hold it together." in words


def test_page_offers_a_member_what_it_does_not_offer_a_guest():
    meeting = a_meeting_on_now(minutes_ago=2)
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    maple, _ = a_guest("Maple")
    offered = {name: acts_in(each.get(page(circle))) for name, each in (("ben", ben), ("maple", maple))}
    assert offered["ben"] - offered["maple"] == {
        "open",
        "take-host",
        "take-door",
        "take-greet",
        "take-caption",
        "ask-to-leave",
        "change-lock",
    }
    assert offered["maple"] - offered["ben"] == set()


def acts_in(answer):
    """The acts a page offers to press: those whose form is not hidden."""
    forms = re.findall(r'<form[^>]*data-act="([a-z-]+)"([^>]*)>', answer.content.decode())
    return {verb for verb, rest in forms if "hidden" not in rest}


def test_page_marks_a_name_with_markup_in_it_as_words():
    a_meeting_on_now()
    maple, circle = a_guest("<b>Maple</b>")
    shown = maple.get(page(circle)).content.decode()
    assert ["<b>Maple" in shown, "&lt;b&gt;Maple" in shown] == [False, True]


@pytest.mark.parametrize("path", [DOOR, "", "ring/", "state/"])
def test_circle_pages_are_kept_by_no_cache_and_named_to_no_other_site(path):
    a_meeting_on_now()
    maple, circle = a_guest("Maple")
    headers = maple.get(path if path == DOOR else page(circle, path)).headers
    assert [headers["Cache-Control"], headers["Referrer-Policy"], headers["X-Robots-Tag"]] == [
        "no-store, private",
        "same-origin",
        "noindex, nofollow",
    ]


def test_refused_act_and_goodbye_are_kept_by_no_cache_either():
    a_meeting_on_now(script=[CLOSING])
    maple, circle = a_guest("Maple")
    refused = does(maple, circle, "close")
    does(maple, circle, "open")
    willow, _circle = a_guest("Willow")
    it_is_time_to_go_home()
    for each in (maple, willow):
        does(each, circle, "close")
    ended = maple.get(page(circle))
    assert [refused.status_code, ended.status_code] == [409, 410]
    assert [each.headers["Cache-Control"] for each in (refused, ended)] == ["no-store, private"] * 2


@pytest.mark.parametrize("path", [DOOR, "", "ring/"])
def test_title_says_neither_whose_circle_it_is_nor_what_kind_of_place(path):
    a_meeting_on_now()
    maple, circle = a_guest("Maple")
    words = maple.get(path if path == DOOR else page(circle, path)).content.decode()
    title = re.search(r"<title>(.*?)</title>", words, re.S)[1]
    assert title == {DOOR: "Door · Rooms"}.get(path, "Place · Rooms")


def test_address_of_a_circle_is_new_each_time_and_says_nothing():
    meeting = a_meeting_on_now()
    week = timedelta(days=7)
    slugs = {
        a_circle(meeting, starts_at=datetime(2026, 1, 6, 20, tzinfo=UTC) + number * week).slug for number in range(5)
    }
    assert len(slugs) == 5
    assert [bool(re.fullmatch(r"[A-Za-z0-9]{16}", slug)) for slug in slugs] == [True] * 5


def queries(client, path, **headers):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(path, **headers).status_code == 200
    return len(asked)


@pytest.mark.parametrize("people", [1, 3, 30])
def test_page_asks_the_database_equally_often_for_one_for_three_and_for_thirty(people):
    a_meeting_on_now()
    maple, circle = a_guest("Maple")
    for number in range(people - 1):
        renew_plain_lease(circle.room, seated(circle, f"Guest {number}").id)
    assert text(maple.get(page(circle))).count("Guest") >= people - 1
    assert {part: queries(maple, page(circle, part)) for part in ("", "ring/", "state/")} == {
        "": 10,
        "ring/": 10,
        "state/": 10,
    }
    assert queries(maple, DOOR) == 5


# The parts a script fetches, and the frame for those without one


def test_state_gives_a_line_of_ones_own_and_then_the_parts():
    a_meeting_on_now()
    maple, circle = a_guest("Maple")
    answer = maple.get(page(circle, "state/"), **SCRIPTED)
    line, html = answer.content.decode().split("\n", 1)
    assert json.loads(line) == {
        "v": 0,
        "my": "listening",
        "may": "open just-listen take-time take-read ask-serve",
        "pos": 0,
        "fence": 0,
        "told": "note-nobody at-ease",
    }
    folds = [f"names-{number}" for number in range(1, 6)]
    assert re.findall(r'data-part="([\w-]+)"', html) == [
        "ring", "now", "text", "words", "people", "names", *folds, "script", "servants",
    ]  # fmt: skip
    assert len(line) <= 400


@pytest.mark.parametrize(
    ("asked", "kept"), [("10", "10"), ("20", "20"), ("60", "60"), ("", ""), ("1", ""), ("<b>", "")]
)
def test_ring_looks_again_at_the_pace_its_person_chose_and_at_no_other(asked, kept):
    a_meeting_on_now()
    maple, circle = a_guest("Maple")
    answers = [maple.get(page(circle, "ring/"), {"every": asked}), maple.get(page(circle, "ring/"))]
    shown = [re.findall(r'http-equiv="refresh" content="(\d+)"', each.content.decode()) for each in answers]
    assert shown == [[kept] if kept else []] * 2


def test_ring_tells_without_script_that_something_concerns_this_person():
    a_meeting_on_now(script=[HANDS, CLOSING])
    maple, circle = a_guest("Maple")
    does(maple, circle, "open")
    before = text(maple.get(page(circle, "ring/")))
    does(maple, circle, "hand")
    after = text(maple.get(page(circle, "ring/")))
    assert ["Something concerns you" in words for words in (before, after)] == [False, True]


def test_act_answers_a_form_with_the_page_and_a_script_with_the_version():
    a_meeting_on_now()
    maple, circle = a_guest("Maple")
    plain = does(maple, circle, "open")
    scripted = does_by_script(maple, circle, "take-time")
    assert [plain.status_code, plain["Location"]] == [302, page(circle)]
    assert [scripted.status_code, scripted.json()] == [200, {"v": 2}]


def test_refused_words_are_still_there_and_the_form_is_open():
    a_meeting_on_now(script=[HANDS, CLOSING])
    maple, circle = a_guest("Maple")
    willow, _ = a_guest("Willow")
    does(maple, circle, "open")
    does(maple, circle, "hand")
    answer = does(willow, circle, "words", words="I planted beans.")
    assert [answer.status_code, "The piece is with someone else just now." in text(answer)] == [409, True]
    assert re.search(r'<textarea id="words"[^>]*>\s*I planted beans\.</textarea>', answer.content.decode())
    assert re.search(r"<details[^>]* open\b", answer.content.decode())


def test_page_of_a_circle_whose_names_were_forgotten_says_so_and_takes_a_name_again():
    a_meeting_on_now()
    maple, circle = a_guest("Maple")
    seat = seat_of(maple, circle)
    Seat.objects.filter(pk=seat.pk).update(sealed=b"\x00" * 40)  # sealed under a key that is no more
    forgotten = "The names of this circle were forgotten; your place was not."
    assert shown(maple.get(page(circle)), forgotten)
    comes_in(maple, "Maple")
    assert not shown(maple.get(page(circle)), forgotten)
    assert [seat_of(maple, circle).pk, "You are here as Maple." in text(maple.get(page(circle)))] == [seat.pk, True]


def test_leaving_quickly_goes_to_the_neutral_page_and_says_nothing():
    a_meeting_on_now()
    maple, circle = a_guest("Maple")
    answer = does(maple, circle, "leave", quickly="1")
    assert [answer.status_code, answer["Location"]] == [302, "/page/"]
    assert "left your place" not in text(maple.get("/"))
    assert Seat.objects.get(circle=circle).left_at is not None
