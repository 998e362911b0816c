"""What every answer of the house tells a browser it may do: pages, refusals, frames and files alike."""

import asyncio
import json
import os
import re
import subprocess
import sys
from io import StringIO

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.management import call_command
from django.test import Client

from circles.models import Circle
from fellowship.asgi import application
from tests.circles.visiting import a_guest, a_meeting_on_now, does
from tests.pages.places import FRAMED_ANYWHERE, KEPT_BY_THE_SECRETARY, PLANTED, SECRETARY, without_parameters
from tests.server import ROOT

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
    "font-src": "'self'", "connect-src": "'self'", "worker-src": "'self'", "media-src": "'self' blob:",
    "frame-src": "'self'", "frame-ancestors": "'none'", "form-action": "'self'", "base-uri": "'none'",
    "object-src": "'none'", "manifest-src": "'self'",
}  # fmt: skip
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FRAMED = {"X-Frame-Options": "SAMEORIGIN"}


def policy_of(headers):
    parts = (part.strip().partition(" ") for part in headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def told(answer):
    """(policy, other headers) of an answer, to be compared whole; the microphone is all that may be asked for."""
    allowed = dict(part.split("=") for part in answer.headers["Permissions-Policy"].split(", "))
    others = {name: answer.headers.get(name) for name in HEADERS}
    return policy_of(answer.headers), others, [what for what, whom in allowed.items() if whom == "(self)"]


NOTHING_RUNS = dict.fromkeys(
    ("script-src", "connect-src", "worker-src", "media-src", "frame-src", "manifest-src"), "'none'"
)
STRICT = (POLICY, HEADERS, ["microphone", "autoplay", "screen-wake-lock", "fullscreen"])

OPEN = (
    POLICY | NOTHING_RUNS | {"frame-ancestors": "*"},
    HEADERS
    | {"X-Frame-Options": None, "Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "cross-origin"},
    STRICT[2],
)


@pytest.mark.django_db
def test_every_page_is_as_strict_as_the_strictest():
    call_command("plant", stdout=StringIO())
    visitor, ana = Client(), Client()
    assert ana.login(username=SECRETARY, password="candlelight")
    read = [(visitor, path) for path in (*without_parameters(), *PLANTED)]
    read += [(ana, path) for path in (*without_parameters(), *KEPT_BY_THE_SECRETARY)]
    answers = {(client is ana, path): client.get(path) for client, path in read}
    assert {answer.status_code for answer in answers.values()} >= {200, 302, 404, 405}
    others = {where: told(answer) for where, answer in answers.items() if told(answer) != STRICT}
    assert {path for _is_ana, path in others} == {"/embed/meetings/"}


@pytest.mark.django_db
def test_what_any_site_may_frame_runs_nothing_sets_no_cookie_and_is_the_same_for_a_member():
    call_command("plant", stdout=StringIO())
    visitor, ana = Client(), Client()
    assert ana.login(username=SECRETARY, password="candlelight")
    session = ana.session
    session["week"] = "2020-01-06"  # on any other page this would be noted anew, and the cookie sent again
    session.save()
    ana.cookies["django_language"], ana.cookies["zone"] = "es", "Asia/Tokyo"
    for path in FRAMED_ANYWHERE:
        answers = [visitor.get(path), ana.get(path)]
        assert [told(answer) for answer in answers] == [OPEN] * 2
        assert [list(answer.cookies) for answer in answers] == [[], []]
        assert answers[0].content == answers[1].content
        assert not re.search(rb"<script|csrf| style=|method=.post", answers[1].content)
    assert "sessionid" in ana.get("/meetings/").cookies


@pytest.mark.django_db
def test_no_page_holds_a_script_or_style_of_its_own_that_the_policy_would_stop():
    call_command("plant", stdout=StringIO())
    ana = Client()
    assert ana.login(username=SECRETARY, password="candlelight")
    for path in (*without_parameters(), *PLANTED, *KEPT_BY_THE_SECRETARY):
        page = ana.get(path).content.decode(errors="replace")
        assert [path, " style=" in page, "<style" in page, "javascript:" in page] == [path, False, False, False]
        assert page.count("<script") == page.count('<script type="module" src="/static/')


@pytest.mark.django_db
def test_refusals_are_as_strict_as_pages(settings):
    settings.ROOT_URLCONF = "tests.members.broken_urls"
    client, strict = Client(raise_request_exception=False), Client(enforce_csrf_checks=True)
    refused = [
        client.get("/", headers={"Host": "elsewhere.example"}), client.get("/nothing/"), client.get("/only-a-form/"),
        client.get("/hurried/"), client.get("/broken/"), strict.post("/sign-up/", {"name": "Ana"}),
    ]  # fmt: skip
    assert [answer.status_code for answer in refused] == [400, 404, 405, 429, 500, 403]
    assert [told(answer) for answer in refused] == [STRICT] * len(refused)


@pytest.mark.django_db
def test_only_our_own_pages_show_a_ring_in_a_frame_whatever_the_ring_says():
    a_meeting_on_now()
    maple, circle = a_guest("Maple")
    place = dict(maple.cookies)
    ring = f"/circles/{circle.slug}/ring/"
    answers = [maple.get(ring)]
    does(maple, circle, "leave")
    maple.cookies.update(place)
    answers.append(maple.get(ring))  # their place has ended, and the circle has not
    Circle.objects.update(closed_at=circle.ends_at)
    answers.append(maple.get(ring))
    assert [answer.status_code for answer in answers] == [200, 410, 410]
    framed = (POLICY | {"frame-ancestors": "'self'"}, HEADERS | FRAMED, STRICT[2])
    assert [told(answer) for answer in answers] == [framed] * 3
    assert all('<base target="_top">' in answer.content.decode() for answer in answers)
    assert told(maple.get(f"/circles/{circle.slug}/")) == STRICT


@pytest.mark.once
@pytest.mark.parametrize(("file", "runs"), [("js/voice/worker.js", True), ("css/tokens.css", False)])
def test_files_are_for_our_own_pages_and_a_worker_reaches_nothing_but_us(file, runs):
    headers = asyncio.run(_asked_for(f"/static/{file}"))
    assert [headers[name] for name in ("x-content-type-options", "cross-origin-resource-policy")] == [
        "nosniff", "same-origin",
    ]  # fmt: skip
    policy = "default-src 'none'; script-src 'self'; connect-src 'self'" if runs else None
    assert headers.get("content-security-policy") == policy


async def _asked_for(path):
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": b"", "root_path": "", "scheme": "http", "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    asking = ApplicationCommunicator(application, scope)
    await asking.send_input({"type": "http.request", "body": b"", "more_body": False})
    answer = await asking.receive_output(10)
    while (await asking.receive_output(10)).get("more_body"):
        pass
    assert answer["status"] == 200
    return {name.decode().lower(): value.decode() for name, value in answer["headers"]}


# --- Over TLS, as docs/operators.md sets it

AS_TOLD = {"HTTPS": "1", "ALLOWED_HOSTS": "rooms.example", "TLS_HEADER": "X-Forwarded-Proto"}
OURS_BENEATH = {"HSTS_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"}
LOOK = """
import json
from django.test import Client
from circles import access
from django.conf import settings
browser = Client(headers={"Host": "rooms.example"})
plain = browser.get("/sign-in/")
safe = browser.get("/sign-in/", headers={"X-Forwarded-Proto": "https"})
print(json.dumps({
    "plain": [plain.status_code, plain.headers["Location"]],
    "hsts": safe.headers["Strict-Transport-Security"],
    "set": [morsel.OutputString().partition("=")[0] for morsel in safe.cookies.values()],
    "how": sorted({f"{each['secure']} {each['httponly']} {each['samesite']} {each['path']} {each['domain']}"
                   for each in safe.cookies.values()}),
    "names": [settings.SESSION_COOKIE_NAME, access.cookie_name("a"), access.after_cookie_name("a"), access.GUEST_COOKIE],
    "secure": [settings.SESSION_COOKIE_SECURE, settings.LANGUAGE_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY],
}))
"""


def manage(folder, *words, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=kept | {"DATA_DIR": str(folder)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.once
def test_djangos_own_check_finds_nothing_in_the_settings_operators_are_told(tmp_path):
    said = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **AS_TOLD, **OURS_BENEATH)
    assert [said.returncode, said.stdout.strip()] == [0, "System check identified no issues (0 silenced)."], said.stderr


@pytest.mark.once
def test_without_a_word_about_names_beneath_ours_the_check_names_those_two_alone(tmp_path):
    said = manage(tmp_path, "check", "--deploy", **AS_TOLD)
    assert sorted(part.partition(")")[0] for part in said.stderr.split("?: (")[1:]) == [
        "security.W005",
        "security.W021",
    ]


@pytest.mark.once
def test_over_tls_cookies_are_this_hosts_alone_and_nothing_comes_without_it(tmp_path):
    said = manage(tmp_path, "shell", "--no-imports", "-c", LOOK, **AS_TOLD)
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout.splitlines()[-1]) == {
        "plain": [301, "https://rooms.example/sign-in/"],
        "hsts": "max-age=31536000",
        "set": ["__Host-csrftoken"],
        "how": ["True True Lax / "],
        "names": ["__Host-sessionid", "__Host-place-a", "__Host-after-a", "__Host-guest"],
        "secure": [True, True, True],
    }
