"""Browsers in one circle: who has the piece is heard by everyone, and nobody else is, whatever their client does."""

from datetime import timedelta

import pytest
from django.db.models import F

from circles.models import Circle, Turn
from tests.circles.browsers import (
    a_meeting_now,
    comes_in,
    hear,
    played_after,
    press,
    takes_the_piece,
    writes_down_what_it_plays,
)
from tests.rooms.voice_bad_line import a_bad_line
from tests.rooms.voice_browser import until

pytestmark = [pytest.mark.browser, pytest.mark.alone, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def three(chromium, server):
    """Ana, Ben and Cleo in an open circle, all with sound on."""
    meeting = a_meeting_now()
    people = [comes_in(chromium, server.url, meeting, name) for name in ("Ana", "Ben", "Cleo")]
    pages = [page for _context, page in people]
    press(pages[0], "Open the circle")
    for page in pages:
        press(page, "Tap to listen")
        page.get_by_text("You are listening.").wait_for()
    yield pages
    for context, _page in people:
        context.close()


def the_turn() -> Turn:
    return Turn.objects.get(ended_at=None)


def speaks_out_of_turn(page):
    """A client someone changed: it opens a microphone and sends what it hears under the number of the turn that is on."""
    address = page.locator("#circle").get_attribute("data-voice")
    return page.evaluate(
        """async ([address, fence]) => {
          const { Voice } = await import("/static/js/voice/voice.js");
          const voice = new Voice({ url: address });
          window.refused = [];
          voice.addEventListener("refused", (event) => window.refused.push(event.detail));
          await voice.listen();
          return voice.speak(fence);
        }""",
        [address, the_turn().number],
    )


def test_holder_is_heard_and_a_changed_client_is_not(three):
    """Ana has the piece: Ben and Cleo hear her, and she does not hear herself. Cleo's changed client sends while Ben has it."""
    ana, ben, cleo = three
    takes_the_piece(ana)
    assert hear(ben, cleo, ana) == [True, True, False]

    press(ana, "I’m done")
    takes_the_piece(ben)
    assert speaks_out_of_turn(cleo)
    until(cleo, "window.refused.includes('not-your-turn')")
    # Ben, who has the piece, would hear Cleo if anything of hers came through; and Ana goes on hearing Ben.
    assert hear(ana, ben) == [True, False]


def test_piece_passes_and_the_voices_swap_with_the_last_word(three):
    ana, ben, cleo = three
    cleo.get_by_text("Hearing well").click()
    cleo.get_by_label("How steady should voices be?").select_option("1")
    takes_the_piece(ana)
    press(ben, "I would like to share")
    writes_down_what_it_plays(cleo)
    assert hear(cleo, seconds=4) == [True]
    press(ana, "I’m done")
    ben.get_by_text("The piece is offered to you", exact=True).wait_for()
    cleo.wait_for_timeout(2500)
    # Cleo hears everything a second late, and the machine beeps every second: what was said before the piece passed on is
    # played after it did, whole; and then nothing.
    ended = Turn.objects.get(ended_at__isnull=False).ended_at.timestamp()
    last_words = played_after(cleo, ended)
    assert last_words != []
    assert max(last_words) < 2
    press(ben, "Begin")
    ben.get_by_text("Everyone hears you", exact=True).wait_for()
    assert hear(ana, cleo, ben, seconds=3.5) == [True, True, False]


def test_dropped_speaker_comes_back_to_the_same_clock_and_after_twenty_seconds_the_piece_moves_on(three):
    ana, ben, cleo = three
    takes_the_piece(ana)
    before = the_turn()
    ana.close(run_before_unload=False)
    ben.locator(".now__what", has_text="Ana’s line dropped").wait_for(timeout=5000)

    again = ana.context.new_page()
    again.goto(f"{ben.url}")
    again.get_by_role("button", name="Open my microphone").click()
    again.get_by_text("Everyone hears you", exact=True).wait_for()
    ben.locator(".now__what", has_text="Ana is sharing").wait_for()
    after = the_turn()
    assert (after.number, after.begun_at, after.running_since, after.dropped_at) == (
        before.number, before.begun_at, before.running_since, None,
    )  # fmt: skip
    assert hear(ben, seconds=5) == [True]

    press(cleo, "I would like to share")
    again.close(run_before_unload=False)
    ben.locator(".now__what", has_text="Ana’s line dropped").wait_for(timeout=5000)
    assert the_turn().pk == before.pk
    dropped = the_turn().dropped_at - timedelta(seconds=17)  # as if seventeen of the twenty had passed
    Turn.objects.filter(pk=before.pk).update(dropped_at=dropped)
    Circle.objects.update(version=F("version") + 1)
    ben.wait_for_timeout(1000)
    assert the_turn().pk == before.pk
    cleo.get_by_text("The piece is offered to you", exact=True).wait_for(timeout=6_000)
    assert Turn.objects.get(pk=before.pk).ended_at - dropped == timedelta(seconds=20)
    assert Circle.objects.get().closed_at is None


NOTE_WHAT_IS_SAID = """() => {
  window.aloud = []
  const region = document.getElementById("say")
  new MutationObserver(() => region.textContent && window.aloud.push(region.textContent)).observe(region, { childList: true })
}"""


def test_speaker_is_told_that_the_line_is_slow_or_back_and_whoever_listens_that_words_were_missed(chromium, server):
    """circles.md 5: read on the page, and said aloud, to whom it concerns."""
    meeting = a_meeting_now()
    with a_bad_line(server.port) as line:
        people = [comes_in(chromium, f"http://localhost:{line.port}", meeting, name) for name in ("Ana", "Ben")]
        ana, ben = (page for _context, page in people)
        press(ana, "Open the circle")
        press(ben, "Tap to listen")
        takes_the_piece(ana)
        assert hear(ben) == [True]
        for page in (ana, ben):
            page.evaluate(NOTE_WHAT_IS_SAID)
        shown = "document.getElementById('voice-line').textContent"
        line.hold(2.5)
        until(ana, f"{shown} === 'Your line is slow. Some of your words may arrive late.'")
        until(ana, "window.aloud.join().includes('Your line is slow.')")
        until(ana, "document.getElementById('voice-line').hidden")  # it is well again, and no more is said about it
        line.cut()
        until(ana, f"{shown} === 'Your line is back. What you said meanwhile follows.'")
        until(ana, "window.aloud.join().includes('What you said meanwhile follows.')")
        until(ben, f"{shown} === 'The voices are back. You may have missed some words.'")
        until(ben, "window.aloud.join().includes('The voices are back.')")
        assert ben.evaluate("window.aloud.join().includes('slow')") is False
        assert hear(ben) == [True]
        for context, _page in people:
            context.close()
