"""Every page of the house on the narrowest phone: axe finds nothing by day or night, and all of it fits and can be pressed.

No rule of axe is switched off. What a circle shows in each of its states is in test_circle_states.
"""

import re

import pytest

from members.models import Member
from tests.circles.visiting import DOOR, a_meeting_on_now, a_member_inside, does, one_who_belongs, page
from tests.members.cast import a_member
from tests.pages.axe import faults, faults_in_both_themes
from tests.pages.conftest import DESKTOP
from tests.pages.places import KEPT_BY_THE_SECRETARY, PLANTED, SECRETARY, without_parameters
from tests.pages.refusing_urls import REFUSED
from tests.pages.sizes import NARROW, misfits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def walk(seen, paths):
    """What is wrong at each of these addresses, those with nothing left out: sizes only where the screen is narrow."""
    found = {}
    for path in paths:
        seen.goto(path)
        found[path] = faults_in_both_themes(seen) | (misfits(seen) if seen.viewport_size == NARROW else {})
    return {path: each for path, each in found.items() if each}


def as_without_script(route):
    """The page as a browser that runs no script shows it. (axe is a script itself, so it has to be allowed to run.)"""
    answer = route.fetch()
    route.fulfill(response=answer, body=re.sub("</?noscript>", "", answer.text()))


def test_axe_finds_what_is_wrong(visit):
    seen = visit("/help/")
    assert faults(seen) == []
    seen.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<input><img src=\"/static/img/mark.svg\">')"
    )
    seen.evaluate("document.querySelector('main').append(Object.assign(document.createElement('button')))")
    assert sorted({line.split(" | ")[0] for line in faults(seen)}) == ["button-name", "image-alt", "label"]
    seen.evaluate("document.querySelector('h1').style.color = 'lightgray'")
    assert "color-contrast" in {line.split(" | ")[0] for line in faults(seen)}


def test_nothing_is_wrong_for_a_visitor(visit, planted):
    assert walk(visit(viewport=NARROW), without_parameters() + PLANTED) == {}


def test_nothing_is_wrong_for_a_member_who_keeps_a_group(visit, planted):
    ana = Member.objects.get(name=SECRETARY)
    own = [path for path in without_parameters() if path.startswith(("/you/", "/sign-out/"))]
    assert walk(visit(member=ana, viewport=NARROW), ["/", *own, *KEPT_BY_THE_SECRETARY]) == {}


def test_axe_finds_nothing_on_a_wide_screen(visit, planted):
    wide = visit(member=Member.objects.get(name=SECRETARY), viewport=DESKTOP)
    assert walk(wide, ["/", "/groups/", "/you/", "/help/", *KEPT_BY_THE_SECRETARY]) == {}


def test_axe_finds_nothing_where_something_is_refused(visit, settings):
    settings.ROOT_URLCONF = "tests.pages.refusing_urls"
    assert walk(visit(viewport=NARROW), REFUSED) == {}


def test_axe_finds_nothing_beside_what_has_to_be_put_right(visit, planted):
    seen = visit("/sign-up/")
    found = {}
    for path in ("/sign-up/", "/sign-in/", "/forgotten/"):
        seen.goto(path)
        seen.locator("main form").first.evaluate("(form) => { form.noValidate = true; form.submit() }")
        seen.locator("main .error").first.wait_for()
        found[path] = faults_in_both_themes(seen)
    assert {path: each for path, each in found.items() if each} == {}


def test_axe_finds_nothing_at_the_door_and_in_the_frame(visit):
    """Where no script runs, the circle is a frame beside the forms; the door is open, shut, or says what to put right."""
    a_meeting_on_now()
    _ben, circle = a_member_inside(a_member("Ben"))
    seen = visit(DOOR)
    found = {"door": faults_in_both_themes(seen)}
    seen.get_by_label("I may speak").check()
    seen.get_by_text("Good: your voice arrives.").wait_for()
    found["microphone check"] = faults_in_both_themes(seen)
    seen.get_by_label("What shall we call you?").fill("Ben")
    seen.get_by_role("button", name="Come in and sit down").click()
    seen.locator(".error").wait_for()
    found["name taken"] = faults_in_both_themes(seen)
    seen.get_by_label("What shall we call you?").fill("Ana")
    seen.get_by_role("button", name="Come in and sit down").click()
    seen.wait_for_url("**/circles/*/")
    seen.goto(page(circle, "ring/"))
    found["frame"] = faults_in_both_themes(seen)
    seen.route("**/*.js", lambda script: script.abort())
    seen.route(f"**{page(circle)}", as_without_script)
    seen.goto(page(circle))
    seen.frame_locator(".circle__frame").get_by_text("We are gathering").wait_for()
    found["without script"] = faults_in_both_themes(seen)
    assert {state: each for state, each in found.items() if each} == {}


def test_axe_finds_nothing_where_one_waits_at_the_door_and_where_somebody_answers_it(visit):
    """The door of a circle for members and of one for young people too."""
    meeting = a_meeting_on_now(threshold="knock", languages=["en", "he"])
    for slug, customs in (("closed", {"threshold": "members"}), ("young", {"youth": True})):
        a_meeting_on_now(slug=slug, **customs)
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    for verb in ("take-host", "take-greet"):
        does(ben, circle, verb)
    does(ben, circle, "open")
    seen = visit(DOOR, viewport=NARROW)
    found = walk(seen, [DOOR, "/meetings/closed/door/", "/meetings/young/door/"])
    seen.goto(DOOR)
    seen.get_by_label("This is my first meeting").check()
    seen.get_by_role("button", name="Knock").click()
    seen.get_by_text("Please wait at the door.").wait_for()
    found |= walk(seen, [f"{DOOR}waiting/"])
    host = visit("/", viewport=NARROW)
    host.context.add_cookies(
        [{"name": name, "value": each.value, "url": host.url} for name, each in ben.cookies.items()]
    )
    found |= {f"{path} host": each for path, each in walk(host, [page(circle)]).items()}
    does(ben, circle, "let-in", to="1")
    seen.wait_for_url("**/circles/*/")
    host.get_by_role("button", name="Greet").wait_for()
    found["greeter"] = faults_in_both_themes(host) | misfits(host)
    host.get_by_role("button", name="Greet").click()
    seen.get_by_text("Ben greets you.").wait_for()
    found["greeted"] = faults_in_both_themes(seen) | misfits(seen)
    assert {state: each for state, each in found.items() if each} == {}


def test_pages_speak_spanish_and_say_so(visit, planted):
    page = visit("/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="Español").click()
    assert page.locator("html").get_attribute("lang") == "es"
    assert page.get_by_role("button", name="English").get_attribute("lang") == "en"


def test_nothing_is_wrong_at_the_door_of_a_rehearsal_and_in_it(visit, planted):
    seen = visit("/meetings/tuesday-candlelight/", member=Member.objects.get(name=SECRETARY), viewport=NARROW)
    found = {}
    for where, press in (("door", "Rehearse this evening"), ("circle", "Come in and sit down")):
        seen.get_by_role("button", name=press).click()
        seen.get_by_text("This is a rehearsal").wait_for()
        found[where] = faults_in_both_themes(seen) | misfits(seen)
    assert found == {"door": {}, "circle": {}}
