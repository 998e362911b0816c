"""Every page in the narrowest phone, with letters twice as large, without movement, in forced colours, and in Spanish."""

import pytest

from members.models import Member
from tests.pages.evening import Evening
from tests.pages.places import KEPT_BY_THE_SECRETARY, PLANTED, SECRETARY, without_parameters

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW, TWICE = {"width": 320, "height": 640}, {"width": 640, "height": 640}

TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"
LARGER = "document.documentElement.style.fontSize = '200%'"
# A finger needs 44 pixels; a link within a sentence has the height of its line.
TOO_SMALL = """() => [...document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden]), textarea")]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().width > 1)
  .map((each) => {
    const style = getComputedStyle(each);
    if (each.matches("a") && style.display === "inline") return [each, parseFloat(style.lineHeight), 24];
    const pressed = each.matches("[type=checkbox], [type=radio]") ? each.closest("label") ?? each : each;
    return [each, pressed.getBoundingClientRect().height, 44];
  })
  .filter(([, height, least]) => Math.ceil(height) < least)
  .map(([each, height]) => `${each.outerHTML.slice(0, 90)} ${height}`)"""
MOVING = "document.getAnimations().filter((each) => each.playState === 'running').length"


def look(page):
    """What is wrong with the size of things, by day and with letters twice as large."""
    wrong = {
        "too wide": page.evaluate(TOO_WIDE),
        "too small": page.evaluate(TOO_SMALL),
        "moving": page.evaluate(MOVING),
    }
    page.set_viewport_size(TWICE)
    page.evaluate(LARGER)
    wrong["too wide when enlarged"] = page.evaluate(TOO_WIDE)
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(NARROW)
    return {what: found for what, found in wrong.items() if found}


def walk(page, paths):
    found = {}
    for path in paths:
        page.goto(path)
        found[path] = look(page)
    return {path: each for path, each in found.items() if each}


def test_every_page_fits_and_can_be_pressed(visit, planted):
    assert walk(visit(viewport=NARROW), without_parameters() + PLANTED) == {}


def test_every_page_of_a_secretary_fits_and_can_be_pressed(visit, planted):
    ana = Member.objects.get(name=SECRETARY)
    assert walk(visit(member=ana, viewport=NARROW), ["/", "/you/", "/you/e-mail/", *KEPT_BY_THE_SECRETARY]) == {}


def test_circle_fits_in_every_state(visit):
    evening = Evening(visit, viewport=NARROW)
    found = {state: look(evening.page) for state in evening.states()}
    assert {state: each for state, each in found.items() if each} == {}


def test_circle_moves_only_for_those_who_like_it(visit):
    evening = Evening(visit, reduced_motion="no-preference")
    assert "another shares" in evening.states()
    assert evening.page.evaluate(MOVING) > 0
    evening.page.emulate_media(reduced_motion="reduce")
    evening.page.wait_for_timeout(1500)  # what was on its way when the wish changed may arrive
    assert evening.page.evaluate(MOVING) == 0


def test_pages_speak_spanish_and_say_so(visit, planted):
    page = visit("/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="Español").click()
    assert page.locator("html").get_attribute("lang") == "es"
    assert page.get_by_role("button", name="English").get_attribute("lang") == "en"


def test_forced_colours_keep_the_speaker_and_the_buttons_to_be_seen(visit):
    evening = Evening(visit, forced_colors="active")
    assert "another shares" in evening.states()
    drawn = "(each) => { const { fill, stroke } = getComputedStyle(each); return [fill, stroke] }"
    page = evening.page
    spoken, other = (page.locator(f".dot--{state} .dot__place").first.evaluate(drawn) for state in ("speaking", "here"))
    assert spoken != other
    edge = page.get_by_role("button", name="I would like to share").evaluate(
        "(each) => getComputedStyle(each).borderTopColor"
    )
    assert edge == page.evaluate("getComputedStyle(document.body).color")
