"""Staying to talk through its doors: chosen on the closed circle's page, by forms and nothing else (domain.md scenario 17)."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from circles import after_live
from circles.access import cookie_name
from circles.live import settle_now
from circles.models import After, AfterLine, AfterPlace, Circle, Seat
from circles.rules.after import AT_MOST, GONE
from groups.models import Meeting
from rooms.memory import memory
from rotation.models import Record
from tests.circles.cast import SHARING
from tests.circles.staying import (
    KINDS,
    a_closed_circle,
    a_talk,
    closes,
    left_behind,
    place_of,
    reads,
    room,
    stays,
    talks,
)
from tests.circles.visiting import (
    SCRIPTED,
    a_guest,
    a_meeting_on_now,
    does,
    page,
    seat_of,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


# Choosing


def test_whoever_was_there_may_stay_or_leave_quietly():
    """circles.md 8.15: the room is entered only by "Stay and talk"; "Leave quietly" comes first and has the focus."""
    circle, (maple, willow) = a_closed_circle("Anouk", "Bao")
    ended = maple.get(page(circle))
    said = ended.content.decode()
    assert ended.status_code == 410
    assert said.index("Leave quietly</button>") < said.index("Stay and talk</button>")
    assert re.search(r"<button[^>]*autofocus>Leave quietly", said)
    assert said.count("autofocus") == 1
    offered = re.search(r'name="name" value="([^"]+)"', said)[1]
    assert offered not in ("Anouk", "Bao")  # nothing kept is offered
    gone = willow.post(page(circle, "go-home/"))
    assert [gone.status_code, gone["Location"], willow.get(page(circle)).status_code] == [302, "/", 404]
    assert AfterPlace.objects.exclude(number=None).count() == 0


def test_sharings_key_and_rows_are_gone_before_anyone_can_enter():
    """circles.md 1.6: the after-meeting has a key of its own, and the sharing's is destroyed first."""
    a_meeting_on_now(script=[SHARING])
    (maple, circle), (willow, _) = a_guest("Maple"), a_guest("Willow")
    does(maple, circle, "open")
    key, seats = memory.known_key(circle.room), [seat_of(each, circle) for each in (maple, willow)]
    closes(circle, maple, willow)
    assert [memory.known_key(circle.room), Seat.objects.count()] == [None, 0]
    after = After.objects.get()
    own = memory.known_key(after.room)
    assert own not in (None, key)
    assert after.slug != circle.slug
    kept = [value for row in AfterPlace.objects.values() for value in row.values() if isinstance(value, str)]
    assert not any(fact in value for value in kept for seat in seats for fact in (seat.id, seat.who))
    # Had the process that closed it died before it could forget, entering forgets.
    memory.key(circle.room, seconds=60)
    assert stays(maple, circle).status_code == 302
    assert memory.known_key(circle.room) is None


@pytest.mark.parametrize(
    "meeting", [{"after_meeting": False}, {"youth": True}], ids=["without an after-meeting", "for young people"]
)
def test_where_there_is_none_the_page_says_what_is_gone(meeting):
    """circles.md 8.16: no after-meeting for young people; nor where the group wants none."""
    a_meeting_on_now(script=[SHARING])
    (maple, circle), (willow, _) = a_guest("Maple"), a_guest("Willow")
    does(maple, circle, "open")
    Meeting.objects.update(**meeting)
    closes(circle, maple, willow)
    ended = maple.get(page(circle))
    assert "What was said has been erased here" in text(ended)
    assert "Stay and talk" not in text(ended)
    assert [ended.status_code, After.objects.count(), maple.post(page(circle, "stay/")).status_code] == [410, 0, 404]


def test_nobody_stays_who_left_or_was_asked_to_leave_or_to_wait():
    a_meeting_on_now(script=[SHARING])
    names = ("Maple", "Willow", "Left", "Asked", "Doorstep", "Waited", "Gone")
    people = {name: a_guest(name)[0] for name in names}
    circle, now = Circle.objects.get(), datetime.now(UTC)
    seats = {name: seat_of(each, circle) for name, each in people.items()}
    does(people["Maple"], circle, "open")
    proof = people["Left"].cookies[cookie_name(circle.slug)].value
    does(people["Left"], circle, "leave")
    people["Left"].cookies[cookie_name(circle.slug)] = proof
    Seat.objects.filter(pk=seats["Asked"].pk).update(asked_to_leave_at=now)
    Seat.objects.filter(pk=seats["Doorstep"].pk).update(doorstep_until=now + timedelta(minutes=4))
    Seat.objects.filter(pk=seats["Waited"].pk).update(doorstep_until=now - timedelta(minutes=4))
    memory.lease(circle.room, {f"{seats['Gone'].id}|plain": (now - timedelta(minutes=11)).timestamp()})
    closes(circle, people["Maple"], people["Willow"])
    assert AfterPlace.objects.count() == 3
    offered = {name: "Stay and talk" in text(each.get(page(circle))) for name, each in people.items()}
    assert offered == dict.fromkeys(names, False) | {"Maple": True, "Willow": True, "Waited": True}


def test_whoever_would_be_alone_is_not_asked_to_stay():
    a_meeting_on_now(script=[SHARING])
    maple, circle = a_guest("Maple")
    willow = a_guest("Willow")[0]
    does(maple, circle, "open")
    does(willow, circle, "leave")
    Circle.objects.update(ends_at=datetime.now(UTC))  # until then a stranger alone leaves the door open
    closes(circle, maple)
    assert After.objects.count() == 0


def test_name_is_given_anew_and_no_two_look_alike():
    circle, (maple, willow) = a_closed_circle("Maple", "Willow")
    assert stays(maple, circle, "Reed").status_code == 302
    for typed, says in [("REED", "already goes by that name"), ("\u202e", "at least one letter"), ("x" * 41, "40")]:
        refused = stays(willow, circle, typed)
        assert [refused.status_code, says in text(refused)] == [410, True], typed
    assert stays(willow, circle, "Maple").status_code == 302  # the circle's names are forgotten
    assert ["Reed" in reads(willow), "Maple" in reads(maple)] == [True, True]


# Talking


def test_people_write_and_answer_and_everyone_reads_it():
    """Scenario 17 (domain.md): another room, where answering is allowed and there is no timer."""
    _circle, (maple, willow) = a_talk("Maple", "Willow")
    assert talks(maple, "say", words="How was the week?").status_code == 302
    assert talks(willow, "say", words="Long.\nYours?", scripted=True).status_code == 200
    assert talks(maple, "say", words="<b>Short</b> https://example.org").status_code == 302
    shown = willow.get(room()).content.decode()
    for words in ("How was the week?", "Long.<br>Yours?", "&lt;b&gt;Short&lt;/b&gt; https://example.org"):
        assert words in shown
    assert [word in shown for word in ("<b>", "example.org</a>", "now__clock", "ring__clock", "data-voice")] == [
        False
    ] * 5
    framed = willow.get(room("ring/"))
    assert [framed.status_code, "Long." in text(framed), "refresh" in framed.content.decode()] == [200, True, False]
    state = willow.get(room("state/"), **SCRIPTED).content.decode()
    assert state.startswith('{"v":5,"my":"talking","may":"say pause","two":1}\n<div data-part="ring"')


def test_nothing_said_stands_in_the_database():
    _circle, (maple, _willow) = a_talk("Maple", "Willow")
    talks(maple, "say", words="Only this room should know.", key="a-key-of-mine")
    rows = [repr(row) for kind in KINDS for row in kind.objects.values()]
    assert len(rows) == 1 + 1 + 1 + 2
    assert not any(word in row for row in rows for word in ("Only this", "Maple", "Willow", "a-key-of-mine"))


def test_last_two_hundred_lines_are_kept_and_older_ones_erased():
    _circle, (maple, willow) = a_talk("Maple", "Willow")
    place, after = place_of(maple), After.objects.get()
    AfterLine.objects.bulk_create(
        AfterLine(after=after, place=place, number=n, sealed=b"-" * 40) for n in range(1, 206)
    )
    After.objects.update(lines=205)
    talks(willow, "say", words="The newest")
    assert list(AfterLine.objects.values_list("number", flat=True)) == list(range(7, 207))
    assert "The newest" in reads(maple)


def test_long_lines_do_not_make_a_page_that_never_ends():
    _circle, (maple, willow) = a_talk("Maple", "Willow")
    for number in range(25):
        talks(maple, "say", words=f"n{number} " + "x" * 1990)
    shown = reads(willow)
    assert ["n24 " in shown, "n6 " in shown, "n3 " in shown] == [True, True, False]


def test_looking_costs_the_same_however_many_talk(django_assert_num_queries):
    _circle, clients = a_talk(*(f"Reed {word}" for word in "abcdefgh"))
    for client in clients[:6]:
        talks(client, "say", words="Here")
    slug = After.objects.get().slug
    with django_assert_num_queries(5):  # the room, its places, who may still come, its wishes; and what was said
        reading = after_live.afters.reading(slug, datetime.now(UTC), frozenset({"en", "es"}))
    assert [len(reading.lines), len(reading.shared)] == [8, 2]


def test_people_are_drawn_for_as_long_as_they_are_connected():
    _circle, (maple, willow) = a_talk("Maple", "Willow")
    assert re.findall(r'<li data-place="\d+">(\w+)', maple.get(room()).content.decode()) == ["Maple", "Willow"]
    memory.lease(After.objects.get().slug, {f"{place_of(willow).id}|plain": datetime.now(UTC).timestamp() - 1})
    assert re.findall(r'<li data-place="\d+">(\w+)', maple.get(room()).content.decode()) == ["Maple"]


# The end


def test_it_leaves_no_line_at_all():
    """Head-count and record stay as the circle left them; the room's rows and key are gone."""
    circle, (maple, willow) = a_talk("Maple", "Willow")
    talks(maple, "say", words="A word")
    talks(maple, "pause")
    slug, before = After.objects.get().slug, list(Record.objects.values())
    After.objects.update(opened_at=datetime.now(UTC) - GONE)  # beyond the first minutes
    assert all(left_behind())
    talks(maple, "leave")
    assert After.objects.count() == 1
    address = room("do/leave/")
    assert willow.post(address, {"key": "a-key-of-mine"}).status_code == 302
    assert left_behind() == [0] * len(KINDS)
    assert [memory.known_key(slug), list(Record.objects.values())] == [None, before]
    assert Circle.objects.get().pk == circle.pk


def test_words_typed_when_it_closed_are_given_back():
    _circle, (maple, _willow) = a_talk("Maple", "Willow")
    address, read = room("do/say/"), room()
    After.objects.update(opened_at=datetime.now(UTC) - AT_MOST)
    late = maple.post(address, {"key": "a-key-of-mine", "words": "My long thought"})
    assert [late.status_code, "My long thought</textarea>" in late.content.decode()] == [410, True]
    assert ["The after-meeting has closed" in text(late), left_behind()] == [True, [0] * len(KINDS)]
    assert [maple.get(read).status_code, Client().get(read).status_code] == [410, 404]
    assert maple.post(address, {"key": "another-key", "words": "x"}, **SCRIPTED).status_code == 410


def test_forgotten_one_ends_by_the_clock_though_nobody_looks():
    _circle, (_maple, _willow) = a_talk("Maple", "Willow")
    slug, now = After.objects.get().slug, datetime.now(UTC)
    assert after_live.close_forgotten(now=now + GONE) == 0  # their pages are a minute and a half old by then
    assert after_live.close_forgotten(now=now + GONE + timedelta(seconds=100)) == 1
    assert [left_behind(), memory.known_key(slug)] == [[0] * len(KINDS), None]


def test_empty_circle_that_closes_by_itself_opens_no_room():
    a_meeting_on_now(script=[SHARING])
    clients = [a_guest(name)[0] for name in ("Maple", "Willow")]
    circle = Circle.objects.get()
    does(clients[0], circle, "open")
    ended = datetime.now(UTC) - timedelta(minutes=30)
    for client in clients:
        memory.lease(circle.room, {f"{seat_of(client, circle).id}|plain": (ended - timedelta(hours=1)).timestamp()})
    Circle.objects.update(starts_at=ended - timedelta(hours=2), ends_at=ended)
    assert [settle_now(circle.slug).closed, After.objects.count()] == [True, 0]


def test_it_ends_at_once_when_the_last_leaves_and_nobody_is_left_to_choose():
    circle, (maple, willow, reed) = a_closed_circle("Maple", "Willow", "Reed")
    stays(maple, circle, "Maple")
    talks(maple, "leave")
    assert After.objects.count() == 1  # two have not said yet whether they stay
    stays(willow, circle, "Willow")
    place = place_of(willow)
    assert reed.post(page(circle, "go-home/")).status_code == 302
    assert After.objects.count() == 1
    talks(willow, "leave")
    assert left_behind() == [0] * len(KINDS)
    assert not AfterPlace.objects.filter(pk=place.pk).exists()


def test_of_whoever_left_not_even_a_sealed_name_stays():
    _circle, (maple, _willow, _reed) = a_talk("Maple", "Willow", "Reed")
    place = place_of(maple)
    talks(maple, "leave")
    place.refresh_from_db()
    assert (place.number, place.sealed, place.left_at is None) == (None, None, False)
