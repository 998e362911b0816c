"""What every page has in common, and the pages for what cannot be done."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.members.cast import PASSWORD, a_member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HERE = Path(__file__).resolve().parents[2]
FOR_ANYONE = [
    "/",
    "/sign-in/",
    "/sign-up/",
    "/forgotten/",
    "/forgotten/code/",
    "/sign-in/letter/",
    "/sign-in/letter/code/",
    "/forgotten/sent/",
    "/help/",
    "/what-we-keep/",
    "/zone/",
]
FOR_MEMBERS = [
    "/you/",
    "/you/password/",
    "/you/e-mail/",
    "/you/codes/",
    "/you/devices/",
    "/you/passkeys/",
    "/you/privacy/",
    "/you/privacy/erase/",
    "/sign-out/",
]


@pytest.fixture
def cleo(client):
    return signed_in(client, a_member("Cleo Canary"))


def title(response):
    return re.search(r"<title>(.*?)</title>", response.content.decode(), re.DOTALL)[1].strip()


@pytest.mark.parametrize("path", FOR_ANYONE)
def test_page_is_for_anyone_and_its_title_says_nothing(client, settings, path):
    settings.SITE_NAME, settings.QUIET_NAME = "Sober Fellowship", "Rooms"
    response = client.get(path)
    assert response.status_code == 200
    assert title(response) == {"/help/": "Help · Rooms"}.get(path, "Rooms")


@pytest.mark.parametrize("path", FOR_MEMBERS)
def test_page_of_a_member_leads_cleo_to_the_door_until_she_has_a_name(client, path):
    assert client.get(path).status_code == 302
    signed_in(client, a_member("Cleo Canary"))
    response = client.get(path)
    assert (response.status_code, title(response)) == (200, "Rooms")


@pytest.mark.parametrize("path", [*FOR_ANYONE, *FOR_MEMBERS])
def test_every_page_has_help_leaving_languages_and_what_we_keep(cleo, path):
    page = cleo.get(path, follow=True).content.decode()
    for needed in ('href="/help/"', 'action="/leave/"', 'action="/language/"', 'href="/what-we-keep/"', 'href="#main"'):
        assert needed in page
    assert re.findall(r"<(?:style|script)>|\sstyle=|\son\w+=", page) == []
    assert len(re.findall(r"<h1", page)) == 1


@pytest.mark.parametrize(("path", "most"), [("/help/", 3), ("/what-we-keep/", 3), ("/zone/", 3), ("/you/", 5)])
def test_page_costs_few_questions(cleo, path, most, django_assert_max_num_queries):
    with django_assert_max_num_queries(
        most
    ):  # session, member; on one's own page the address, and one's calendar twice
        cleo.get(path)


def test_language_is_switched_without_a_token_and_stays(settings):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/language/", {"language": "es", "next": "/help/"})
    assert (answer.status_code, answer.url) == (302, "/help/")
    page = strict.get("/help/").content.decode()
    assert '<html lang="es">' in page
    assert 'value="en"' in page
    assert strict.post("/language/", {"language": "tlh", "next": "https://elsewhere.example/"}).url == "/"


def test_microphone_is_all_a_page_may_ask_for(client):
    allowed = dict(part.split("=") for part in client.get("/").headers["Permissions-Policy"].split(", "))
    assert allowed["microphone"] == "(self)"
    assert {allowed[what] for what in ("camera", "geolocation", "display-capture", "browsing-topics", "usb")} == {"()"}


def test_leaving_needs_no_script_no_token_and_no_name(settings):
    settings.LEAVE_TO = "/page/"
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/leave/")
    assert (answer.status_code, answer.url, answer.cookies.output()) == (303, "/page/", "")


def test_page_that_leaving_leads_to_says_nothing_of_us(client, settings):
    settings.SITE_NAME, settings.QUIET_NAME = "Sober Fellowship", "Rooms"
    response = client.get("/page/")
    page = response.content.decode()
    assert title(response) == "Page"
    assert [word for word in ("Sober", "Fellowship", "Rooms", "<a ", "<form", "<script", "/img/") if word in page] == []
    assert [response.headers[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")] == [
        "no-store, private",
        "same-origin",
        "noindex, nofollow",
    ]


def test_leaving_leads_where_the_operator_says(client, settings):
    settings.LEAVE_TO = "https://weather.example/"
    assert client.post("/leave/").url == "https://weather.example/"
    assert 'data-to="https://weather.example/"' in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/nothing/", "/nothing\x00/", "/" + "x" * 3000, "/you/../you/nothing", "/%ff%fe/"])
def test_what_is_not_there_reads_kindly(client, path):
    response = client.get(path)
    assert (response.status_code, "There is nothing here" in response.content.decode()) == (404, True)


def test_form_that_lay_too_long_changes_nothing_and_gives_the_words_back():
    strict = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    words = {"name": "Ana", "share": "What I wanted to say\nwas long.", "password": "one two three", "next": "/a b/"}
    response = strict.post("/sign-up/", words)
    assert (response.status_code, response.context["typed"]) == (403, ["What I wanted to say\nwas long."])
    assert "This page had lain open too long" in response.content.decode()


def test_stranger_cannot_write_on_that_page():
    strict = Client(enforce_csrf_checks=True, headers={"Origin": "https://elsewhere.example"})
    response = strict.post("/sign-up/", {"share": "Call this number now"})
    assert (response.status_code, response.context["typed"]) == (403, [])


def test_address_of_a_form_opened_as_a_page_reads_kindly(client, settings):
    settings.ROOT_URLCONF = "tests.members.broken_urls"
    response = client.get("/only-a-form/")
    assert (response.status_code, "This address is for a form" in response.content.decode()) == (405, True)


def test_our_fault_is_said_without_asking_who_is_here(settings, django_assert_num_queries):
    settings.ROOT_URLCONF = "tests.members.broken_urls"
    client = signed_in(Client(raise_request_exception=False), a_member("Cleo Canary"))
    response = client.get("/broken/")
    page = response.content.decode()
    assert (response.status_code, "it is our fault" in page, "Canary" in page) == (500, True, False)
    assert 'href="/help/"' in page


def test_too_fast_in_any_view_is_a_page(client, settings):
    settings.ROOT_URLCONF = "tests.members.broken_urls"
    response = client.get("/hurried/")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")
    assert "in 7 seconds" in response.content.decode()


def test_no_page_of_ours_writes_a_name_into_an_address():
    for pattern in get_resolver("members.urls").reverse_dict.values():
        assert "name" not in str(pattern)


def test_message_after_signing_in_greets_by_name_once(client):
    a_member("Ana")
    page = client.post("/sign-in/", {"login": "Ana", "password": PASSWORD, "device": "mine"}, follow=True)
    assert [str(message) for message in page.context["messages"]] == ["Welcome back, Ana."]
    assert list(client.get("/").context["messages"]) == []
