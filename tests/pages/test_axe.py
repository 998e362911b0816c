"""axe on every page of the house, by day and by night: nothing is found. No rule is switched off."""

import re

import pytest

from members.models import Member
from tests.circles.visiting import DOOR, a_meeting_on_now, a_member_inside, page
from tests.members.cast import a_member
from tests.pages.axe import faults, faults_in_both_themes
from tests.pages.conftest import DESKTOP
from tests.pages.evening import Evening
from tests.pages.places import KEPT_BY_THE_SECRETARY, PLANTED, SECRETARY, without_parameters
from tests.pages.refusing_urls import REFUSED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def walk(seen, paths):
    """What axe finds at each of these addresses, those with nothing left out."""
    found = {}
    for path in paths:
        seen.goto(path)
        found[path] = faults_in_both_themes(seen)
    return {path: each for path, each in found.items() if each}


def as_without_script(route):
    """The page as a browser that runs no script shows it. (axe is a script itself, so it has to be allowed to run.)"""
    answer = route.fetch()
    route.fulfill(response=answer, body=re.sub("</?noscript>", "", answer.text()))


def test_axe_finds_what_is_wrong(visit):
    seen = visit("/page/")
    assert faults(seen) == []
    seen.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<input><img src=\"/static/img/mark.svg\">')"
    )
    seen.evaluate("document.querySelector('main').append(Object.assign(document.createElement('button')))")
    assert sorted({line.split(" | ")[0] for line in faults(seen)}) == ["button-name", "image-alt", "label"]
    seen.evaluate("document.querySelector('h1').style.color = 'lightgray'")
    assert "color-contrast" in {line.split(" | ")[0] for line in faults(seen)}


def test_axe_finds_nothing_for_a_visitor(visit, planted):
    assert walk(visit(), without_parameters() + PLANTED) == {}


def test_axe_finds_nothing_for_a_member_who_keeps_a_group(visit, planted):
    ana = Member.objects.get(name=SECRETARY)
    own = [path for path in without_parameters() if path.startswith(("/you/", "/sign-out/"))]
    assert walk(visit(member=ana), ["/", *own, *KEPT_BY_THE_SECRETARY]) == {}


def test_axe_finds_nothing_on_a_wide_screen(visit, planted):
    wide = visit(member=Member.objects.get(name=SECRETARY), viewport=DESKTOP)
    assert walk(wide, ["/", "/groups/", "/you/", "/help/", *KEPT_BY_THE_SECRETARY]) == {}


def test_axe_finds_nothing_where_something_is_refused(visit, settings):
    settings.ROOT_URLCONF = "tests.pages.refusing_urls"
    assert walk(visit(), REFUSED) == {}


def test_axe_finds_nothing_beside_what_has_to_be_put_right(visit, planted):
    seen = visit("/sign-up/")
    found = {}
    for path in ("/sign-up/", "/sign-in/", "/forgotten/"):
        seen.goto(path)
        seen.locator("main form").first.evaluate("(form) => { form.noValidate = true; form.submit() }")
        seen.locator("main .error").first.wait_for()
        found[path] = faults_in_both_themes(seen)
    assert {path: each for path, each in found.items() if each} == {}


def test_axe_finds_nothing_in_any_state_of_a_circle(visit):
    evening = Evening(visit)
    found = {state: faults_in_both_themes(evening.page) for state in evening.states()}
    assert len(found) == 26
    assert {state: each for state, each in found.items() if each} == {}


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
