"""One evening through everything a circle can show, looked at by everyone who has something to say about a page.

It is walked once, on the narrowest phone: axe by day and by night, sizes, what a screen reader finds, movement, forced colours.
"""

from difflib import ndiff

import pytest

from tests.pages.axe import faults_in_both_themes
from tests.pages.evening import Evening
from tests.pages.sizes import MOVING, NARROW, misfits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

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
    - group: How I take part
    - group: A note to the servants
    - group: Holding the circle together
  - paragraph: Silence is kept. You are connected. You are here as Ana.
  - paragraph:
    - link "I need help now":
      - /url: /help/
    - button "Where are we? (key W)"
  - button "Leave my place"
  - group: What I am told, and how
  - button "Español"
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
PAINT = "(each) => { const { fill, stroke } = getComputedStyle(each); return [fill, stroke] }"


class Walked(dict):
    """What was seen, by state: `seen["offered"]["axe"]`."""


@pytest.fixture(scope="module")
def seen():
    return Walked()


@pytest.fixture
def walked(seen, visit):
    """Everything seen on the way; the first test that asks walks it."""
    if not seen:
        evening = Evening(visit, viewport=NARROW)
        for state in evening.states():
            seen[state] = {"tree": tree(evening.page)}
            if state == "another shares":
                seen[state] |= movement(evening.page) | forced_colours(evening.page)
            seen[state] |= {"axe": faults_in_both_themes(evening.page), "sizes": misfits(evening.page)}
    return seen


def tree(page):
    """The tree without what is said and gone: the live region, and the line that changes with every sound."""
    lines = page.locator("body").aria_snapshot().splitlines()
    kept = [line for line in lines if not line.strip().startswith("- status")]
    line = ": You are connected. You", ": Silence is kept. You are connected. You"
    return [each.replace("You are connected. Silence", "Silence").replace(*line) for each in kept]


def movement(page):
    """How much moves for those who like it, and for those who do not."""
    found = {}
    for wish in ("no-preference", "reduce"):
        page.emulate_media(reduced_motion=wish)
        page.wait_for_timeout(1200)  # what was on its way when the wish changed may arrive
        found[wish] = page.evaluate(MOVING)
    return {"moving": found}


def forced_colours(page):
    """How the speaker and a button are drawn when the device chooses the colours."""
    page.emulate_media(forced_colors="active")
    drawn = {state: page.locator(f".dot--{state} .dot__place").first.evaluate(PAINT) for state in ("speaking", "here")}
    button = page.get_by_role("button", name="I would like to share")
    edge = button.evaluate("(each) => getComputedStyle(each).borderTopColor")
    drawn |= {"edge": edge, "ink": page.evaluate("getComputedStyle(document.body).color")}
    page.emulate_media(forced_colors="none")
    return {"forced": drawn}


def lines(*parts):
    return [line for part in parts for line in part.strip("\n").splitlines()]


def differs(found, expected):
    """The lines that only one of the two has."""
    return [each for each in ndiff(found, expected) if each[0] in "-+"]


def wrong(walked, what):
    return {state: found[what] for state, found in walked.items() if found[what]}


def test_axe_finds_nothing_in_any_state_of_a_circle(walked):
    assert len(walked) == 27
    assert wrong(walked, "axe") == {}


def test_circle_fits_and_can_be_pressed_in_every_state(walked):
    assert wrong(walked, "sizes") == {}


def test_circle_moves_only_for_those_who_like_it(walked):
    moving = walked["another shares"]["moving"]
    assert (moving["no-preference"] > 0, moving["reduce"]) == (True, 0)


def test_forced_colours_keep_the_speaker_and_the_buttons_to_be_seen(walked):
    drawn = walked["another shares"]["forced"]
    assert drawn["speaking"] != drawn["here"]
    assert drawn["edge"] == drawn["ink"]


def duties(host):
    """Who does what: somebody hosts perhaps, and all else is free."""
    others = " · ".join(([] if host else ["host"]) + ["timekeeper", "door", "reader", "greeter", "captioner"])
    held = [f'    - listitem: "host: {host}"'] if host else []
    return "\n".join(['\n  - list "Who does what tonight":', *held, f'    - listitem: "Free tonight: {others}"']) + "\n"


def test_tree_of_a_gathering(walked):
    now = """
  - paragraph: We are gathering
  - paragraph: It is time. Whoever serves here opens it; a minute later anyone of the group, and soon anyone, can.
  - paragraph: Nobody is hosting; we hold it together.
"""
    now = now.rstrip() + duties("")
    mine = """
    - button "Open the circle"
    - button "Host this circle"
"""
    assert differs(walked["gathering"]["tree"], lines(ABOVE, now, PEOPLE, MINE, mine, BELOW)) == []


def test_tree_of_a_listener_an_offer_and_a_speaker(walked):
    share = "  - paragraph: What did today leave with you?"
    hosting = duties("Ben")
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
    found = {state: differs(walked[state]["tree"], each) for state, each in expected.items()}
    assert found == {state: [] for state in expected}
