"""People first: what a newcomer, an old member, a host or a clerk needs from the first circle on. A point by its number.

What only a browser can show stands in test_section_eight_in_browsers.py.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from circles.models import Circle, Seat
from circles.rules import acts
from circles.rules.clock import ANSWER, ASK, DROP, OFFER
from circles.rules.refusals import NotNow
from groups.models import Meeting
from rooms.memory import memory
from rooms.presence import LIVE_LEASE
from tests.circles.cast import (
    ANA,
    BEN,
    CLEO,
    CLOSING,
    DEE,
    EVA,
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
    one_who_belongs,
    page,
    seat_of,
    text,
)
from tests.circles.visiting import does as presses
from tests.groups.cast import a_group, a_member
from tests.groups.cast import a_meeting as a_listing

READING = {"kind": "reading", "title": "For tonight", "text": "What did you carry today?"}
PARTS = ["", "ring/"]


def shown(answer, words):
    """Whether a page shows an element that says these words, rather than keeping it hidden."""
    page = answer.content.decode().partition('<div id="sayings" hidden>')[0]
    return re.search(rf"<\w+(?![^>]*\bhidden\b)[^>]*>\s*{re.escape(words)}", page) is not None


def an_open_circle(*script):
    """(Maple, Willow, their circle), opened into the first part of the script."""
    a_meeting_on_now(script=[*script, CLOSING])
    maple, circle = a_guest("Maple")
    willow, _ = a_guest("Willow")
    presses(maple, circle, "open")
    return maple, willow, circle


# 1. A word


def hosted(*script, **facts):
    table = a_table([ANA, BEN, CLEO, DEE, EVA], script=script or [SHARING], segment=0, **facts)
    return does(table, "ana", "take-host", after(0))


def test_point_1_word_is_the_hosts_uncounted_and_unclocked_and_ends_when_the_piece_is_offered():
    table = does(does(hosted(), "ana", "word", after(1)), "ben", "hand", after(2))
    assert [piece(table), table.turn.running_since, table.seats["ana"].turns] == [("word", "ana"), None, 0]
    time_passes(table, after(minutes=30))
    assert [piece(table), table.turn.running_since] == [("word", "ana"), None]
    does(table, "ana", "done", after(minutes=30))
    assert [piece(table), table.seats["ana"].turns] == [("offered", "ben"), 0]


@pytest.mark.parametrize("seat", ["ben", "cleo"])
def test_point_1_word_is_nobody_elses(seat):
    table = hosted()
    with pytest.raises(NotNow):
        does(table, seat, "word", after(1))
    assert piece(table) is None


def test_point_1_word_waits_for_a_share_to_end():
    table = does(does(hosted(), "ben", "hand", after(1)), "ben", "begin", after(2))
    with pytest.raises(NotNow):
        does(table, "ana", "word", after(3))
    assert piece(table) == ("share", "ben")


def test_point_1_time_is_said_by_the_timekeeper_alone_and_takes_nothing_away():
    table = does(does(hosted(), "ben", "hand", after(1)), "ben", "begin", after(2))
    does(table, "cleo", "take-time", after(3))
    for seat in ("ana", "dee"):
        with pytest.raises(NotNow):
            does(table, seat, "time", after(4))
    does(time_passes(table, after(60)), "cleo", "time", after(61))
    assert [table.turn.time_said_at, piece(table)] == [after(61), ("share", "ben")]


@pytest.mark.django_db
def test_point_1_time_is_a_button_and_a_word_on_every_screen():
    maple, willow, circle = an_open_circle(HANDS)
    for each, verb in ((maple, "hand"), (maple, "begin"), (willow, "take-time")):
        presses(each, circle, verb)
    assert "Say “time”" in text(willow.get(page(circle)))
    assert [shown(each.get(page(circle)), "Time") for each in (maple, willow)] == [False, False]
    presses(willow, circle, "time")
    assert [shown(each.get(page(circle)), "Time") for each in (maple, willow)] == [True, True]


@pytest.mark.django_db
def test_point_1_unison_is_one_voice_that_leads_and_a_text_everyone_sees():
    maple, willow, circle = an_open_circle(READING)
    presses(maple, circle, "read")
    assert [READING["text"] in text(each.get(page(circle))) for each in (maple, willow)] == [True, True]
    assert "Maple is reading" in text(willow.get(page(circle)))
    assert presses(willow, circle, "read").status_code == 409


# 2. The sleeping holder


def a_sharer():
    """A table where Ben shares since the second second."""
    table = a_table([ANA, BEN, CLEO], script=[SHARING], segment=0)
    return does(does(table, "ben", "hand", after(1)), "ben", "begin", after(2))


def nothing_from_ben(table, now):
    """Ben's device stays connected and sends neither sound nor touch."""
    return time_passes(table, now, asleep=["ben"])


def test_point_2_sleeping_holder_is_asked_and_then_waited_for_as_for_a_dropped_line():
    table, asked = a_sharer(), after(2) + ASK
    nothing_from_ben(table, asked - timedelta(seconds=1))
    assert table.turn.asked_at is None
    nothing_from_ben(table, asked)
    assert [table.turn.asked_at, table.turn.dropped_at] == [asked, None]
    nothing_from_ben(table, asked + ANSWER)
    assert [table.turn.dropped_at, piece(table)] == [asked + ANSWER, ("share", "ben")]
    nothing_from_ben(table, asked + ANSWER + DROP)
    assert piece(table) is None


def test_point_2_sleeping_holder_who_stirs_keeps_the_piece_and_the_clock():
    table, asked = a_sharer(), after(2) + ASK
    nothing_from_ben(table, asked)
    does(table, "ben", "stir", asked + timedelta(seconds=30))
    assert [table.turn.asked_at, table.turn.running_since, piece(table)] == [None, after(2), ("share", "ben")]


@pytest.mark.django_db
def test_point_2_question_is_on_the_holders_screen_only():
    maple, willow, circle = an_open_circle(HANDS)
    for verb in ("hand", "begin"):
        presses(maple, circle, verb)
    turn = circle.turns.get()
    now = datetime.now(UTC)
    turn.begun_at = turn.stirred_at = turn.running_since = now - ASK - timedelta(seconds=1)
    turn.save()
    mine = f"{seat_of(maple, circle).pk}|tab"
    memory.lease(circle.room, {mine: (now + LIVE_LEASE).timestamp()})
    memory.sign(circle.room, {seat_of(maple, circle).pk: (now - ASK).timestamp()})
    asked = "Take your time. Still with us?"
    assert {name: shown(each.get(page(circle)), asked) for name, each in (("maple", maple), ("willow", willow))} == {
        "maple": True,
        "willow": False,
    }
    assert "Maple is sharing" in text(willow.get(page(circle)))


# 3. "I need help now"


@pytest.mark.django_db
def test_point_3_help_is_one_press_away_on_every_page_of_the_evening():
    maple, _willow, circle = an_open_circle(HANDS)
    pages = ["/", DOOR, page(circle), "/sign-in/", "/sign-up/", "/groups/", "/meetings/candlelight/"]
    assert {path: 'href="/help/"' in maple.get(path).content.decode() for path in pages} == dict.fromkeys(pages, True)
    assert re.search(r'href="/help/" target="_blank" rel="noopener"', maple.get(page(circle)).content.decode())


@pytest.mark.django_db
def test_point_3_help_is_read_without_a_trace_and_without_losing_the_place(django_assert_num_queries, caplog):
    maple, _willow, circle = an_open_circle(HANDS)
    before = list(Seat.objects.order_by("pk").values())
    with django_assert_num_queries(0):
        words = text(maple.get("/help/"))
    assert "nobody here can send help unless you say it yourself" in words
    assert [list(Seat.objects.order_by("pk").values()) == before, caplog.records] == [True, []]
    assert maple.get(page(circle)).status_code == 200


def test_point_3_host_steps_in_and_the_clock_stops_while_the_speaker_keeps_the_piece():
    table = does(does(hosted(), "ben", "hand", after(1)), "ben", "begin", after(2))
    does(table, "ana", "step-in", after(32))
    assert [piece(table), table.circle.helping_id, table.turn.running_since] == [("share", "ben"), "ana", None]
    assert table.turn.spent == timedelta(seconds=30)
    does(time_passes(table, after(60)), "ana", "step-out", after(60))
    assert [table.circle.helping_id, table.turn.running_since, table.turn.spent.seconds] == [None, after(60), 30]


def shared_by(seat, *people):
    """A table without a host where that person has the piece."""
    table = does(a_table(people, script=[SHARING], segment=0), seat, "hand", after(1))
    return does(table, seat, "begin", after(2))


def test_point_3_two_members_step_in_together_and_never_a_guest():
    table = shared_by("cleo", ANA, BEN, CLEO, DEE)
    does(table, "ben", "step-in", after(3))
    assert table.circle.helping_id is None
    does(table, "dee", "step-in", after(4))
    assert table.circle.helping_id == "ben"
    assert "step-in" not in acts.able(does(table, "ben", "step-out", after(5)), "cleo", after(6))
    with pytest.raises(NotNow):
        does(shared_by("cleo", CLEO, EVA), "eva", "step-in", after(3))


@pytest.mark.django_db
def test_point_3_card_tells_servants_what_to_do():
    maple, _willow, circle = an_open_circle(HANDS)
    words = text(maple.get(page(circle)))
    assert "for care only. Ask what they need, stay with them, and say where help can be found." in words
    assert "nobody can send help unless they tell us." in words


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
    kind = {"en": ["We pause together", "Leave my place"], "es": []}[tongue]
    assert [word in said[-2] for word in kind] == [True] * len(kind)


def test_point_11_refusals_speak_so_too():
    with translation.override("en"):
        refusals = [str(kind.says) for kind in NotNow.__subclasses__()]
    assert [each for each in refusals if re.search(r"\b(seat|hush|suspend|doorstep|user)\w*", each, re.I)] == []
    assert len(refusals) > 8
