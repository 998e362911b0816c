"""Passkeys: made with the password on a device of one's own, good at this place only, each asking answered once."""

import json
import logging

import pytest
from django.test import Client
from fido2.utils import websafe_decode

from members.models import Passkey
from tests.members.authenticator import Authenticator
from tests.members.cast import PASSWORD, a_member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MADE = "The passkey is made. You can come in with it from now on."
NOT_MADE = "No passkey was made. Please try once more."
NOT_OPENED = "That passkey does not open a name here. It may have been removed."


def said(client, path="/help/"):
    return [str(message) for message in client.get(path).context["messages"]]


def asked_to_make(client, password=PASSWORD):
    return client.post("/you/passkeys/begin/", {"password": password, "word": ""})


def has_passkey(client, *, word="Kitchen", **bent):
    """An authenticator whose key the member signed in here has just added."""
    device = Authenticator()
    answer = device.makes(asked_to_make(client).json(), **bent)
    client.post("/you/passkeys/", {"credential": answer, "word": word})
    return device


def comes_in(device, client=None, **bent):
    client = client or Client()
    options = client.post("/sign-in/passkey/begin/").json()
    return client, client.post("/sign-in/passkey/", {"credential": device.opens(options, **bent), "next": "/you/"})


@pytest.fixture
def ana(client):
    return signed_in(client, a_member("Ana Canary", pk=774411))


def test_passkey_is_made_with_the_password_and_opens_the_name(ana):
    device = has_passkey(ana)
    assert said(ana) == [MADE]
    browser, answer = comes_in(device)
    assert answer.url == "/you/"
    assert browser.session["_auth_user_id"] == "774411"
    assert browser.session.get_expire_at_browser_close() is False
    assert said(browser) == ["Welcome back, Ana Canary."]


def test_device_is_told_the_neutral_name_and_an_id_that_says_nothing(ana, settings):
    settings.SITE_NAME, settings.QUIET_NAME = "Sober Fellowship", "Rooms"
    asked = asked_to_make(ana).json()["publicKey"]
    assert (asked["rp"], asked["user"]["name"]) == ({"id": "testserver", "name": "Rooms"}, "Ana Canary")
    mark = websafe_decode(asked["user"]["id"])
    assert (len(mark), b"774411" in mark) == (32, False)
    assert asked["authenticatorSelection"]["userVerification"] == "required"


def test_row_holds_no_hour_and_no_make_of_device(ana):
    has_passkey(ana)
    row = Passkey.objects.values().get()
    assert set(row) == {"id", "member_id", "handle", "credential", "word"}
    assert b"make-and-model" not in bytes(row["credential"])


def test_question_at_the_door_names_nobody(ana):
    has_passkey(ana)
    assert set(Client().post("/sign-in/passkey/begin/").json()["publicKey"]) == {
        "challenge",
        "rpId",
        "userVerification",
    }


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "http://testserver:81"},
        {"host": "elsewhere"},
        {"verified": False},
    ],
)
def test_answer_from_another_place_or_unlocked_by_nobody_is_refused(ana, bent):
    device = has_passkey(ana)
    said(ana)
    browser, answer = comes_in(device, **bent)
    assert (answer.url, said(browser), "_auth_user_id" in browser.session) == ("/sign-in/", [NOT_OPENED], False)
    has_passkey(ana, **bent)
    assert (said(ana), Passkey.objects.count()) == ([NOT_MADE], 1)


def test_each_asking_is_answered_once_and_by_what_was_asked(ana):
    device = has_passkey(ana)
    browser = Client()
    answer = device.opens(browser.post("/sign-in/passkey/begin/").json())
    other = device.opens(Client().post("/sign-in/passkey/begin/").json())
    assert browser.post("/sign-in/passkey/", {"credential": other}).url == "/sign-in/"
    assert browser.post("/sign-in/passkey/", {"credential": answer}).url == "/sign-in/"  # used up by the wrong one
    answer = device.opens(browser.post("/sign-in/passkey/begin/").json())
    assert browser.post("/sign-in/passkey/", {"credential": answer}).url == "/"
    browser.post("/sign-out/")
    assert browser.post("/sign-in/passkey/", {"credential": answer}).url == "/sign-in/"


def test_asking_too_long_ago_is_no_longer_answered(ana, monkeypatch):
    device = has_passkey(ana)
    browser = Client()
    answer = device.opens(browser.post("/sign-in/passkey/begin/").json())
    later = browser.session["passkey"]["until"] + 1
    monkeypatch.setattr("members.views.passkeys.time.time", lambda: later)
    assert browser.post("/sign-in/passkey/", {"credential": answer}).url == "/sign-in/"


def test_question_at_the_door_does_not_make_a_passkey(ana):
    options = ana.post("/sign-in/passkey/begin/").json()
    options["publicKey"]["user"] = {"id": "YQ"}
    ana.post("/you/passkeys/", {"credential": Authenticator().makes(options), "word": ""})
    assert (said(ana), Passkey.objects.count()) == ([NOT_MADE], 0)


@pytest.mark.parametrize(
    "credential",
    ["", "{", "[]", "3", '{"id": 3}', "[" * 30_000, json.dumps({"id": "YQ", "rawId": "YQ", "response": {}})],
)
def test_malformed_answer_is_refused_kindly(ana, credential):
    Client().post("/sign-in/passkey/begin/")
    browser = Client()
    browser.post("/sign-in/passkey/begin/")
    assert browser.post("/sign-in/passkey/", {"credential": credential}).url == "/sign-in/"
    asked_to_make(ana)
    ana.post("/you/passkeys/", {"credential": credential, "word": ""})
    assert (said(ana), Passkey.objects.count()) == ([NOT_MADE], 0)


def test_making_asks_for_the_password_and_guesses_are_slowed(ana):
    answers = [asked_to_make(ana, "guess") for _ in range(11)]
    assert [each.status_code for each in answers] == [400] * 10 + [429]
    assert answers[0].json() == {"refused": "That is not your password."}
    assert "passkey" not in ana.session


def test_none_is_made_or_offered_where_others_use_the_device():
    a_member("Ana")
    shared = Client()
    shared.post("/sign-in/", {"login": "Ana", "password": PASSWORD, "device": "shared"})
    assert "Make a passkey" not in shared.get("/you/passkeys/").content.decode()
    assert asked_to_make(shared).status_code == 400
    shared.post("/you/passkeys/", {"credential": "{}", "word": ""})
    assert Passkey.objects.count() == 0


def test_page_says_what_a_passkey_changes(ana):
    page = ana.get("/you/passkeys/").content.decode()
    for words in (
        "The device keeps this site’s address and your name here",
        "Whoever can unlock the device can come in",
    ):
        assert words in page


def test_passkey_is_called_and_removed_and_then_opens_nothing(ana):
    device = has_passkey(ana, word="")
    (passkey,) = Passkey.objects.all()
    ana.post("/you/passkeys/", {"passkey": passkey.pk, "word": "Kitchen", "call": ""})
    assert list(Passkey.objects.values_list("word", flat=True)) == ["Kitchen"]
    ana.post("/you/passkeys/", {"passkey": passkey.pk, "remove": ""})
    assert Passkey.objects.count() == 0
    assert comes_in(device)[1].url == "/sign-in/"


def test_cleo_can_neither_see_nor_call_nor_remove_the_passkey_of_ana(ana):
    has_passkey(ana)
    passkey = Passkey.objects.get()
    cleo = signed_in(Client(), a_member("Cleo"))
    assert "Kitchen" not in cleo.get("/you/passkeys/").content.decode()
    for act in ({"call": "", "word": "mine"}, {"remove": ""}):
        for which in (passkey.pk, "²", "x", ""):
            cleo.post("/you/passkeys/", {"passkey": which} | act)
    assert list(Passkey.objects.values_list("word", flat=True)) == ["Kitchen"]
    assert Client().get("/you/passkeys/").url == "/sign-in/?next=/you/passkeys/"
    assert asked_to_make(Client()).url == "/sign-in/?next=/you/passkeys/begin/"


def test_passkey_of_ana_cannot_be_added_by_cleo_too(ana):
    device = has_passkey(ana)
    cleo = signed_in(Client(), a_member("Cleo"))
    copy = Authenticator(credential_id=device.id)
    cleo.post("/you/passkeys/", {"credential": copy.makes(asked_to_make(cleo).json()), "word": ""})
    assert (said(cleo), Passkey.objects.count()) == ([NOT_MADE], 1)
    assert comes_in(copy)[1].url == "/sign-in/"


def test_twenty_are_enough(ana):
    has_passkey(ana)
    credential = Passkey.objects.get().credential
    for number in range(19):
        Passkey.objects.create(member_id=774411, handle=str(number), credential=credential)
    assert asked_to_make(ana).json() == {"refused": "You have twenty passkeys. Remove one you no longer need."}


def test_erased_member_leaves_no_passkey(ana):
    device = has_passkey(ana)
    ana.post("/you/privacy/erase/", {"password": PASSWORD})
    assert Passkey.objects.count() == 0
    assert comes_in(device)[1].url == "/sign-in/"


def test_logs_do_not_tell_that_a_passkey_was_used(ana, caplog):
    assert logging.getLogger("fido2.server").getEffectiveLevel() == logging.WARNING
    comes_in(has_passkey(ana))
    assert [record for record in caplog.records if record.name.startswith("fido2")] == []


@pytest.mark.parametrize("more", [0, 2])
def test_list_costs_the_same_however_long(ana, more, django_assert_num_queries):
    for _ in range(more + 1):
        has_passkey(ana)
    said(ana)
    with django_assert_num_queries(3):  # session, member, passkeys
        assert len(ana.get("/you/passkeys/").context["passkeys"]) == more + 1


def test_privacy_page_tells_the_passkeys(ana):
    has_passkey(ana)
    part = ana.get("/you/privacy/").context["held"][0]
    assert "A passkey: Kitchen. Its public half only." in part.lines
    assert part.facts["passkeys"] == ["Kitchen"]
