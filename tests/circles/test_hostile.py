"""Whatever is sent to a circle gets a clear answer, changes nothing it should not, and never shows a traceback."""

import json
import re
import time
from contextlib import contextmanager, suppress

import pytest
from django.test import Client
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from circles.models import Circle, Words
from circles.rules.acts import ACTS
from circles.rules.sitting import WORDS_AT_MOST
from groups.models import Meeting
from rooms.seats import NOT_YOURS, TOO_MUCH
from rooms.voice_fanout import NO_SUCH_DOOR, TOO_BIG
from tests.circles.cast import CLOSING, HANDS
from tests.circles.visiting import (
    SCRIPTED,
    a_guest,
    a_meeting_on_now,
    a_member_inside,
    cookies_of,
    does,
    does_by_script,
    door_to,
    facts_of,
    it_is_time_to_go_home,
    one_who_belongs,
    page,
    text,
)
from tests.groups.cast import a_member
from tests.server import a_server

pytestmark = [pytest.mark.django_db, pytest.mark.once]
VERBS = sorted(ACTS)
WHOLE = "key-of-this-act"
HUGE = "x" * 70_000


@pytest.fixture
def evening():
    """(Maple, who shares; Willow, who listens; their circle.)"""
    a_meeting_on_now(script=[HANDS, CLOSING], types=["O", "XT"])
    maple, circle = a_guest("Maple")
    willow, _ = a_guest("Willow")
    assert [does(maple, circle, verb).status_code for verb in ("open", "hand", "begin")] == [302] * 3
    return maple, willow, circle


def is_clear(answer):
    """Whether an answer speaks to a person: no traceback, no code, nothing of ours."""
    words = answer.content.decode()
    return not re.search(r"Traceback|Exception|\.py\b|django|IntegrityError|SELECT ", words)


MALFORMED = {
    "no key": {},
    "an empty key": {"key": ""},
    "a short key": {"key": "short"},
    "a long key": {"key": "k" * 41},
    "a key with a blank": {"key": "key of this act"},
    "a key with markup": {"key": "<script>1</script>"},
    "a key with NUL": {"key": "key-of-\x00-act"},
    "a key from elsewhere": {"key": "ключ-этого-дела"},
    "words with NUL": {"key": WHOLE, "words": "beans \x00 beans"},
}


@pytest.mark.parametrize("headers", [{}, SCRIPTED], ids=["plain", "scripted"])
@pytest.mark.parametrize("what", MALFORMED)
def test_malformed_act_is_refused_in_words_whatever_the_act(evening, what, headers):
    maple, _willow, circle = evening
    before = facts_of(circle)
    for verb in VERBS if headers else ("words", "hand", "leave"):  # a whole page is drawn alike for each
        if verb == "leave" and not MALFORMED[what].get("key"):
            continue  # the one act that needs no key: a page already gone cannot make one
        answer = maple.post(door_to(circle, verb), MALFORMED[what], **headers)
        said = answer.json()["say"] if headers else text(answer)
        assert [verb, answer.status_code, is_clear(answer)] == [verb, 400, True]
        assert "That did not arrive whole. Please try once more." in said
    assert facts_of(circle) == before


def test_malformed_words_stay_in_the_form_without_what_cannot_be_shown(evening):
    maple, _willow, circle = evening
    answer = does(maple, circle, "words", words="beans \x00 and peas")
    assert [answer.status_code, "and peas" in answer.content.decode()] == [400, True]


@pytest.mark.parametrize("headers", [{}, SCRIPTED], ids=["plain", "scripted"])
def test_act_larger_than_any_share_is_refused_before_it_is_read(evening, headers):
    maple, _willow, circle = evening
    before = facts_of(circle)
    answers = [
        maple.post(door_to(circle, verb), {"key": WHOLE, "words": HUGE}, **headers) for verb in ("words", "hand")
    ]
    assert [(answer.status_code, is_clear(answer)) for answer in answers] == [(400, True), (400, True)]
    assert facts_of(circle) == before


def test_words_longer_than_a_share_are_refused_and_kept_in_the_form(evening):
    maple, _willow, circle = evening
    before = facts_of(circle)
    answer = does(maple, circle, "words", words="b" * (WORDS_AT_MOST + 1))
    assert [answer.status_code, "That is too long to share at once." in text(answer)] == [409, True]
    assert "b" * (WORDS_AT_MOST + 1) in answer.content.decode()
    assert facts_of(circle) == before


def test_empty_words_are_no_share(evening):
    maple, _willow, circle = evening
    before = facts_of(circle)
    assert [does(maple, circle, "words", words=words).status_code for words in ("", "  \n ")] == [409, 409]
    assert facts_of(circle) == before


@pytest.mark.parametrize("verb", ["no-such-act", "__class__", "TAKE-HOST", "do", "hand%00", "take-power"])
def test_act_that_is_none_is_not_there(evening, verb):
    maple, _willow, circle = evening
    before = facts_of(circle)
    answer = maple.post(door_to(circle, verb), {"key": WHOLE})
    assert [answer.status_code, is_clear(answer), facts_of(circle) == before] == [404, True, True]


def test_reply_has_no_address(evening):
    """Scenario 5 (domain.md), circles.md 1.3: where a group has not published that shares are answered, nothing answers one."""
    _maple, willow, circle = evening
    Meeting.objects.update(types=["O"])
    for verb in ("reply", "react", "chat", "message", "respond", "clap", "comment"):
        assert willow.post(door_to(circle, verb), {"key": WHOLE, "words": "Poor you"}).status_code == 404
    for verb in ("note", "answer"):  # to host and door; from them a ready phrase
        assert (
            willow.post(door_to(circle, verb), {"key": WHOLE, "words": "Poor you", "about": "help"}).status_code == 409
        )
    assert Words.objects.count() == 0


@pytest.mark.parametrize("way", ["get", "head", "put", "patch", "delete", "options"])
def test_act_is_done_only_by_posting(evening, way):
    maple, _willow, circle = evening
    before = facts_of(circle)
    answers = {getattr(maple, way)(door_to(circle, verb)).status_code for verb in VERBS}
    assert [answers, facts_of(circle) == before] == [{405}, True]


@pytest.mark.parametrize("way", ["post", "put", "delete"])
def test_page_is_only_looked_at(evening, way):
    maple, _willow, circle = evening
    assert [getattr(maple, way)(page(circle, part)).status_code for part in ("", "ring/", "state/")] == [405] * 3


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/octet-stream", "multipart/form-data"])
def test_act_in_another_shape_is_refused(evening, kind):
    maple, _willow, circle = evening
    before = facts_of(circle)
    answer = maple.generic("POST", door_to(circle, "done"), json.dumps({"key": WHOLE}), content_type=kind)
    assert [answer.status_code, is_clear(answer), facts_of(circle) == before] == [400, True, True]


def test_act_without_its_token_is_refused_kindly_and_changes_nothing():
    a_meeting_on_now(script=[HANDS, CLOSING])
    maple = Client(enforce_csrf_checks=True)
    shown = maple.get("/meetings/candlelight/door/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', shown)[1]
    assert maple.post("/meetings/candlelight/door/", {"name": "Maple", "how": "speak"}).status_code == 403
    typed = {"name": "Maple", "how": "speak", "csrfmiddlewaretoken": token}
    assert maple.post("/meetings/candlelight/door/", typed).status_code == 302
    circle = Circle.objects.get()
    before = facts_of(circle)
    answers = [maple.post(door_to(circle, verb), {"key": WHOLE}) for verb in VERBS]
    assert {(answer.status_code, is_clear(answer)) for answer in answers} == {(403, True)}
    assert facts_of(circle) == before
    assert maple.post(door_to(circle, "open"), {"key": WHOLE, "csrfmiddlewaretoken": token}).status_code == 302


def test_act_from_another_site_is_refused_even_with_the_token():
    a_meeting_on_now()
    maple = Client(enforce_csrf_checks=True)
    shown = maple.get("/meetings/candlelight/door/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', shown)[1]
    typed = {"name": "Maple", "how": "speak", "csrfmiddlewaretoken": token}
    answer = maple.post("/meetings/candlelight/door/", typed, HTTP_ORIGIN="https://elsewhere.example")
    assert [answer.status_code, Circle.objects.count()] == [403, 0]


# Replayed, wrong person, after the end, too fast


def test_act_sent_again_changes_nothing_twice_and_is_answered_alike(evening):
    maple, _willow, circle = evening
    answers = [does_by_script(maple, circle, "words", key=WHOLE, words="I planted beans.") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert answers[0].json() == answers[1].json() == answers[2].json()
    assert Words.objects.count() == 1


def test_key_of_one_act_does_not_do_another(evening):
    maple, _willow, circle = evening
    does(maple, circle, "words", key=WHOLE, words="I planted beans.")
    before = facts_of(circle)
    assert does(maple, circle, "done", key=WHOLE).status_code == 302
    assert facts_of(circle) == before


NOT_FOR_WILLOW = [
    "begin", "listen", "wait", "words", "done", "stir", "ready", "lower", "forward", "back", "word", "hands", "time",
    "put-host", "put-time", "step-out", "resume", "open", "close", "read", "move-on", "take-host",
]  # fmt: skip


@pytest.mark.parametrize("headers", [{}, SCRIPTED], ids=["plain", "scripted"])
def test_act_of_the_wrong_person_is_refused_in_words_and_changes_nothing(evening, headers):
    _maple, willow, circle = evening
    before = facts_of(circle)
    for verb in NOT_FOR_WILLOW:
        answer = willow.post(door_to(circle, verb), {"key": WHOLE + verb, "words": "Let me say"}, **headers)
        assert [verb, answer.status_code, is_clear(answer)] == [verb, 409, True]
    assert facts_of(circle) == before


def test_any_act_after_closing_is_told_kindly_that_it_closed():
    a_meeting_on_now(script=[CLOSING])
    maple, circle = a_guest("Maple")
    willow, _ = a_guest("Willow")
    it_is_time_to_go_home()
    for each, verb in ((maple, "open"), (maple, "close"), (willow, "close")):
        assert does(each, circle, verb).status_code == 302
    before = facts_of(circle)
    kept = {name: morsel for name, morsel in cookies_of(maple).items() if name.startswith("place-")}
    for verb in VERBS:
        for headers in ({}, SCRIPTED):
            maple.cookies.load(kept)
            answer = maple.post(door_to(circle, verb), {"key": WHOLE}, **headers)
            assert [verb, answer.status_code, is_clear(answer)] == [verb, 410, True]
    assert facts_of(circle) == before


def test_acts_too_fast_are_told_how_many_seconds_to_wait(evening):
    maple, willow, circle = evening
    answers = [does_by_script(maple, circle, "stir") for _ in range(95)]
    first = [answer.status_code for answer in answers].index(429)
    assert 80 <= first <= 90
    assert {answer.status_code for answer in answers[first:]} == {429}
    seconds = int(re.search(r"wait (\d+) seconds; nothing was lost", answers[-1].json()["say"])[1])
    assert 1 <= seconds <= 60
    plain = does(maple, circle, "words", words="I planted beans.")
    assert [plain.status_code, "I planted beans." in text(plain), "wait" in text(plain)] == [429, True, True]
    assert Words.objects.count() == 0
    assert does(willow, circle, "lower").status_code == 409  # another person is slowed by nobody's haste


def test_address_with_anything_in_it_is_not_found():
    odd = ["%00", "..%2f..%2fetc", "x" * 300, "a%0d%0aSet-Cookie:x", "<b>", "'--"]
    answers = [Client().get(f"/circles/{each}/") for each in odd]
    assert [(answer.status_code, is_clear(answer)) for answer in answers] == [(404, True)] * len(odd)


# The sockets


@contextmanager
def an_evening_with_sockets():
    meeting = a_meeting_on_now(script=[HANDS, CLOSING])
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting), "Benjamin")
    does(ben, circle, "open")
    with a_server() as server:
        yield server, ben, circle


def socket_of(server, circle, client=None, *, kind="live", origin="", **cookies):
    """A socket as a browser opens it, with the client's cookies."""
    jar = (cookies_of(client) if client else {}) | cookies
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())} if jar else {}
    return connect(
        f"{server.ws}/{kind}/circles/{circle.slug}/", origin=origin or server.url, additional_headers=headers,
        open_timeout=10, compression=None,
    )  # fmt: skip


def code_of(socket, *, within=10.0):
    """The code the socket is closed with, whatever came before."""
    end = time.monotonic() + within
    try:
        while True:
            socket.recv(timeout=max(0.1, end - time.monotonic()))
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("kind", "code"), [("live", NOT_YOURS), ("voice", NO_SUCH_DOOR)])
def test_socket_opens_only_to_a_place_and_says_the_same_of_a_circle_that_never_was(kind, code):
    with an_evening_with_sockets() as (server, ben, circle):
        place = f"place-{circle.slug}"
        tried = {
            "nobody": socket_of(server, circle, kind=kind),
            "nowhere": socket_of(server, Circle(), ben, kind=kind),
            "forged": socket_of(server, circle, kind=kind, **{place: "forged"}),
            "signed out": socket_of(server, circle, kind=kind, **{place: cookies_of(ben)[place]}),
        }
        codes = {}
        for who, knocking in tried.items():
            with knocking as socket:
                codes[who] = code_of(socket)
        assert codes == dict.fromkeys(tried, code)
        with socket_of(server, circle, ben, kind=kind) as mine:
            assert mine.recv(timeout=10)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["live", "voice"])
@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://localhost.elsewhere.example", "null"])
def test_socket_of_a_page_from_another_site_is_refused(kind, origin):
    with an_evening_with_sockets() as (server, ben, circle), pytest.raises(InvalidStatus) as refused:
        socket_of(server, circle, ben, kind=kind, origin=origin)
    assert refused.value.response.status_code == 403


FLOODS = {
    "commands": '{"act": "done"}',
    "binary": b"\x01\x02\x03",
    "pings too fast": ".",
    "large frames": "x" * 60_000,
    "empty frames": "",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", FLOODS)
def test_push_socket_takes_no_commands_and_lets_go_of_whoever_keeps_sending(what):
    with an_evening_with_sockets() as (server, ben, circle):
        before = facts_of(circle)
        with socket_of(server, circle, ben) as socket:
            socket.recv(timeout=10)
            with suppress(ConnectionClosed):
                for _ in range(60):
                    socket.send(FLOODS[what])
            assert code_of(socket) == TOO_MUCH
        assert facts_of(circle) == before


@pytest.mark.django_db(transaction=True)
def test_push_socket_forgives_a_few_frames_it_does_not_know():
    with an_evening_with_sockets() as (server, ben, circle), socket_of(server, circle, ben) as socket:
        socket.recv(timeout=10)
        for _ in range(10):
            socket.send("done")
        does(ben, circle, "hand")
        assert '"my":"offered"' in socket.recv(timeout=10).split("\n")[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["live", "voice"])
def test_socket_closes_on_a_frame_larger_than_any_it_knows(kind):
    with an_evening_with_sockets() as (server, ben, circle), socket_of(server, circle, ben, kind=kind) as socket:
        socket.recv(timeout=10)
        with suppress(ConnectionClosed):
            socket.send(b"x" * 200_000)
        assert code_of(socket) == TOO_BIG
