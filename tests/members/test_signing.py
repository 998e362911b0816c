"""In and out again, on one's own device or on a shared one."""

import re

import pytest
from django.core import mail
from django.urls import NoReverseMatch, reverse

from members.models import Member
from members.rules.mail import address_of, keep_address
from tests.members.cast import PASSWORD, a_member, signed_in

pytestmark = pytest.mark.django_db


def sign_in(client, name="Ana", *, password=PASSWORD, device="shared", **more):
    return client.post("/sign-in/", {"login": name, "password": password, "device": device} | more)


def refusals(response):
    return {field: list(words) for field, words in response.context["form"].errors.items()}


@pytest.mark.parametrize("name", ["Ñandú", "ñandú", "ÑANDÚ", " Ñandu\u0301 "])
def test_name_opens_however_it_is_written(client, name):
    member = a_member("Ñandú")
    assert sign_in(client, name).url == "/"
    assert client.session["_auth_user_id"] == str(member.pk)


@pytest.mark.parametrize(
    ("name", "password"), [("Ana", "another password"), ("Nobody", PASSWORD), ("Ana\u200b", PASSWORD)]
)
def test_wrong_name_and_wrong_password_read_the_same(client, name, password):
    a_member("Ana")
    assert refusals(sign_in(client, name, password=password)) == {
        "__all__": ["That name and that password do not belong together here."]
    }


@pytest.mark.parametrize("name", ["\x00", "x" * 60_000])
def test_malformed_name_is_refused_in_words(client, name):
    assert list(refusals(sign_in(client, name))) == ["login"]


@pytest.mark.parametrize(("device", "ends_with_browser"), [("shared", True), ("mine", False)])
def test_shared_device_forgets_when_the_browser_closes(client, device, ends_with_browser):
    a_member()
    sign_in(client, device=device)
    assert client.session.get_expire_at_browser_close() is ends_with_browser


def test_device_must_be_one_of_the_two(client):
    a_member()
    assert list(refusals(sign_in(client, device="fridge"))) == ["device"]


def test_many_wrong_tries_from_one_place_wait_while_the_member_elsewhere_comes_in(client):
    a_member()
    for _ in range(5):
        sign_in(client, password="wrong")
    assert refusals(sign_in(client)) == {"__all__": ["Too many tries. Please wait five minutes, then try once more."]}
    assert sign_in(client, REMOTE_ADDR="203.0.113.9").status_code == 200  # a field of the form moves nobody elsewhere
    elsewhere = client.post(
        "/sign-in/", {"login": "Ana", "password": PASSWORD, "device": "mine"}, REMOTE_ADDR="203.0.113.9"
    )
    assert elsewhere.status_code == 302


def test_signing_out_asks_first_and_leaves_nothing(client):
    signed_in(client, a_member())
    assert client.get("/sign-out/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/sign-out/").url == "/"
    assert "_auth_user_id" not in client.session


def test_member_page_in_a_tab_that_was_signed_out_leads_to_the_door(client):
    signed_in(client, a_member())
    client.post("/sign-out/")
    assert client.get("/you/").url == "/sign-in/?next=/you/"
    assert (
        client.post("/you/e-mail/", {"email": "a@example.org", "password": PASSWORD}).url
        == "/sign-in/?next=/you/e-mail/"
    )
    assert address_of(Member.objects.get()) == ""


def test_pages_of_a_member_are_kept_by_no_cache(client):
    assert client.get("/help/").headers.get("Cache-Control") is None
    signed_in(client, a_member())
    assert client.get("/help/").headers["Cache-Control"] == "no-store, private"


def test_new_password_opens_and_the_old_one_does_not(client):
    member = a_member()
    other_device = signed_in(type(client)(), member)
    signed_in(client, member)
    words = {"oldpassword": PASSWORD, "password1": "rain on a tin roof"}
    assert client.post("/you/password/", words).url == "/you/"
    assert client.get("/you/").status_code == 200
    assert other_device.get("/you/").status_code == 302
    member.refresh_from_db()
    assert (member.check_password(PASSWORD), member.check_password("rain on a tin roof")) == (False, True)


def test_new_password_asks_for_the_old_one(client):
    signed_in(client, a_member())
    response = client.post("/you/password/", {"oldpassword": "guess", "password1": "rain on a tin roof"})
    assert refusals(response) == {"oldpassword": ["That is not your password now."]}
    response = client.post("/you/password/", {"oldpassword": PASSWORD, "password1": "short"})
    assert refusals(response) == {"password1": ["This password is too short. It must contain at least 10 characters."]}


def test_address_is_given_changed_and_taken_back_with_the_password(client):
    member = a_member()
    signed_in(client, member)
    give = {"email": "One@example.org", "password": PASSWORD}
    assert client.post("/you/e-mail/", give).url == "/you/"
    assert address_of(member) == "one@example.org"
    assert "one@example.org" in client.get("/you/").content.decode()
    client.post("/you/e-mail/", give | {"email": "two@example.org"})
    assert address_of(member) == "two@example.org"
    client.post("/you/e-mail/", give | {"forget": ""})
    assert address_of(member) == ""


def test_address_is_not_changed_from_an_open_screen_without_the_password(client):
    signed_in(client, a_member())
    response = client.post("/you/e-mail/", {"email": "thief@example.org", "password": "guess"})
    assert refusals(response) == {"password": ["That is not your password."]}
    assert address_of(Member.objects.get()) == ""


def test_address_guesses_are_slowed_per_member(client):
    signed_in(client, a_member())
    answers = [client.post("/you/e-mail/", {"email": "", "password": "guess"}).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_nobody_sees_the_address_of_another(client):
    keep_address(member=a_member("Ana"), address="ana@example.org")
    signed_in(client, a_member("Cleo"))
    pages = [client.get(path).content.decode() for path in ("/", "/you/", "/you/e-mail/", "/help/", "/what-we-keep/")]
    assert [page for page in pages if "ana@example.org" in page] == []


def test_invariant_66_forgotten_password_comes_back_by_a_letter_that_names_nobody(client, settings):
    settings.QUIET_NAME = "Rooms"
    member = a_member("Ana")
    keep_address(member=member, address="ana@example.org")

    assert client.post("/forgotten/", {"email": "ANA@example.org"}).url == "/forgotten/sent/"
    (letter,) = mail.outbox
    assert (letter.to, letter.subject, letter.from_email) == (
        ["ana@example.org"],
        "Rooms: as you asked",
        "Rooms <rooms@localhost>",
    )
    assert not re.search("fellowship|recovery|sober|circle|meeting|ana\\b", letter.subject + letter.body, re.IGNORECASE)
    link = re.search(r"http://testserver(/forgotten/\S+)", letter.body)[1]
    page = client.get(link, follow=True)
    address = page.redirect_chain[-1][0]
    assert "The name is Ana." in page.content.decode()  # two names may share an address
    assert "set-password" in address  # the key itself is in no page's address
    assert client.post(address, {"password1": "rain on a tin roof"}).url == "/forgotten/changed/"
    member.refresh_from_db()
    assert member.check_password("rain on a tin roof")
    assert "This link no longer opens" in client.get(link).content.decode()


def test_unknown_address_reads_the_same_and_is_sent_nothing(client):
    keep_address(member=a_member(), address="ana@example.org")
    known, unknown = (client.post("/forgotten/", {"email": f"{who}@example.org"}) for who in ("ana", "cleo"))
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url) == (302, "/forgotten/sent/")
    assert [letter.to for letter in mail.outbox] == [["ana@example.org"]]


def test_sign_up_with_a_known_address_tells_nothing_about_it(client):
    keep_address(member=a_member("Ana"), address="ana@example.org")
    words = {"name": "Cleo", "password": PASSWORD, "email": "ana@example.org", "device": "shared"}
    assert (client.post("/sign-up/", words).url, mail.outbox) == ("/you/codes/?next=%2F", [])


@pytest.mark.parametrize("link", ["/forgotten/1-abc/", "/forgotten/zzz-set-password/", "/forgotten/0-0/"])
def test_made_up_letter_opens_nothing(client, link):
    a_member()
    assert "This link no longer opens" in client.get(link).content.decode()


@pytest.mark.parametrize(
    "name",
    ["account_inactive", "account_set_password", "account_email_verification_sent", "account_request_login_code"],
)
def test_what_is_not_needed_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)
