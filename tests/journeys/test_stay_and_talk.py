"""Staying to talk, from the circle's last word until nothing of it is left: in browsers, and again by plain forms."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from circles.models import After, AfterLine, AfterPlace, Circle
from rooms.memory import memory
from rotation.models import Record
from tests.circles.browsers import a_meeting_now, comes_in, press
from tests.circles.cast import CLOSING
from tests.pages.axe import faults_in_both_themes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


def stays(page: Page, name: str) -> None:
    page.get_by_role("heading", name="This circle has closed").wait_for()
    page.get_by_label("What shall we call you now?").fill(name)
    press(page, "Stay and talk")
    page.wait_for_url("**/after/*/")
    expect(page.get_by_text("You are connected.")).to_be_visible()


def says(page: Page, words: str) -> None:
    page.get_by_label("Say something to everyone here").fill(words)
    press(page, "Say it")


def read(page: Page) -> list[str]:
    return page.locator("#talk .talk__text").all_inner_texts()


def test_people_stay_and_talk_and_nothing_is_left_of_it(chromium, server):
    """Scenario 17 (domain.md): people stay in a room of its own, where answering is allowed and the timer is gone."""
    meeting = a_meeting_now(script=[CLOSING])
    (one, maple), (two, willow) = (
        comes_in(chromium, server.url, meeting, name, viewport=PHONE, reduced_motion="reduce")
        for name in ("Maple", "Willow")
    )
    Circle.objects.update(ends_at=datetime.now(UTC))  # it is late: guests close it when it is time to go home
    press(maple, "Open the circle")
    for page in (maple, willow):
        press(page, "Close the circle")
    quietly = maple.get_by_role("button", name="Leave quietly")
    expect(quietly).to_be_focused()  # the way out comes first, and a key pressed in haste takes it
    assert faults_in_both_themes(maple) == {}
    stays(maple, "Reed")
    stays(willow, "Fern")
    expect(maple.get_by_text("Only two of you are here.")).to_be_visible()
    says(maple, "How was the week?")
    says(willow, "Long. Yours?")
    expect(maple.locator("#talk")).to_contain_text("Long. Yours?")
    expect(maple.get_by_label("Say something to everyone here")).to_have_value("")
    assert [read(maple), maple.locator("[data-clock]").count()] == [["How was the week?", "Long. Yours?"], 0]
    expect(maple.locator("#live .people")).to_contain_text("Fern")

    maple.locator("details.together > summary").click()
    assert faults_in_both_themes(maple) == {}
    maple.get_by_label("Say something to everyone here").fill("Half a thought")
    says(willow, "Another line")
    expect(maple.locator("#talk")).to_contain_text("Another line")
    assert maple.get_by_label("Say something to everyone here").input_value() == "Half a thought"

    for _ in range(3):
        willow.keyboard.press("Shift")
    willow.wait_for_url("**/page/")
    expect(maple.get_by_text("You are the only one here just now.")).to_be_visible()
    assert read(maple) == ["How was the week?"]
    After.objects.update(opened_at=datetime.now(UTC) - timedelta(minutes=11))
    slug = After.objects.get().slug
    press(maple, "Leave quietly")
    maple.get_by_text("You have left the after-meeting.").wait_for()
    assert [After.objects.count(), AfterPlace.objects.count(), AfterLine.objects.count()] == [0, 0, 0]
    assert [memory.known_key(slug), memory.known_key(Circle.objects.get().room)] == [None, None]
    assert [line.facts["people"] for line in Record.objects.filter(verb="circle-held")] == [2]
    for context in (one, two):
        context.close()
