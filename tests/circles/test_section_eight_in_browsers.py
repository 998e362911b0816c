"""People first, where only a browser can show it: microphones, lines that drop, what is said aloud, leaving at once."""

import time

import pytest

from circles.models import Seat
from tests.circles.browsers import a_meeting_now, comes_in, hear, press, takes_the_piece
from tests.circles.cast import CLOSING, SHARING
from tests.rooms.voice_browser import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Keeps every microphone the page was given, so that a test can see whether it was given back.
MICROPHONES = """
(() => {
  window.microphones = [];
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    window.microphones.push(...stream.getTracks());
    return stream;
  };
})();
"""
OPEN_MICROPHONES = "window.microphones.filter((each) => each.readyState === 'live').length"


@pytest.fixture
def evening(chromium, server):
    """Gives people their places in one circle, with microphones that are watched."""
    meeting = a_meeting_now(script=[SHARING, CLOSING])
    contexts = []

    def sits(*names, **how):
        pages = []
        for name in names:
            own, page = comes_in(chromium, server.url, meeting, name, **how)
            contexts.append(own)
            page.add_init_script(MICROPHONES)
            page.reload()
            page.get_by_text("You are connected.").first.wait_for()
            pages.append(page)
        return pages

    yield sits
    for own in contexts:
        own.close()


def is_shown(page, words):
    return page.get_by_text(words, exact=True).is_visible()


def test_point_2_speaker_sees_it_has_one_large_way_to_end_and_every_end_gives_the_microphone_back(evening):
    maple, willow = evening("Maple", "Willow")
    press(maple, "Open the circle")
    takes_the_piece(maple)
    width = maple.viewport_size["width"]
    banner, done = maple.locator("#everyone-hears"), maple.get_by_role("button", name="I’m done", exact=True)
    assert done.bounding_box()["height"] >= 44
    around = maple.locator(".circle__mine").bounding_box()["width"]
    assert [banner.bounding_box()["width"] > 0.8 * around, width >= around] == [True, True]
    assert [is_shown(willow, "Everyone hears you"), is_shown(willow, "I’m done")] == [False, False]
    assert maple.evaluate(OPEN_MICROPHONES) == 1
    press(maple, "I’m done")
    until(maple, f"{OPEN_MICROPHONES} === 0")
    takes_the_piece(maple)
    press(maple, "I’m done")
    until(maple, f"{OPEN_MICROPHONES} === 0")
    assert [willow.evaluate("window.microphones.length"), maple.evaluate("window.microphones.length") >= 2] == [0, True]


def test_point_3_help_opens_beside_the_circle_and_the_place_is_kept(evening):
    (maple,) = evening("Maple")
    with maple.context.expect_page() as opened:
        maple.get_by_role("link", name="I need help now").click()
    opened.value.get_by_role("heading", name="I need help now").wait_for()
    assert [maple.locator(".now__what").inner_text(), Seat.objects.get().left_at] == ["We are gathering", None]


def test_point_5_only_who_may_speak_is_asked_for_a_microphone_at_the_door(chromium, server):
    a_meeting_now()
    own = chromium.new_context(base_url=server.url)
    page = own.new_page()
    page.add_init_script(MICROPHONES)
    page.goto("/meetings/tonight/door/", wait_until="networkidle")
    asked = [page.evaluate("window.microphones.length"), page.locator("#microphone-check").is_visible()]
    assert asked == [0, False]
    page.get_by_label("I may speak").check()
    page.get_by_text("Good: your voice arrives.").wait_for()
    assert page.evaluate(OPEN_MICROPHONES) == 1
    page.get_by_label("Just listening tonight").check()
    until(page, f"{OPEN_MICROPHONES} === 0")
    assert page.locator("#microphone-check").is_visible() is False
    own.close()


@pytest.mark.alone
def test_point_5_sound_starts_off_and_says_what_it_takes(evening):
    maple, willow = evening("Maple", "Willow")
    assert [is_shown(willow, "Tap to listen"), is_shown(willow, "Headphones? About 12 MB an hour.")] == [True, True]
    press(maple, "Open the circle")
    takes_the_piece(maple)
    assert hear(willow, seconds=2) == [False]
    press(willow, "Tap to listen")
    willow.get_by_text("You are listening.").wait_for()
    assert hear(willow, seconds=4) == [True]


def test_point_6_leaving_quickly_drops_microphone_and_place_and_shows_a_neutral_page(evening):
    maple, _willow = evening("Maple", "Willow")
    press(maple, "Open the circle")
    takes_the_piece(maple)
    for _ in range(3):
        maple.keyboard.press("Shift")
    maple.wait_for_url("**/page/")
    assert [word in maple.content() for word in ("ircle", "Maple", "Candlelight", "Fellowship")] == [False] * 4
    end = time.monotonic() + 5
    while Seat.objects.get(place=1).left_at is None:
        assert time.monotonic() < end
        time.sleep(0.05)
    maple.go_back()
    assert maple.locator("#circle").count() == 0  # Back shows nothing of it


def test_point_6_shift_while_typing_capitals_leaves_nothing(evening):
    (maple,) = evening("Maple")
    for key in ("Shift+A", "Shift+B", "Shift+C", "Shift+D"):
        maple.keyboard.press(key)
    assert maple.url.endswith("/page/") is False


@pytest.mark.alone
def test_point_7_can_i_hear_plays_a_tone_and_ones_own_voice_to_oneself_alone(evening):
    maple, willow = evening("Maple", "Willow")
    press(willow, "Tap to listen")
    willow.get_by_text("You are listening.").wait_for()
    maple.get_by_text("Hearing well").click()
    press(maple, "Can I hear?")
    assert hear(maple, willow, seconds=3.5) == [True, False]
    maple.get_by_text("Nothing heard? Try the volume").wait_for()
    until(maple, f"{OPEN_MICROPHONES} === 0")
