"""A member's notes as a page, and the link that stops letters."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import Letters, Note
from members.rules.note_wishes import wish, wishes_of
from tests.members.cast import a_member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOTES = "/you/notes/"


@pytest.fixture
def ana(client):
    member = a_member("Ana")
    signed_in(client, member)
    return member


def a_note(member, matter="term/1", **more):
    facts = {"role": "Host", "body": "Harbour"}
    return Note.objects.create(
        member=member, kind="term-ends", matter=matter, facts=facts, written_at=timezone.now(), **more
    )


def test_nothing_to_know_is_said_and_a_visitor_is_asked_to_sign_in(client, ana):
    assert "Nothing to know just now." in client.get(NOTES).content.decode()
    client.logout()
    assert client.get(NOTES).status_code == 302


def test_front_page_leads_to_what_is_new_until_it_was_read(client, ana):
    note = a_note(ana)
    assert "1 note you have not read" in client.get("/").content.decode()
    page = client.get(NOTES).content.decode()
    assert "Your time as Host in Harbour ends on" in page
    client.post(NOTES, {"read": "", "note": note.pk})
    assert "you have not read" not in client.get("/").content.decode()


def test_no_more_of_a_kind_and_taken_back(client, ana):
    note = a_note(ana)
    client.post(NOTES, {"kind": "", "note": note.pk})
    page = client.get(NOTES).content.decode()
    assert "when my own time in a role ends" in page
    client.post(NOTES, {"again": "term-ends"})
    assert "when my own time in a role ends" not in client.get(NOTES).content.decode()


def test_wishes_are_kept_and_a_wrong_one_is_said(client, ana):
    client.post(NOTES, {"wish": "", "letters": "daily", "quiet_from": "22", "quiet_until": "7"})
    wishes = wishes_of(ana)
    assert [wishes.letters, wishes.quiet_from, wishes.quiet_until] == ["daily", 22, 7]
    answer = client.post(NOTES, {"wish": "", "letters": "hourly", "quiet_from": "99", "quiet_until": "7"})
    assert answer.status_code == 200
    assert wishes_of(ana).quiet_from == 22


@pytest.mark.parametrize("number", ["", "0", "-1", "9" * 30, "½", "x"])
def test_a_number_that_is_none_changes_nothing(client, ana, number):
    a_note(ana)
    assert client.post(NOTES, {"read": "", "note": number}).status_code == 302
    assert Note.objects.get().read_at is None


def test_letters_stop_without_signing_in_by_one_press_of_a_mail_program(client):
    member = a_member("Ben")
    wish(member=member, letters=Letters.EACH, quiet_from=21, quiet_until=8, language="", now=timezone.now())
    address = f"/letters/stop/{wishes_of(member).stop}/"
    assert wishes_of(member).letters == Letters.EACH
    assert "No more letters?" in client.get(address).content.decode()
    assert wishes_of(member).letters == Letters.EACH  # looking changes nothing
    done = client.post(address, {"List-Unsubscribe": "One-Click"})
    assert wishes_of(member).letters == Letters.NONE
    nobodys = client.post("/letters/stop/nobodys/", {"List-Unsubscribe": "One-Click"})
    assert [done.status_code, nobodys.status_code] == [200, 200]
    for answer in (done, nobodys):
        assert "None will be sent" in answer.content.decode()


def test_everything_held_about_me_tells_my_notes_and_wishes(client, ana):
    a_note(ana, read_at=timezone.now() - timedelta(days=1))
    assert "1 note of what was due" in client.get("/you/privacy/").content.decode()
    assert client.post("/you/privacy/").json()["you"]["notes"][0]["matter"] == "term/1"
