"""A note and a slip, in two browsers: asked for, answered by buttons in a part that is drawn again, printed, checked."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.circles.browsers import a_meeting_now, comes_in, press
from tests.circles.cast import CLOSING, SHARING
from tests.groups.cast import a_member, belongs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS_OF_SLIPS")  # a folder, for whoever wants to look


def shot(page, name):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def signed_in(browser, server, name, meeting):
    """The storage of a browser in which a member of that name, who belongs to the group, is signed in."""
    member = a_member(name)
    belongs(member, meeting.group, since=date(2020, 1, 1))
    client = Client()
    client.force_login(member)
    return {
        "cookies": [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}],
        "origins": [],
    }


def test_note_is_answered_and_a_slip_goes_from_asking_to_paper_and_is_checked(chromium, server):
    meeting = a_meeting_now(script=[SHARING, CLOSING], types=["O", "POA"])
    own, ben = comes_in(
        chromium, server.url, meeting, "Ben", storage_state=signed_in(chromium, server, "Ben", meeting),
        viewport={"width": 1280, "height": 900},
    )  # fmt: skip
    other, cleo = comes_in(chromium, server.url, meeting, "Cleo", viewport={"width": 390, "height": 800})
    press(ben, "Host this circle")
    cleo.get_by_text("host: Ben").first.wait_for()
    press(ben, "Open the circle")

    cleo.get_by_text("A note to the servants").click()
    shot(cleo, "note-form-390")
    cleo.get_by_role("radio", name="Sound").check()
    cleo.get_by_label("A few words, if you like").fill("I hear everything twice.")
    press(cleo, "Send the note")
    expect(cleo.get_by_text("Your note is with whoever hosts or is at the door.")).to_be_visible()
    expect(cleo.get_by_label("A few words, if you like")).to_have_value("")
    expect(ben.get_by_text("I hear everything twice.")).to_be_visible()
    cleo.get_by_text("A slip that says you were here").click()
    cleo.get_by_label("The name that is to stand on it").fill("Łucja Ann Marsh")
    press(cleo, "Ask for a slip")
    expect(ben.get_by_role("button", name="Cleo was here")).to_be_visible()
    shot(ben, "servants-1280")
    ben.set_viewport_size({"width": 390, "height": 800})
    shot(ben, "servants-390")
    press(ben, "Try headphones, or open this page in another browser.")
    expect(cleo.get_by_text("In answer to your note: Try headphones")).to_be_visible()
    press(ben, "Cleo was here")
    expect(cleo.get_by_text("Your slip is ready.")).to_be_visible()
    shot(cleo, "told-390")

    with cleo.expect_popup() as opened:
        cleo.get_by_role("link", name="Show my slip").first.click()
    slip = opened.value
    expect(slip.get_by_text("Łucja Ann Marsh").first).to_be_visible()
    shot(slip, "slip-390")
    slip.emulate_media(media="print")
    expect(slip.get_by_text("Take it with you").first).not_to_be_visible()
    expect(slip.get_by_text("Łucja Ann Marsh").first).to_be_visible()
    shot(slip, "slip-on-paper")
    assert len(slip.pdf()) > 1000
    slip.emulate_media(media="screen")
    slip.get_by_text("The same as text, to copy").click()
    pasted = slip.get_by_label("Your slip as text").input_value()
    slip.goto(f"{server.url}/slips/check/")
    slip.get_by_label("The text of the slip, if you have it").fill(pasted)
    press(slip, "Check it")
    expect(slip.get_by_text("This slip was signed here")).to_be_visible()
    shot(slip, "check-390")

    ben.get_by_text("Holding the circle together").click()
    press(ben, "On to the next part")
    ben.get_by_text("For the group’s record, if you like").first.click()
    expect(ben.get_by_label("At most so many were here at once").first).to_have_value("2")
    shot(ben, "closing-390")
    press(ben, "Close the circle")
    expect(cleo.get_by_role("heading", name="This circle has closed")).to_be_visible()
    for each in (own, other):
        each.close()
