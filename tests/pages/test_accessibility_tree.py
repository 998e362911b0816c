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


ABOVE = """
- link "Go to the page":
  - /url: "#main"
- banner:
  - paragraph: Candlelight
  - button "Leave quickly"
- main:
  - heading "The circle" [level=1]
"""
BELOW = """
    - button "Tap to listen"
    - text: Headphones? About 12 MB an hour.
    - group: Hearing well
    - group: Holding the circle together
  - paragraph: Silence is kept. You are connected. You are here as Ana.
  - paragraph:
    - link "I need help now":
      - /url: /help/
    - button "Where are we? (key W)"
  - button "Leave my place"
  - group: What is read out to me
"""
PEOPLE = """
  - list "Who is here":
    - listitem: Ben
    - listitem: Cleo
    - listitem: Ana
"""
PARTS = """
  - list "The parts of this circle":
    - listitem: Welcome
    - listitem: Sharing
    - listitem: Silence
    - listitem: Closing
"""
MINE = """
  - region "What concerns you":
    - heading "What concerns you" [level=2]
"""
BENS_WORDS = """
  - paragraph: Ben
  - paragraph: I planted beans.
  - paragraph: They came up.
"""


def tree(page):
    """The tree without what is said and gone: the live region, and the line that changes with every sound."""
    lines = page.locator("body").aria_snapshot().splitlines()
    kept = [line for line in lines if not line.startswith("  - status")]
    return [line.replace("You are connected. Silence", "Silence") for line in kept]


def lines(*parts):
    return [line for part in parts for line in part.strip("\n").splitlines()]


def without_sound(found):
    return [line.replace(": You are connected. You", ": Silence is kept. You are connected. You") for line in found]


def test_tree_of_a_gathering(evening):
    up_to(evening, "gathering")
    evening.page.locator("#line").get_by_text("Silence is kept").wait_for()
    now = """
  - paragraph: We are gathering
  - paragraph: It is time. Whoever serves here opens it; a minute later anyone of the group, and soon anyone, can.
  - paragraph: Nobody is hosting; we hold it together.
"""
    mine = """
    - button "Open the circle"
    - button "Host this circle"
"""
    assert tree(evening.page) == lines(ABOVE, now, PEOPLE, MINE, mine, BELOW)


def test_tree_of_a_listener_an_offer_and_a_speaker(evening):
    """One evening, looked at three times."""
    share = "  - paragraph: What did today leave with you?"
    hosting = "  - paragraph: Ben is hosting."
    expected = {
        "another shares": lines(
            ABOVE, "  - paragraph: Ben is sharing\n  - paragraph: about 4 minutes left", share, hosting, PEOPLE, PARTS,
            MINE, '    - button "I would like to share"', BELOW,
        ),
        "offered": lines(
            ABOVE, "  - paragraph: The piece is offered to Ana\n  - paragraph: Thank you, Ben", share, BENS_WORDS, hosting,
            PEOPLE, PARTS, MINE, OFFERED, BELOW,
        ),
        "speaking": lines(
            ABOVE, "  - paragraph: Ana is sharing\n  - paragraph: about 4 minutes left", share, hosting, PEOPLE, PARTS, MINE,
            SPEAKING, BELOW,
        ),
    }  # fmt: skip
    found = {state: without_sound(tree(evening.page)) for state in evening.states() if state in expected}
    assert found == expected


OFFERED = """
    - paragraph: The piece is offered to you
    - paragraph: Is anyone near you who should not hear, or a child?
    - button "Begin"
    - button "I’ll listen"
    - button "One moment"
    - group: Share in writing
"""
SPEAKING = """
    - paragraph: Everyone hears you
    - button "I’m done"
    - group: Share in writing
"""


def test_listener_is_told_only_what_concerns_her_until_the_pause(evening):
    up_to(evening, "offered to another")
    page = evening.page
    page.evaluate(WRITE_DOWN)
    evening.ben_does("begin")
    evening.finds(".now__what", "Ben is sharing")
    evening.ben_does("words", words="I planted beans.")
    evening.finds(".words", "I planted beans.")
    evening.cleo_does("hand")
    evening.cleo_does("lower")
    page.wait_for_timeout(2500)
    assert told(page) == []
    press(page, "I would like to share")
    evening.concerns("next")
    assert told(page) == ["You are next."]
    evening.ben_does("done")
    evening.concerns("offered")
    assert told(page) == ["The piece is offered to you. Begin, or listen."]
    press(page, "I’ll listen")
    evening.finds(".now__what", "The piece rests in the centre")
    assert told(page) == ["The piece rests in the centre"]


def test_care_is_told_at_once_and_a_pause_to_whoever_has_the_piece(evening):
    up_to(evening, "speaking")
    page = evening.page
    page.evaluate(WRITE_DOWN)
    evening.ben_does("pause")
    evening.concerns("resting")
    assert told(page) == ["The piece stays with you"]
    press(page, "Go on together")
    evening.finds(".now__wish", "Ana would like to go on")
    assert told(page) == ["Ana would like to go on. If one more agrees, we do."]


def test_time_is_told_once_to_whoever_shares_and_the_clock_never_is(evening):
    up_to(evening, "speaking")
    page = evening.page
    assert page.locator(f"{LIVE} [data-clock], [data-clock]{LIVE}, [data-clock] {LIVE}").count() == 0
    assert page.locator("#level").get_attribute("aria-hidden") == "true"
    page.evaluate(WRITE_DOWN)
    page.wait_for_timeout(3000)
    assert told(page) == []
    evening.time_brings(running_since=timezone.now() - timedelta(seconds=200))
    evening.finds(".now__clock", "Nearly time")
    page.wait_for_timeout(3000)
    assert told(page) == ["Nearly time"]


@pytest.mark.parametrize(
    ("kind", "state", "word"),
    [
        ("What concerns me", "another shares", "You are next."),
        ("Who has the piece, in the pauses", "welcome", "The piece rests in the centre"),
    ],
)
def test_each_kind_can_be_switched_off(evening, kind, state, word):
    up_to(evening, state)
    page = evening.page
    page.evaluate(WRITE_DOWN)
    page.get_by_text("What is read out to me").first.click()
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


@pytest.mark.parametrize(
    ("kept", "said"),
    [(True, ["Your line dropped. Finding the room again.", "You are connected again."]), (False, [])],
)
def test_line_that_drops_is_told_unless_switched_off(visit, kept, said):
    sockets = []
    page = visit(member=None)

    def between(socket):
        server = socket.connect_to_server()
        sockets.append((socket, server))
        if len(sockets) == 1:
            socket.on_message(lambda words: None if page.quiet else server.send(words))
            server.on_message(lambda words: None if page.quiet else socket.send(words))

    page.quiet = False
    a_meeting_on_now()
    page.route_web_socket("**/live/**", between)
    page.goto(DOOR)
    press(page, "Come in and sit down")
    page.locator("#line").get_by_text("Silence is kept").wait_for()
    page.get_by_text("What is read out to me").first.click()
    page.get_by_label("My connection").set_checked(kept)
    page.evaluate(WRITE_DOWN)
    page.quiet = True
    page.locator("#line").get_by_text("Finding the room again…").wait_for()
    found = told(page)
    page.quiet = False
    page.locator("#line").get_by_text("Silence is kept").wait_for()
    assert found + told(page) == said
