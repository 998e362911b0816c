"""Coming in for the first time: a name, a password, nothing else."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

from members.models import Member
from members.names import NameIsEmpty
from members.rules.joining import NameIsTaken, join
from members.rules.mail import address_of
from tests.members.cast import PASSWORD, a_member, signed_in

pytestmark = pytest.mark.django_db
TAKEN = "Somebody here already goes by this name. Please choose another, or add a word to it."


def come_in(client, name="Ana", *, password=PASSWORD, **more):
    return client.post("/sign-up/", {"name": name, "password": password, "email": "", "device": "shared"} | more)


def refusals(response):
    return {field: list(words) for field, words in response.context["form"].errors.items()}


def test_name_and_password_are_enough(client):
    response = come_in(client, "  Jose\u0301  Luz ")

    assert (response.status_code, response.url) == (302, "/you/codes/?next=%2F")
    member = Member.objects.get()
    assert (member.name, member.check_password(PASSWORD), member.last_login) == ("José Luz", True, None)
    assert EmailAddress.objects.count() == 0
    assert client.session["_auth_user_id"] == str(member.pk)


def test_email_is_kept_only_if_given_and_only_for_letters(client):
    come_in(client, email="Ana@Example.org")
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("ana@example.org", False, True)]
    assert address_of(Member.objects.get()) == "ana@example.org"


def test_two_members_may_give_one_address(client):
    join(name="Ben", password=PASSWORD, address="home@example.org")
    come_in(client, "Ana", email="home@example.org")
    assert EmailAddress.objects.filter(email="home@example.org").count() == 2


@pytest.mark.parametrize(("device", "ends_with_browser"), [("shared", True), ("mine", False)])
def test_shared_device_forgets_when_the_browser_closes(client, device, ends_with_browser):
    come_in(client, device=device)
    assert client.session.get_expire_at_browser_close() is ends_with_browser
    assert (client.cookies["sessionid"]["max-age"] == "") is ends_with_browser


def test_page_asks_the_browser_to_remember_nothing_until_told_otherwise(client):
    shared, mine = (client.post("/sign-up/", {"device": device}).content.decode() for device in ("shared", "mine"))
    assert shared.count(' autocomplete="off"') == 4
    assert mine.count(' autocomplete="off"') == 0
    assert [mine.count(f' autocomplete="{what}"') for what in ("username", "new-password", "email")] == [1, 1, 1]


@pytest.mark.parametrize("other", ["Ana", "ANA", " ana ", "Ａｎａ"])
def test_taken_name_is_said_so_and_nothing_typed_is_lost(client, other):
    a_member("Ana")
    response = come_in(client, other, email="me@example.org")
    assert refusals(response) == {"name": [TAKEN]}
    assert (response.context["form"]["name"].value(), response.context["form"]["email"].value()) == (
        other,
        "me@example.org",
    )
    assert (Member.objects.count(), EmailAddress.objects.count()) == (1, 0)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "This field is required."),
        ("\u00a0", "This field is required."),
        ("x" * 41, "This name is too long: 40 characters are the most."),
        ("x" * 50_000, "This name is too long: 40 characters are the most."),
        ("An\x00a", "Null characters are not allowed."),
        ("\u202eanA", "This name holds characters that cannot be seen. Please type it anew, in letters."),
        ("\u3164", "This name holds characters that cannot be seen. Please type it anew, in letters."),
    ],
)
def test_name_that_cannot_be_is_refused_in_words(client, name, said):
    assert refusals(come_in(client, name)) == {"name": [said]}
    assert Member.objects.count() == 0


def test_short_and_common_passwords_are_refused_in_words(client):
    assert refusals(come_in(client, password="short")) == {
        "password": ["This password is too short. It must contain at least 10 characters."]
    }
    assert refusals(come_in(client, password="1234567890")) == {"password": ["This password is too common."]}


def test_password_is_never_written_back_on_the_page(client):
    assert PASSWORD not in come_in(client, "").content.decode()


def test_form_too_large_is_refused_kindly(client):
    response = come_in(client, "x" * 70_000)
    assert (response.status_code, Member.objects.count()) == (400, 0)
    assert "We could not read that" in response.content.decode()


def test_member_already_in_is_led_on(client):
    signed_in(client, a_member())
    assert client.get("/sign-up/?next=/you/").url == "/you/"


@pytest.mark.parametrize(("to", "led"), [("/you/", "/you/"), ("https://elsewhere.example/", "/"), ("//elsewhere", "/")])
def test_only_a_place_in_this_house_is_led_to(client, to, led):
    assert come_in(client, next=to).url == f"/you/codes/?next={quote(led, safe='')}"


def test_join_refuses_an_empty_name():
    with pytest.raises(NameIsEmpty):
        join(name=" ", password=PASSWORD)


def test_join_refused_leaves_an_open_transaction_usable():
    a_member("Ana")
    with pytest.raises(NameIsTaken):
        join(name="ana", password=PASSWORD, address="a@example.org")
    assert list(Member.objects.values_list("name", flat=True)) == ["Ana"]


@pytest.mark.django_db(transaction=True)
def test_one_name_chosen_twice_in_the_same_moment_is_given_once():
    """Both pass the form before either is written; the constraint decides, and the second reads why."""
    start = Barrier(6)

    def choose(name):
        start.wait(timeout=20)
        try:
            response = come_in(Client(), name)
            return refusals(response) if response.status_code == 200 else response.status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as crowd:
        answers = list(crowd.map(choose, ["Ana", "ANA", "ana", "Ana", "aNa", "Ａna"]))

    assert (answers.count(302), answers.count({"name": [TAKEN]})) == (1, 5)
    assert Member.objects.count() == 1
