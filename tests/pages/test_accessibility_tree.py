"""What a screen reader finds in a circle, and what it is told: while anyone speaks, only what concerns this person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.circles.browsers import press
from tests.circles.visiting import DOOR, a_meeting_on_now
from tests.pages.evening import Evening

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WRITE_DOWN = """async () => {
  await new Promise((done) => setTimeout(done, 200));  // what is being said already
  window.told = [];
  const say = document.getElementById("say");
  new MutationObserver(() => say.textContent && window.told.push(say.textContent)).observe(
    say, { childList: true, characterData: true, subtree: true });
}"""
LIVE = ":is([aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log], [role=timer], output)"


@pytest.fixture
def evening(visit):
    return Evening(visit)


def up_to(evening, state):
    """Plays the evening until Ana's page shows that state."""
    assert any(reached == state for reached in evening.states())


def told(page):
    """What was said aloud since the last time this was asked."""
    page.wait_for_timeout(300)
    return page.evaluate("window.told.splice(0)")


def test_listener_is_told_only_what_concerns_her_until_the_pause(evening):
    """circles.md 8.8"""
    up_to(evening, "offered to another")
    page = evening.page
    page.evaluate(WRITE_DOWN)
    evening.ben_does("begin")
    evening.finds(".now__what", "Ben is sharing")
    evening.ben_does("words", words="I planted beans.")
    evening.finds(".words", "I planted beans.")
    evening.cleo_does("hand")
    evening.cleo_does("lower")
    page.wait_for_timeout(1500)
    assert told(page) == ["Ben writes: I planted beans."]  # she has no sound on: nothing is talked over
    press(page, "I would like to share")
    evening.concerns("next")
    assert told(page) == ["You are next."]
    evening.ben_does("done")
    evening.concerns("offered")
    assert told(page) == ["The piece is offered to you. Begin, or listen."]
    press(page, "I’ll listen")
    evening.finds(".now__what", "The piece rests in the centre")
    assert told(page) == ["The piece rests in the centre"]


def test_time_is_told_once_the_clock_never_and_care_at_once(evening):
    """circles.md 8.8: what whoever has the piece is told."""
    up_to(evening, "speaking")
    page = evening.page
    assert page.locator(f"{LIVE} [data-clock], [data-clock]{LIVE}, [data-clock] {LIVE}").count() == 0
    assert page.locator("#level").get_attribute("aria-hidden") == "true"
    page.evaluate(WRITE_DOWN)
    page.wait_for_timeout(1500)
    assert told(page) == []
    evening.time_brings(running_since=timezone.now() - timedelta(seconds=200))
    evening.finds(".now__clock", "Nearly time")
    page.wait_for_timeout(1500)
    assert told(page) == ["Nearly time"]
    evening.ben_does("pause")
    evening.concerns("resting")
    assert told(page) == ["The piece stays with you"]
    press(page, "Go on together")
    evening.finds(".now__wish", "Ana would like to go on")
    assert told(page) == ["Ana would like to go on. If one more agrees, we do."]


@pytest.mark.parametrize(
    ("kind", "state", "word"),
    [
        ("What concerns me", "another shares", "You are next."),
        ("Who has the piece, in the pauses", "welcome", "The piece rests in the centre"),
    ],
)
def test_each_kind_can_be_switched_off(evening, kind, state, word):
    """circles.md 8.8"""
    up_to(evening, state)
    page = evening.page
    page.evaluate(WRITE_DOWN)
    page.get_by_text("What I am told, and how").first.click()
    page.get_by_label(kind).uncheck()
    assert during(evening, state) == []
    page.get_by_label(kind).check()
    assert during(evening, state) == [word]


def during(evening, state):
    """What is told while one thing of that kind happens, which can happen again."""
    if state == "welcome":
        evening.ben_does("forward")
        evening.finds(".now__what", "The piece rests in the centre")
        said = told(evening.page)
        evening.ben_does("back")
        evening.finds(".now__what", "Welcome")
        told(evening.page)
        return said
    press(evening.page, "I would like to share")
    evening.concerns("next")
    said = told(evening.page)
    press(evening.page, "Take my hand down")
    evening.concerns("listening")
    told(evening.page)
    return said


def test_line_that_drops_is_told_unless_switched_off(visit):
    """circles.md 8.7 and 8.8: a line that falls silent is noticed, looked for and found again."""
    page = visit(member=None)
    page.quiet = False

    def between(socket):
        server = socket.connect_to_server()
        socket.on_message(lambda words: None if page.quiet else server.send(words))
        server.on_message(lambda words: None if page.quiet else socket.send(words))

    def drops_and_comes_back():
        page.quiet = True
        page.locator("#line").get_by_text("Finding the room again…").wait_for()
        assert page.get_by_text("Silence is kept.").is_visible() is False
        page.quiet = False
        page.locator("#line").get_by_text("Silence is kept").wait_for()
        return told(page)

    a_meeting_on_now()
    page.route_web_socket("**/live/**", between)
    page.goto(DOOR)
    press(page, "Come in and sit down")
    page.locator("#line").get_by_text("Silence is kept").wait_for()
    page.evaluate(WRITE_DOWN)
    assert drops_and_comes_back() == ["Your line dropped. Finding the room again.", "You are connected again."]
    page.get_by_text("What I am told, and how").first.click()
    page.get_by_label("My connection").uncheck()
    assert drops_and_comes_back() == []
