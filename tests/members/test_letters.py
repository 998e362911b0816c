"""A code by letter: good once, in the browser that asked, and telling nobody who gave an address."""

import re
import smtplib

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from members.rules.mail import keep_address
from tests.members.cast import a_member

pytestmark = [pytest.mark.django_db, pytest.mark.once]
REFUSED = {"code": ["That code does not fit, or is too old. After three tries, please ask for a new one."]}


@pytest.fixture
def ana():
    member = a_member("Ana")
    keep_address(member=member, address="home@example.org")
    return member


def ask(client, name="Ana", **more):
    return client.post("/sign-in/letter/", {"name": name} | more)


def sent_code():
    return re.search(r"^\w{4}-\w{4}$", mail.outbox[-1].body, re.MULTILINE)[0]


def enter(client, code, *, device="shared", **more):
    return client.post("/sign-in/letter/code/", {"code": code, "device": device} | more)


def refusals(response):
    return {field: list(words) for field, words in response.context["form"].errors.items()}


def test_code_from_the_letter_lets_in_once(client, ana):
    answer = ask(client, " ANA ", next="/you/")
    assert answer.url == "/sign-in/letter/code/?next=%2Fyou%2F"
    code = sent_code()
    assert enter(client, code.lower().replace("-", " "), next="/you/").url == "/you/"
    assert client.session["_auth_user_id"] == str(ana.pk)
    client.post("/sign-out/")
    assert refusals(enter(client, code)) == REFUSED


def test_invariant_66_letter_is_neutral_and_names_nobody(client, ana, settings):
    settings.SITE_NAME, settings.QUIET_NAME = "Sober Fellowship", "Rooms"
    ask(client)
    (letter,) = mail.outbox
    assert (letter.to, letter.subject, letter.from_email) == (
        ["home@example.org"],
        "Rooms: as you asked",
        "Rooms <rooms@localhost>",
    )
    assert not re.search(
        "fellowship|recovery|sober|circle|meeting|ana|http", letter.subject + letter.body, re.IGNORECASE
    )


def test_name_without_address_and_name_of_nobody_read_the_same_and_are_sent_nothing(client, ana):
    a_member("Ben")
    browsers = {name: Client() for name in ("Ana", "Ben", "Nobody")}
    answers = {name: ask(browser, name) for name, browser in browsers.items()}
    assert {(answer.status_code, answer.url) for answer in answers.values()} == {(302, "/sign-in/letter/code/")}
    pages = {
        re.sub(r'value="\w{64}"', "", browser.get("/sign-in/letter/code/").content.decode())
        for browser in browsers.values()
    }
    assert len(pages) == 1
    assert len({len(row.session_data) for row in Session.objects.all()}) == 1
    assert [letter.to for letter in mail.outbox] == [["home@example.org"]]
    assert {name: refusals(enter(browser, "AAAA-AAAA")) for name, browser in browsers.items()} == dict.fromkeys(
        browsers, REFUSED
    )


@pytest.mark.parametrize("name", ["Ben", "Nobody"])
def test_unsent_code_opens_nothing(client, name):
    a_member("Ben")
    ask(client, name)
    assert refusals(enter(client, client.session["letter"]["code"])) == REFUSED


def test_letter_that_cannot_be_sent_reads_the_same(client, ana, monkeypatch, caplog):
    def broken(*_, **__):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", broken)
    assert ask(client).url == "/sign-in/letter/code/"
    assert [record.getMessage() for record in caplog.records] == [
        "A letter with a code could not be sent; see to EMAIL_HOST and its settings."
    ]


def test_two_who_share_an_address_each_get_their_own_way_in(client, ana):
    ben = a_member("Ben")
    keep_address(member=ben, address="home@example.org")
    ask(client, "Ben")
    enter(client, sent_code())
    assert client.session["_auth_user_id"] == str(ben.pk)


def test_code_opens_nothing_in_another_browser(client, ana):
    ask(client)
    other = Client()
    assert refusals(enter(other, sent_code())) == REFUSED
    ask(other, "Nobody")
    assert refusals(enter(other, sent_code())) == REFUSED


def test_three_wrong_tries_use_it_up(client, ana):
    ask(client)
    code = sent_code()
    assert [refusals(enter(client, "AAAA-AAAA")) for _ in range(3)] == [REFUSED] * 3
    assert refusals(enter(client, code)) == REFUSED
    ask(client)
    enter(client, "AAAA-AAAA")
    assert enter(client, sent_code()).status_code == 302


def test_code_is_too_old_after_ten_minutes(client, ana, monkeypatch):
    ask(client)
    later = client.session["letter"]["until"] + 1
    monkeypatch.setattr("members.views.letters.time.time", lambda: later)
    assert refusals(enter(client, sent_code())) == REFUSED


def test_nobodys_mailbox_is_filled(client, ana):
    askers = [ask(Client(), "ana", REMOTE_ADDR=f"203.0.113.{n}").status_code for n in range(6)]
    assert (askers, len(mail.outbox)) == ([302] * 5 + [429], 5)
    assert ask(client, "Ben").status_code == 302


@pytest.mark.parametrize(("device", "ends_with_browser"), [("shared", True), ("mine", False)])
def test_shared_device_forgets_when_the_browser_closes(client, ana, device, ends_with_browser):
    ask(client)
    enter(client, sent_code(), device=device)
    assert client.session.get_expire_at_browser_close() is ends_with_browser


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere"])
def test_only_a_place_in_this_house_is_led_to(client, ana, to):
    assert ask(client, next=to).url == "/sign-in/letter/code/"
    assert enter(client, sent_code(), next=to).url == "/"


def test_erased_member_is_let_in_by_no_letter(client, ana):
    ask(client)
    ana.delete()
    assert refusals(enter(client, sent_code())) == REFUSED


def test_reading_the_page_gives_no_cookie(client):
    assert set(client.get("/sign-in/letter/").cookies) <= {"csrftoken"}
    assert Session.objects.count() == 0
