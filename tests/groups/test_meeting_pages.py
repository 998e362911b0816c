import re
from datetime import time

import pytest

from groups.models import Meeting
from rotation.models import Record
from tests.groups.cast import a_group, a_meeting, a_member
from tests.groups.secretary import as_sent

pytestmark = [pytest.mark.django_db, pytest.mark.once]

EDIT, CUSTOMS = "/meetings/candlelight/edit/", "/meetings/candlelight/customs/"


@pytest.fixture
def ana(client):
    ana = a_member("Ana")
    client.force_login(ana)
    return ana


def sends(client, page, **changes):
    return client.post(page, as_sent(client.get(page), **changes))


def changed():
    return [line.facts["changed"] for line in Record.objects.filter(verb="meeting-changed")]


def test_forms_sent_back_as_they_came_change_nothing(client, ana):
    a_meeting(
        a_group(secretary=ana), share_seconds=200, signal_seconds=0, signals="none", silence_seconds=7, zone="US/Eastern",
        types=["TC", "S", "O", "XT", "POA", "EN"], languages=["es", "en"], link="https://example.org/room",
    )  # fmt: skip
    assert [sends(client, page).status_code for page in (EDIT, CUSTOMS)] == [302, 302]
    assert (changed(), Meeting.objects.get().version) == ([], 0)


def test_secretary_changes_name_time_kinds_languages_and_place(client, ana):
    a_meeting(a_group(secretary=ana), types=["O", "XT", "EN"], languages=["en"])
    told = {
        "name": "By Candlelight", "days": [3, 1], "time": "21:15", "types": ["C", "CAN"], "languages": ["es", "en"],
        "link": "https://example.org/room", "place": "Hall", "region": "Madrid", "phone": "555",
    }  # fmt: skip
    assert sends(client, EDIT, **told).status_code == 302
    kept = Meeting.objects.get()
    assert {name: getattr(kept, name) for name in told} == told | {
        "days": [1, 3], "time": time(21, 15), "types": ["C", "CAN", "XT", "EN", "S"], "languages": ["en", "es"],
    }  # fmt: skip
    assert changed()[0].keys() == told.keys()


def test_long_lists_show_what_is_chosen_and_fold_the_others_away(client, ana):
    a_meeting(a_group(secretary=ana), types=["C", "B"], languages=["es"])
    shown = client.get(EDIT).content.decode()
    lists = re.findall(r'id="id_(types|languages)" class="stack.*?</details>', shown, re.S)
    halves = [
        re.search(rf'id="id_{name}" class="stack(.*?)<details><summary>([^<]*)(.*?)</details>', shown, re.S).groups()
        for name in lists
    ]
    chosen = {
        name: re.findall(r'value="(\w+)"', first) for name, (first, _more, _rest) in zip(lists, halves, strict=True)
    }
    assert {name: set(each) for name, each in chosen.items()} == {"languages": {"es"}, "types": {"C", "B"}}
    assert [more for _first, more, _rest in halves] == ["Languages to choose from", "Kinds to choose from"]
    assert ["checked" in rest for _first, _more, rest in halves] == [False, False]
    assert [rest.count("<input") > 30 for _first, _more, rest in halves] == [True, True]


@pytest.mark.parametrize(
    ("page", "changes", "field"),
    [
        (EDIT, {"time": None}, "time"),
        (EDIT, {"days": []}, "time"),
        (EDIT, {"minutes": 4}, "minutes"),
        (EDIT, {"zone": "Mars/Olympus"}, "zone"),
        (EDIT, {"days": [9]}, "days"),
        (EDIT, {"name": " "}, "name"),
        (EDIT, {"types": ["O", "C"]}, "types"),
        (EDIT, {"types": ["NOT-A-CODE"]}, "types"),
        (EDIT, {"languages": ["tlh"]}, "languages"),
        (EDIT, {"link": "javascript:alert(1)"}, "link"),
        (EDIT, {"link": "https://ana:secret@example.org/"}, "link"),
        (CUSTOMS, {"doors_minutes": 31}, "doors_minutes"),
        (CUSTOMS, {"share_seconds": 1}, "share_seconds"),
        (CUSTOMS, {"share_seconds": 60, "signal_seconds": 60}, "signal_seconds"),
        (CUSTOMS, {"thanks": "Thank you, {0}"}, "thanks"),
        (CUSTOMS, {"turn_mode": "shouting"}, "turn_mode"),
        (CUSTOMS, {"threshold": "moat"}, "threshold"),
        (CUSTOMS, {"adults_needed": 0}, "adults_needed"),
        (CUSTOMS, {"silence_seconds": -1}, "silence_seconds"),
        (CUSTOMS, {"safety_contact": "not an address"}, "safety_contact"),
        (CUSTOMS, {"profile": "a cult"}, "profile"),
        (CUSTOMS, {"decides_by": "by lot"}, "decides_by"),
        (CUSTOMS, {"decides_by": "other", "decides_words": " "}, "decides_words"),
    ],
)
def test_form_with_an_error_keeps_what_was_typed_and_changes_nothing(client, ana, page, changes, field):
    a_meeting(a_group(secretary=ana))
    typed = {EDIT: "notes", CUSTOMS: "crosstalk_words"}[page]
    answer = sends(client, page, **{typed: "My long words"}, **changes)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert "My long words" in answer.content.decode()
    assert Meeting.objects.get().version == 0


def test_secretary_changes_every_custom_and_each_is_in_the_record(client, ana):
    """Circles.md 2 and 3: every custom is the group's own to set, and the change is minuted."""
    a_meeting(a_group(secretary=ana), types=["O"])
    told = {
        "has_circle": None, "threshold": "knock", "doors_minutes": 20, "latecomers": "shut", "late_minutes": 10,
        "listen_first_minutes": 5, "turn_mode": "silence", "one_turn": None, "share_seconds": 240, "signals": "bells",
        "signal_seconds": 30, "silence_seconds": 60, "thanks": "Gracias, {name}", "warmth": None, "answers": "on",
        "crosstalk_words": "We listen.", "after_meeting": None, "slips": "on", "youth": "on", "adults_needed": 1,
        "safety_contact": "safety@example.org", "profile": "friends", "decides_by": "unity", "decides_words": "We wait.",
    }  # fmt: skip
    assert sends(client, CUSTOMS, **told).status_code == 302
    kept = Meeting.objects.get()
    taken = {name: value == "on" if value in ("on", None) else value for name, value in told.items()}
    answers, slips = taken.pop("answers"), taken.pop("slips")
    assert {name: getattr(kept, name) for name in taken} == taken
    assert (kept.types, kept.answers, kept.gives_slips) == (["O", "XT", "POA"], answers, slips)
    assert changed()[0].keys() == {*taken, "types"}


def test_stale_form_is_refused_kindly_shows_both_and_goes_through_when_saved_again(client, ana):
    a_meeting(a_group(secretary=ana))
    before = client.get(CUSTOMS)
    client.post(CUSTOMS, as_sent(before, thanks="Thanks, {name}", one_turn=None))
    answer = client.post(CUSTOMS, as_sent(before, thanks="Gracias, {name}"))
    shown = answer.content.decode()
    there_now = [
        ("Nobody shares twice before everyone who wishes has shared once", "no"),
        ("Said to each speaker by the room", "Thanks, {name}"),
    ]
    assert (answer.status_code, answer.context["form"].there_now) == (200, there_now)
    assert ["Nothing of yours is lost" in shown, "Gracias, {name}" in shown] == [True, True]
    assert Meeting.objects.get().thanks == "Thanks, {name}"
    assert 'name="version" value="1"' in shown
    client.post(CUSTOMS, as_sent(before, thanks="Gracias, {name}", version=1))
    assert Meeting.objects.get().thanks == "Gracias, {name}"


def test_long_forms_show_every_field_once(client, ana):
    a_meeting(a_group(secretary=ana))
    for page in (EDIT, CUSTOMS, "/meetings/candlelight/script/0/"):
        form = client.get(page).context["form"]
        shown = [field.name for _legend, _hint, fields in form.sections() for field in fields]
        assert sorted(shown) == sorted(field.name for field in form.visible_fields() if field.name != "image")


def test_page_says_how_to_join_and_whom_to_write_to_when_hurt(client):
    """Circles.md 8.24 and 8.23: in large type on paper, with the reader's zone; and an address that needs no account."""
    a_meeting(a_group(), safety_contact="safety@example.org")
    client.cookies["zone"] = "America/New_York"
    shown = " ".join(client.get("/meetings/candlelight/").content.decode().split())
    expected = [
        "http://testserver/meetings/candlelight/",
        "Any name will do",
        "mailto:safety@example.org",
        "data-prints",
    ]
    assert [words in shown for words in expected] == [True] * 4
    a_meeting(a_group("Far", slug="far", claimed=False), "far", safety_contact="")
    shown = client.get("/meetings/far/").content.decode()
    assert [words in shown for words in ("How to join", "mailto:", "data-prints")] == [False] * 3
