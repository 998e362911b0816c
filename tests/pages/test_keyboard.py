"""A circle by keyboard alone: every act has a key, nobody is dropped on the way, and nothing hidden is stopped at."""

import pytest

from tests.circles.browsers import a_meeting_now
from tests.rooms.voice_browser import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STOP = """() => {
  const here = document.activeElement;
  const box = here.getBoundingClientRect();
  const seen = here.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && box.width > 1 && box.height > 1;
  const words = here.labels?.length ? here.labels[0].innerText : here.innerText || here.getAttribute("aria-label") || here.id;
  const ring = getComputedStyle(here).outlineStyle;
  return { words: words.replace(/\\s+/g, " ").trim(), seen, ring, body: here === document.body };
}"""


class Keys:
    """Someone who has a keyboard and nothing else."""

    def __init__(self, page):
        self.page = page
        self.stops = []

    def press(self, key):
        self.page.keyboard.press(key)

    def tab(self):
        """One stop further; what stands there has to be seen, with a ring around it."""
        self.press("Tab")
        stop = self.page.evaluate(STOP)
        assert stop["body"] or (stop["seen"] and stop["ring"] != "none"), stop
        self.stops.append(stop["words"])
        return stop["words"]

    def go_to(self, words):
        for _ in range(60):
            if self.here() == words or self.tab() == words:
                return
        raise AssertionError(f"No key leads to {words!r}; they led to {self.stops[-60:]}")

    def here(self):
        return self.page.evaluate(STOP)["words"]

    def does(self, words):
        """Goes there and presses Enter; the focus is on something that can be seen afterwards."""
        self.go_to(words)
        self.press("Enter")

    def never_dropped(self):
        stop = self.page.evaluate(STOP)
        assert stop["seen"], stop
        assert not stop["body"]

    def is_told(self, state):
        until(self.page, f"document.getElementById('circle').dataset.my === '{state}'")
        self.page.wait_for_timeout(100)
        self.never_dropped()


@pytest.fixture
def keys(visit):
    a_meeting_now("tonight", name="Tonight")
    return Keys(visit("/"))


def test_keys_alone_lead_from_the_front_page_through_a_turn(keys):
    page = keys.page
    assert keys.tab() == "Go to the page"
    keys.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    keys.go_to("Come in (Tonight)")
    keys.press("Enter")
    page.wait_for_url("**/door/")
    keys.go_to("What shall we call you?")
    keys.press("Control+a")
    page.keyboard.type("Wren")
    keys.go_to("Just listening tonight")
    keys.press("ArrowDown")
    assert page.get_by_label("I may speak").is_checked()
    keys.does("Come in and sit down")
    page.wait_for_url("**/circles/*/")
    keys.does("Tap to listen")
    page.get_by_text("You are listening.").wait_for()
    keys.never_dropped()
    keys.press("Shift+Tab")
    keys.does("Open the circle")
    page.locator(".now__what").get_by_text("The piece rests in the centre").wait_for()
    keys.never_dropped()
    keys.does("I would like to share")
    keys.is_told("offered")
    assert keys.here() == "Begin"
    keys.press("Enter")
    keys.is_told("speaking")
    page.get_by_text("Everyone hears you", exact=True).wait_for()
    assert keys.here() == "I’m done"
    keys.press("Escape")
    keys.is_told("speaking")
    keys.does("Share in writing")
    keys.go_to("Your words, shown to everyone here until someone else begins. Nothing is kept.")
    page.keyboard.type("What woke me was the wind.")
    keys.does("Show my words")
    page.locator(".words").get_by_text("What woke me was the wind.").wait_for()
    keys.never_dropped()
    keys.does("I’m done")
    keys.is_told("listening")


def test_script_is_stepped_through_by_keys(keys):
    page = keys.page
    page.goto("/meetings/tonight/door/")
    keys.does("Come in and sit down")
    page.wait_for_url("**/circles/*/")
    keys.does("Open the circle")
    page.locator(".now__what").get_by_text("The piece rests in the centre").wait_for()
    keys.does("Holding the circle together")
    keys.does("On to the next part")
    page.locator(".now__what").get_by_text("Closing").wait_for()
    keys.never_dropped()
    keys.does("Back a part")
    page.locator(".now__what").get_by_text("The piece rests in the centre").wait_for()
    keys.never_dropped()


def test_a_held_key_does_not_end_what_it_began(keys):
    page = keys.page
    page.goto("/meetings/tonight/door/")
    keys.does("Come in and sit down")
    page.wait_for_url("**/circles/*/")
    keys.does("Open the circle")
    page.locator(".now__what").get_by_text("The piece rests in the centre").wait_for()
    keys.does("I would like to share")
    keys.is_told("offered")
    keys.go_to("Begin")
    for _ in range(30):  # as a keyboard repeats: one press that does not end
        page.keyboard.down("Enter")
        page.wait_for_timeout(60)
    page.keyboard.up("Enter")
    keys.is_told("speaking")


def test_every_stop_of_the_circle_is_seen_and_in_the_order_it_is_read(keys):
    page = keys.page
    page.goto("/meetings/tonight/door/")
    keys.does("Come in and sit down")
    page.wait_for_url("**/circles/*/")
    page.locator("#announce").wait_for()
    page.evaluate("document.activeElement.blur()")
    keys.stops.clear()
    while keys.tab() not in ("", "What I am told, and how"):
        assert len(keys.stops) < 40
    assert keys.stops == [
        "Go to the page",
        "Leave quickly",
        "Open the circle",
        "Tap to listen",
        "Hearing well",
        "How I take part",
        "A note to the servants",
        "Holding the circle together",
        "I need help now",
        "Where are we? (key W)",
        "Leave my place",
        "What I am told, and how",
    ]


def test_w_says_where_we_are_but_not_while_something_is_typed(keys):
    """circles.md 8.8: "Where are we?" is answered at once, by key and by button."""
    page = keys.page
    page.goto("/meetings/tonight/door/")
    keys.does("Come in and sit down")
    page.wait_for_url("**/circles/*/")
    keys.does("Open the circle")
    keys.does("I would like to share")
    keys.is_told("offered")
    keys.press("w")
    until(page, "document.getElementById('say').textContent.includes('The piece is offered to you')")
    page.evaluate("document.getElementById('say').textContent = ''")
    page.locator("#where").click()
    until(page, "document.getElementById('say').textContent.includes('The piece is offered to you')")
    keys.does("Share in writing") if page.locator("#words").is_hidden() else None
    keys.go_to("Your words, shown to everyone here until someone else begins. Nothing is kept.")
    page.evaluate("document.getElementById('say').textContent = ''")
    page.keyboard.type("wow")
    page.wait_for_timeout(200)
    assert page.evaluate("document.getElementById('say').textContent") == ""
    assert page.locator("#words").input_value() == "wow"
