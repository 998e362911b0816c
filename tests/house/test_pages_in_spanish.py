"""A page in one language holds none of another, and whoever comes chooses which."""

import re
from datetime import UTC, datetime, time, timedelta
from functools import cache
from html.parser import HTMLParser

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import get_resolver
from django.utils import translation

from groups.models import Meeting
from groups.rules.words import weekly_in_words, when_in_words
from tests.circles.visiting import DOOR, a_guest, a_meeting_on_now, does, one_who_belongs, page
from tests.groups.cast import a_member
from tests.house.phrases import THE_SAME_IN_BOTH, phrases
from tests.pages.places import without_parameters

pytestmark = pytest.mark.once

SPANISH = {"HTTP_ACCEPT_LANGUAGE": "es-MX,es;q=0.9,en;q=0.5"}
SAID_BY_A_PAGE = {"alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription"}


class Spoken(HTMLParser):
    """Everything a page says in its own language: its text and the attributes that are read out, tag by tag."""

    def __init__(self, answer) -> None:
        super().__init__()
        self.said: set[str] = set()
        self.in_another_language = False
        self.feed(answer.content.decode())

    def handle_starttag(self, tag, attrs):
        self.in_another_language = dict(attrs).get("lang", "es") != "es"
        self.said |= {_in_one_line(value) for name, value in attrs if name in SAID_BY_A_PAGE and value}

    def handle_endtag(self, tag):
        self.in_another_language = False

    def handle_data(self, data):
        if not self.in_another_language:
            self.said.add(_in_one_line(data))


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def english_in(answer) -> list[tuple[str, str]]:
    """What a page says in the words of an English phrase: all of a piece of text, or a sentence within it."""
    return sorted((text, each.pattern) for text in Spoken(answer).said for each in english() if each.search(text))


@cache
def english() -> list[re.Pattern[str]]:
    """Short phrases are looked for as all that is said, longer ones anywhere; what is filled in may be anything."""
    return [
        re.compile(("^{}$" if len(words) < 20 else "{}").format(_with_anything_in(words)))
        for phrase in phrases()
        for words in {phrase.words, phrase.plural} - {"", *THE_SAME_IN_BOTH["es"]}
        if re.search(r"[^\W\d_]", re.sub(r"%\(\w+\)[sd]", "", words))
    ]


def _with_anything_in(words: str) -> str:
    return re.sub(r"%\\\(\w+\\\)[sd]", ".+", re.escape(_in_one_line(words)))


def in_spanish(client: Client, path: str) -> list[tuple[str, str]]:
    answer = client.get(path, follow=True, **SPANISH)
    assert '<html lang="es">' in answer.content.decode(), path
    return english_in(answer)


@pytest.fixture
def meeting(db):
    """A meeting on now whose own words are Spanish."""
    with translation.override("es"):
        return a_meeting_on_now(
            script=[
                {"kind": "sharing", "title": "La vuelta", "mode": "hands"},
                {"kind": "closing", "title": "Despedida", "text": "Hasta pronto."},
            ],
            thanks="Gracias, {name}",
        )


def test_english_would_be_found(client, db):
    """The look at pages below finds what it looks for."""
    found = english_in(client.get("/", HTTP_ACCEPT_LANGUAGE="en"))
    assert {
        ("Leave quickly", "^Leave\\ quickly$"),
        ("Nothing further is planned.", "Nothing\\ further\\ is\\ planned\\."),
    } <= set(found)


@pytest.mark.parametrize("who", ["anyone", "a member"])
def test_every_plain_page_is_in_spanish(who, client, meeting):
    """Those that need no word in their address, and the one that says there is nothing."""
    if who == "a member":
        ana = one_who_belongs(a_member("Ana"), meeting)
        ana.set_password("candlelight")
        ana.save()
        client.force_login(ana)
    answers = {path: client.get(path, **SPANISH) for path in [*without_parameters(), "/nothing-here/"]}
    pages = {path: answer for path, answer in answers.items() if b"<html lang=" in answer.content}
    assert {"/", "/groups/", "/help/", "/what-we-keep/", "/nothing-here/"} <= set(pages)
    assert [path for path, answer in pages.items() if b'<html lang="es">' not in answer.content] == []
    assert {path: found for path, answer in pages.items() if (found := english_in(answer))} == {}


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_ways_in_are_in_spanish(name, client, db):
    path = "/" + get_resolver().reverse(name)
    assert in_spanish(client, path) == []
    wrong = client.post(
        path, {"login": "Ana", "username": "", "password": "x", "password1": "x", "email": "no"}, **SPANISH
    )
    assert english_in(wrong) == []


def test_own_pages_are_in_spanish(client, meeting):
    ana = one_who_belongs(a_member("Ana"), meeting)
    client.force_login(ana)
    pages = [f"/groups/{meeting.group.body.slug}/", f"/meetings/{meeting.slug}/"]
    assert [found for path in pages for found in in_spanish(client, path)] == []


def test_door_is_in_spanish(client, meeting):
    assert in_spanish(client, DOOR) == []
    assert english_in(client.post(DOOR, {"name": "", "how": "speak"}, **SPANISH)) == []


def test_circle_is_in_spanish(meeting):
    """While it gathers, with the piece, in a pause, when something cannot be done, without script, and when it is over."""
    ana, circle = a_spanish_guest("Ana")
    ben, _ = a_spanish_guest("Ben")
    for act in ["open", "hand", "begin", "pause", "resume", "done"]:
        assert (act, in_spanish(ana, page(circle)), in_spanish(ben, page(circle))) == (act, [], [])
        does(ana, circle, act)
    refused = does(ben, circle, "done")
    assert (refused.status_code, english_in(refused)) == (409, [])
    assert in_spanish(ben, page(circle, "ring/")) == []
    circle.delete()
    assert in_spanish(ben, page(circle)) == []


def a_spanish_guest(name: str):
    client, circle = a_guest(name, **SPANISH)
    client.defaults |= SPANISH
    return client, circle


def test_dates_are_said_the_spanish_way():
    """The week begins on Monday, and a date has its "de"."""
    meeting = Meeting(days=[0, 1, 3], time=time(20), zone="Europe/Madrid", minutes=60)
    far_off = datetime(2026, 12, 24, 19, tzinfo=UTC)
    with translation.override("es"):
        assert weekly_in_words(meeting) == "lunes, miércoles y domingo, 20:00 Madrid, 60 minutos"
        said = when_in_words(far_off, meeting.tz, far_off - timedelta(days=30), meeting.tz)
    assert said == "jueves 24 de diciembre 20:00 Madrid"


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        (forms.EmailField(), "ana", "Escribe una dirección de correo completa, como ana@example.org."),
        (forms.TimeField(), "ocho", "Escribe la hora así: 19:00."),
        (forms.IntegerField(min_value=5), "4", "Tiene que ser 5 como poco."),
        (forms.CharField(max_length=3), "Benito", "Caben 3 caracteres como mucho, y hay 6."),
    ],
)
def test_words_of_django_are_said_in_our_voice(field, typed, says):
    with translation.override("es"), pytest.raises(ValidationError) as refused:
        field.clean(typed)
    with translation.override("es"):
        assert refused.value.messages == [says]


def test_language_is_chosen_by_a_form_and_stays(db):
    """A plain form, whatever the browser asks for; the choice holds on every later page, until it is changed."""
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    assert '<button class="button button--plain" name="language" value="es" lang="es">Español</button>' in shown(
        client, "/help/"
    )
    chosen = client.post("/language/", {"language": "es", "next": "/help/"} | token_on(client, "/help/"))
    assert (chosen.status_code, chosen["Location"]) == (302, "/help/")
    assert [language_of(client, path) for path in ["/help/", "/", "/groups/"]] == ["es", "es", "es"]
    client.post("/language/", {"language": "en", "next": "/"} | token_on(client, "/"))
    assert language_of(client, "/") == "en"


def test_language_unknown_changes_nothing(client, db):
    client.post("/language/", {"language": "xx", "next": "/"})
    assert language_of(client, "/") == "en"


def shown(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def language_of(client: Client, path: str) -> str:
    return re.search(r'<html lang="([^"]+)"', shown(client, path))[1]


def token_on(client: Client, path: str) -> dict[str, str]:
    """What the language form on that page sends along, if anything."""
    form = re.search(r'<form[^>]*action="/language/".*?</form>', shown(client, path), re.S)[0]
    return dict(re.findall(r'name="(csrfmiddlewaretoken)" value="([^"]+)"', form))
