"""Voices behind bad lines and on busy pages, in real browsers: which words were heard, and what the speaker is told."""

from contextlib import ExitStack

import pytest

from tests.rooms.voice_bad_line import Badness, a_bad_line
from tests.rooms.voice_browser import until
from tests.rooms.voice_clients import a_client
from tests.rooms.voice_pages import pages
from tests.rooms.voice_server import a_house
from tests.rooms.voice_words import understood

pytestmark = [pytest.mark.browser, pytest.mark.alone]

BUSY = """(seconds) => void setTimeout(() => {
  for (const end = performance.now() + seconds * 1000; performance.now() < end; );
})"""
BROKEN = "window.Worker = class { constructor() { setTimeout(() => this.onerror()) } terminate() {} }"
LINES = "told.filter(([name]) => name === 'line').map(([, detail]) => detail)"


@pytest.fixture
def house():
    with a_house(pages=pages) as it:
        yield it


@pytest.fixture
def enter(chromium, house):
    """Opens a page of its own for each seat, behind a line of its own; gives both."""
    with ExitStack() as stack:

        def come_in(seat: str, *, badness: Badness | None = None, before: str = ""):
            line = stack.enter_context(a_bad_line(house.port, badness))
            context = chromium.new_context()
            stack.callback(context.close)
            page = context.new_page()
            page.add_init_script(before)
            page.goto(f"http://localhost:{line.port}/?seat={seat}&words")
            until(page, "window.voice && window.mouth")
            return page, line

        yield come_in


def listens(page, steadiness: str = "1") -> None:
    page.evaluate(
        "async (choice) => { voice.setSteadiness(choice); await voice.listen(); await prickUp(); }", steadiness
    )


def is_heard(page) -> None:
    until(page, f"{LINES}.includes('ok')")


def steps_of(frames) -> list[int]:
    return sorted({frame.at + i for frame in frames for i in range(len(frame.packets))})


def test_page_that_is_busy_for_two_seconds_costs_no_word_said_or_heard(house, enter):
    (ana, _), (ben, _) = enter("ana"), enter("ben")
    listens(ben)
    house.grant(7, "ana")
    said = ana.evaluate("mouth()")
    ana.evaluate("voice.speak(7)")
    is_heard(ana)
    until(ben, "told.heard > 0.004")
    for page in (ana, ben):
        page.evaluate(BUSY, 2)
    ana.evaluate("voice.finish()")  # comes to its turn when the page has time again
    ben.wait_for_timeout(1300)  # what Ben hears is a second late

    heard = understood(said, ben.evaluate("whatWasHeard()"))
    assert heard.lost == []
    assert heard.broken < 0.5  # in the page itself, voices would wait until it has time again
    assert heard.words > 25


def test_browser_whose_workers_carry_no_voice_carries_it_in_the_page(house, enter):
    (ana, _), (ben, _) = enter("ana", before="delete window.Worker"), enter("ben", before=BROKEN)
    ben.evaluate("voice.listen()")
    house.grant(7, "ana")
    ana.evaluate("mouth()")
    ana.evaluate("voice.speak(7)")
    until(ben, "told.heard > 0.004")
    ana.evaluate("voice.finish()")
    assert ana.evaluate(LINES) == ["ok"]


def test_line_that_stalls_and_breaks_costs_no_word_and_the_last_are_waited_for(house, enter):
    ana, line = enter("ana")
    house.grant(7, "ana")
    with a_client(house.url, "ben") as ben:
        ana.evaluate("mouth()")
        ana.evaluate("voice.speak(7)")
        is_heard(ana)
        line.hold(1)
        ana.wait_for_timeout(700)
        line.cut()  # and with it all that was on its way
        until(ana, f"{LINES}.at(-1) === 'back'")
        line.hold(1.5)
        done = ana.evaluate(
            "(() => { const now = Math.floor(Date.now() / 20) >>> 0; return voice.finish().then(() => now) })()"
        )
        steps = steps_of(ben.takes(within=0.1))

    assert steps == [*range(steps[0], steps[-1] + 1)]
    assert steps[-1] >= done  # what was said up to "I'm done" had come before the turn was given back


def test_words_wait_for_a_slow_line_and_the_oldest_go_when_they_are_too_many(enter):
    page, _ = enter("ana")
    found = page.evaluate("""async () => {
        const { Outbox } = await import("/static/js/voice/outbox.js");
        const outbox = new Outbox(), gone = [];
        const leave = () => { for (let bytes; (bytes = outbox.next()); ) gone.push(bytes[0]); };
        const add = (at) => outbox.add(at, new Uint8Array(500).fill(at), at);
        const lost = Array.from({ length: 101 }, (_, at) => (at === 20 && leave(), add(at)));
        const age = outbox.age(150);
        leave();
        const before = gone.splice(0);
        outbox.came(15);
        leave();
        const after = gone.splice(0);
        outbox.again();
        leave();
        return { lost: lost.indexOf(true), age, before, after, again: gone };
    }""")

    # 8 kB are seventeen such messages. What has left cannot be called back; of what waits, the oldest goes.
    assert found == {
        "lost": 100,
        "age": 150,
        "before": [*range(17)],
        "after": [*range(18, 34)],
        "again": [16, *range(18, 34)],
    }


def test_device_that_wakes_catches_up_and_says_so(house, enter):
    patch = """const Made = AudioContext;
        window.AudioContext = class extends Made { constructor(...of) { super(...of); window.sound ??= this; } };"""
    (ana, _), (ben, line) = enter("ana"), enter("ben", before=patch)
    listens(ben, "0.4")
    house.grant(7, "ana")
    ana.evaluate("mouth()")
    ana.evaluate("voice.speak(7)")
    until(ben, "told.heard > 0.004")
    ben.evaluate("sound.suspend()")
    line.cut()  # a sleeping device keeps no line either
    until(ben, f"{LINES}.at(-1) === 'back'")
    ben.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    until(ben, "sound.state === 'running'")
    ben.evaluate("told.heard = 0")
    until(ben, "told.heard > 0.004")
    assert ben.evaluate(LINES)[:3] == ["ok", "lost", "back"]
