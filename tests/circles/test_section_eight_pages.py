"""People first, at the door and on every page. A point by its number; see test_section_eight.py for turns and care."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from circles.models import Circle
from circles.rules.clock import OFFER
from circles.rules.refusals import NotNow
from groups.models import Meeting
from tests.circles.cast import (
    ANA,
    BEN,
    CLEO,
    CLOSING,
    HANDS,
    SHARING,
    a_meeting,
    a_table,
    after,
    does,
    piece,
    time_passes,
)
from tests.circles.visiting import (
    DOOR,
    a_guest,
    a_meeting_on_now,
    a_member_inside,
    an_open_circle,
    one_who_belongs,
    page,
    shown,
    text,
)
from tests.circles.visiting import does as presses
from tests.groups.cast import a_group, a_member
from tests.groups.cast import a_meeting as a_listing

pytestmark = pytest.mark.once

PARTS = ["", "ring/"]


# 4. The honest door


@pytest.mark.django_db
def test_point_4_door_says_what_is_kept_and_what_cannot_be_promised():
    a_meeting_on_now()
    words = text(Client().get(DOOR))
    honest = [
        "We keep nothing that is said. Your voice passes through this fellowship’s server, which does not record it.",
        "We cannot stop a listener’s device from recording; please don’t.",
        "Everyone who is connected is drawn in the circle, whoever runs this server included.",
    ]
    assert {each: each in words for each in honest} == dict.fromkeys(honest, True)


@pytest.mark.django_db
def test_point_4_everyone_connected_is_drawn_those_who_only_listen_too():
    maple, circle = a_guest_of("Maple")
    for name in ("Willow", "Brook"):
        a_guest(name, may_speak=False)
    drawn = re.findall(r'class="dot__name"[^>]*>([^<]+)<', maple.get(page(circle)).content.decode())
    assert drawn == ["Maple", "Willow", "Brook"]


def a_guest_of(name):
    a_meeting_on_now()
    return a_guest(name)


def test_point_4_word_anonymous_promises_nothing_anywhere_on_screen():
    kept = [*settings.BASE_DIR.glob("templates/**/*.html"), *settings.BASE_DIR.glob("locale/**/*.po")]
    said = {path.name for path in kept if re.search("anonym|anónim", Path(path).read_text(), re.I)}
    assert [len(kept) > 20, said] == [True, set()]


# 5. Before sitting


@pytest.mark.django_db
def test_point_5_door_asks_one_thing_only_listening_first_and_says_that_typing_is_possible():
    a_meeting_on_now()
    answer = Client().get(DOOR)
    choices = re.findall(r'<input type="radio" name="how" value="(\w+)"([^>]*)>', answer.content.decode())
    assert [(value, "checked" in rest) for value, rest in choices] == [("listen", True), ("speak", False)]
    words = text(answer)
    assert ["Just listening tonight" in words, "I may speak" in words, "share in writing" in words] == [True] * 3


def test_point_5_offer_waits_during_a_permission_prompt_or_a_touch():
    table = does(a_table([ANA, BEN, CLEO], script=[SHARING], segment=0), "ben", "hand", after(0))
    does(table, "ben", "wait", after(25))
    time_passes(table, after(31))
    assert piece(table) == ("offered", "ben")
    time_passes(table, after(25) + OFFER)
    assert piece(table) is None


def test_point_5_unanswered_offer_leaves_its_person_next_in_line():
    table = does(a_table([ANA, BEN, CLEO], script=[SHARING], segment=0), "ben", "hand", after(0))
    does(table, "cleo", "hand", after(1))
    time_passes(table, after(30))
    assert [piece(table), table.seats["ben"].missed] == [("offered", "cleo"), True]
    does(table, "ben", "ready", after(31))
    does(table, "cleo", "listen", after(32))
    assert piece(table) == ("offered", "ben")


@pytest.mark.django_db
def test_point_5_first_share_is_preceded_by_a_look_around():
    maple, willow, circle = an_open_circle(HANDS)
    presses(maple, circle, "hand")
    question = "Is anyone near you who should not hear, or a child?"
    assert [shown(each.get(page(circle)), question) for each in (maple, willow)] == [True, False]


# 6. Shared devices


@pytest.mark.django_db
def test_point_6_pages_titles_and_icon_are_neutral_and_nothing_is_told_to_media_keys():
    maple, _willow, circle = an_open_circle(HANDS)
    for part in PARTS:
        head = maple.get(page(circle, part)).content.decode().partition("</head>")[0]
        assert [word in head for word in ("Candlelight", "Fellowship", "circle</title>")] == [False, False, False]
    scripts = "".join(path.read_text() for path in settings.BASE_DIR.glob("static/js/**/*.js"))
    assert "mediaSession" not in scripts


@pytest.mark.django_db
def test_point_6_leaving_quickly_is_said_beforehand_to_leave_a_line_in_the_history():
    a_meeting_on_now()
    assert "The browser’s history still lists this visit." in text(Client().get(DOOR))


# 9. Nothing on?


@pytest.mark.django_db
def test_point_9_front_page_with_nothing_on_gives_the_next_opening_in_the_viewers_time_and_the_help_link():
    tomorrow = datetime.now(UTC) + timedelta(hours=20)
    a_meeting(
        zone="UTC", days=[tomorrow.isoweekday() % 7], time=tomorrow.time().replace(minute=30, second=0, microsecond=0)
    )
    berlin = Client()
    berlin.cookies["zone"] = "Asia/Kolkata"  # half an hour off every full one
    words = text(berlin.get("/"))
    found = re.search(r"Next comes Candlelight, (.*?); its doors open at (\d\d:\d\d)", words)
    assert found
    there = (tomorrow.replace(minute=30) + timedelta(hours=5, minutes=30)).strftime("%H:00")
    assert [there in found[1], found[2].endswith(":45"), "I need help now" in words] == [True, True, True]


@pytest.mark.django_db
def test_point_9_on_now_says_whether_people_are_here_and_never_how_many():
    a_meeting_on_now()
    empty = text(Client().get("/"))
    for name in ("Maple", "Willow", "Brook"):
        a_guest(name)
    full = text(Client().get("/"))
    assert ["nobody yet" in empty, "people are here" in empty] == [True, False]
    assert ["nobody yet" in full, "people are here" in full] == [False, True]
    assert re.search(r"\b(3|three)\b[^.]{0,20}(people|here)", full) is None


# 10. Claimed groups only


@pytest.mark.django_db
def test_point_10_circle_opens_only_once_the_groups_own_contact_has_answered():
    began = datetime.now(UTC) - timedelta(minutes=10)
    group = a_group(claimed=False, zone="UTC")
    a_listing(
        group,
        days=list(range(7)),
        time=began.time().replace(microsecond=0),
        minutes=180,
        link="https://rooms.example/1",
    )
    before = [Client().get(DOOR).status_code, "https://rooms.example/1" in Client().get("/").content.decode()]
    group.claimed_at = datetime.now(UTC)
    group.save()
    maple, circle = a_guest("Maple")
    assert [before, presses(maple, circle, "open").status_code] == [[404, True], 302]
    assert [Circle.objects.get().opened_at is None, Meeting.objects.count()] == [False, 1]


# 11. Words on the screen


@pytest.mark.django_db
@pytest.mark.parametrize("tongue", ["en", "es"])
def test_point_11_pages_of_a_circle_speak_of_places_and_pauses(tongue):
    meeting = a_meeting_on_now(script=[HANDS, CLOSING])
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    maple, _ = a_guest("Maple")
    ben.cookies["django_language"] = maple.cookies["django_language"] = tongue
    said = [text(Client(HTTP_ACCEPT_LANGUAGE=tongue).get(DOOR))]
    for verb in ("take-host", "open", "word", "done", "pause"):
        presses(ben, circle, verb)
        said += [text(each.get(page(circle, part))) for each in (ben, maple) for part in PARTS]
    codes = r"\b(seats?|hush\w*|suspend\w*|doorstep|users?|leaders?|admins?|bann?\w*|scores?|asientos?|usuari\w*)\b"
    assert [re.findall(codes, words, re.I) for words in said] == [[]] * len(said)
    kind = {"en": {"We pause together", "Leave my place"}, "es": {"Hacemos una pausa en común", "Dejar mi lugar"}}
    assert {word for word in kind[tongue] if word in said[-2]} == kind[tongue]


def test_point_11_refusals_speak_so_too():
    with translation.override("en"):
        refusals = [str(kind.says) for kind in NotNow.__subclasses__()]
    assert [each for each in refusals if re.search(r"\b(seat|hush|suspend|doorstep|user)\w*", each, re.I)] == []
    assert len(refusals) > 8
