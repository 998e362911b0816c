"""People first, where only a browser can show it: microphones, lines that drop, what is said aloud, leaving at once."""

import time
from contextlib import ExitStack

import pytest

from circles.models import Seat
from tests.circles.browsers import HEARD, a_meeting_now, comes_in, loudest, press, takes_the_piece
from tests.circles.cast import CLOSING, SHARING
from tests.rooms.voice_browser import chromium_with_microphones, until
from tests.server import a_server

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
# Writes down whatever a screen reader would be told.
ALOUD = """() => {
  window.aloud = [];
  const region = document.getElementById("say");
  new MutationObserver(() => region.textContent && window.aloud.push(region.textContent)).observe(region, {
    childList: true, characterData: true, subtree: true,
  });
}"""
OPEN_MICROPHONES = "window.microphones.filter((each) => each.readyState === 'live').length"


@pytest.fixture(scope="module")
def chromium(django_db_setup):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in this thread
        with chromium_with_microphones() as browser:
            yield browser


@pytest.fixture
def evening(chromium):
    """Gives people their places in one circle, with microphones that are watched."""
    meeting = a_meeting_now(script=[SHARING, CLOSING])
    with ExitStack() as stack:
        server = stack.enter_context(a_server())

        def sits(*names, **how):
            pages = []
            for name in names:
                own, page = comes_in(chromium, server.url, meeting, name, **how)
                stack.callback(own.close)
                page.add_init_script(MICROPHONES)
                page.reload()
                page.get_by_text("You are connected.").first.wait_for()
                pages.append(page)
            return pages

        yield sits


def is_shown(page, words):
    return page.get_by_text(words, exact=True).is_visible()


def test_point_2_speaker_sees_that_everyone_hears_and_one_large_way_to_end(evening):
    maple, willow = evening("Maple", "Willow")
    press(maple, "Open the circle")
    takes_the_piece(maple)
    width = maple.viewport_size["width"]
    banner, done = maple.locator("#everyone-hears"), maple.get_by_role("button", name="I’m done", exact=True)
    assert done.bounding_box()["height"] >= 44
    around = maple.locator(".circle__mine").bounding_box()["width"]
    assert [banner.bounding_box()["width"] > 0.8 * around, width >= around] == [True, True]
    assert [is_shown(willow, "Everyone hears you"), is_shown(willow, "I’m done")] == [False, False]


def test_point_2_every_end_of_a_turn_gives_the_microphone_back(evening):
    maple, willow = evening("Maple", "Willow")
    press(maple, "Open the circle")
    takes_the_piece(maple)
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


def test_point_5_only_who_may_speak_is_asked_for_a_microphone_at_the_door(chromium):
    a_meeting_now()
    with a_server() as server:
        page = chromium.new_page()
        page.add_init_script(MICROPHONES)
        page.goto(f"{server.url}/meetings/tonight/door/")
        page.wait_for_load_state("networkidle")
        assert [page.evaluate("window.microphones.length"), page.locator("#microphone-check").is_visible()] == [
            0,
            False,
        ]
        page.get_by_label("I may speak").check()
        page.get_by_text("Good: your voice arrives.").wait_for()
        assert page.evaluate(OPEN_MICROPHONES) == 1
        page.get_by_label("Just listening tonight").check()
        until(page, f"{OPEN_MICROPHONES} === 0")
        assert page.locator("#microphone-check").is_visible() is False
        page.close()


def test_point_5_sound_starts_off_and_says_what_it_takes(evening):
    maple, willow = evening("Maple", "Willow")
    assert [is_shown(willow, "Tap to listen"), is_shown(willow, "Headphones? About 12 MB an hour.")] == [True, True]
    press(maple, "Open the circle")
    takes_the_piece(maple)
    assert loudest(willow, 2.0) < HEARD
    press(willow, "Tap to listen")
    willow.get_by_text("You are listening.").wait_for()
    assert loudest(willow, 3.0) > HEARD


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


def test_point_7_silence_says_that_it_is_kept_and_a_broken_line_that_it_is_looked_for(chromium):
    meeting = a_meeting_now()
    with ExitStack() as stack:
        with a_server() as server:
            own, page = comes_in(chromium, server.url, meeting, "Maple")
            stack.callback(own.close)
            page.get_by_text("Silence is kept. You are connected.").wait_for()
        page.get_by_text("Finding the room again…").wait_for(timeout=15_000)
        assert is_shown(page, "Silence is kept. You are connected.") is False


def test_point_7_can_i_hear_plays_a_tone_and_ones_own_voice_to_oneself_alone(evening):
    maple, willow = evening("Maple", "Willow")
    press(willow, "Tap to listen")
    willow.get_by_text("You are listening.").wait_for()
    maple.get_by_text("Hearing well").click()
    press(maple, "Can I hear?")
    assert loudest(maple, 1.5) > HEARD
    assert loudest(willow, 2.5) < HEARD
    maple.get_by_text("Nothing heard? Try the volume").wait_for()
    until(maple, f"{OPEN_MICROPHONES} === 0")


def test_point_8_while_someone_speaks_only_what_concerns_a_person_is_said_aloud(evening):
    maple, willow, brook = evening("Maple", "Willow", "Brook")
    press(maple, "Open the circle")
    takes_the_piece(maple)
    for page in (willow, brook):
        page.get_by_text("Maple is sharing").wait_for()
        page.evaluate(ALOUD)
    press(willow, "I would like to share")
    willow.get_by_text("You are next", exact=True).wait_for()
    brook.locator(".now__line, [data-part=line], [data-part=now]").get_by_text("Willow").first.wait_for()
    brook.wait_for_timeout(500)
    assert [willow.evaluate("window.aloud"), brook.evaluate("window.aloud")] == [["You are next."], []]
    press(maple, "I’m done")
    until(brook, "window.aloud.length > 0")
    until(willow, "window.aloud.length > 1")
    assert brook.evaluate("window.aloud[0]").startswith("The piece is offered to Willow")
    assert willow.evaluate("window.aloud[1]").startswith("The piece is offered to you.")


def test_point_8_where_are_we_is_answered_at_once_by_button_and_by_key(evening):
    maple, willow = evening("Maple", "Willow")
    press(maple, "Open the circle")
    takes_the_piece(maple)
    willow.get_by_text("Maple is sharing").wait_for()
    willow.evaluate(ALOUD)
    willow.locator("#where").click()
    until(willow, "window.aloud.length === 1")
    willow.locator("body").press("w")
    until(willow, "window.aloud.length === 2")
    assert ["Maple is sharing" in each for each in willow.evaluate("window.aloud")] == [True, True]


def test_point_8_each_kind_can_be_switched_off(evening):
    maple, willow = evening("Maple", "Willow")
    press(maple, "Open the circle")
    willow.get_by_text("What is read out to me").first.click()
    willow.get_by_label("What concerns me").uncheck()
    willow.evaluate(ALOUD)
    press(willow, "I would like to share")
    willow.get_by_text("The piece is offered to you", exact=True).wait_for()
    willow.wait_for_timeout(300)
    assert [each for each in willow.evaluate("window.aloud") if "offered to you" in each] == []
