"""What a bad line does to voices: words lost and seconds from mouth to ear, in real browsers behind impaired lines.

    python -m bench.lines [--seconds 28] [--json FILE]

Loopback only, under four minutes. One page speaks a tenth-of-a-second word after the other; three listen, each with another
steadiness. Either the speaker or each of the listeners is behind a bad line: losses as TCP has them (a wait, and everything
behind waits too; tests/rooms/voice_bad_line.py says how long), or a stall of 0.8 s every 10 s. A word is lost when less than
60 ms of it is heard, between the first and the last; broken is silence in the midst of speech; seconds are from the speaker's
microphone node to the listener's last node, without devices. Words follow without a pause, which is harder than speech: a
player catches up in pauses.
"""

import argparse
import json
import os
import statistics
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellowship.settings")

from tests.rooms.voice_bad_line import Badness, a_bad_line
from tests.rooms.voice_browser import chromium_with_microphones, until
from tests.rooms.voice_pages import pages
from tests.rooms.voice_server import House, a_house
from tests.rooms.voice_words import Understood, understood

STEADINESS = ["auto", "0.4", "1"]
LINES = {
    "clean": (Badness(), Badness()),
    "40 ms, 2 % loss: speaker": (Badness(0.04, 0.02), Badness()),
    "40 ms, 2 % loss: listener": (Badness(), Badness(0.04, 0.02)),
    "same, noticed by timer": (Badness(), Badness(0.04, 0.02, timer=True)),
    "0.8 s every 10 s: speaker": (Badness(0.04, stall=0.8), Badness()),
    "0.8 s every 10 s: listener": (Badness(), Badness(0.04, stall=0.8)),
}


@dataclass(frozen=True)
class Figures:
    """One listener's evening."""

    words: int
    lost: int
    broken_ms: int
    median: float
    p95: float
    longest: float

    @classmethod
    def of(cls, heard: Understood, unsaid: list[int]) -> "Figures":
        late = sorted(heard.delays) or [0.0]
        return cls(
            heard.words, len({*heard.lost} - {*unsaid}), round(heard.broken * 1000), round(statistics.median(late), 3),
            round(late[int(len(late) * 0.95)], 3), round(late[-1], 3),
        )  # fmt: skip


def measure(browser: Browser, lines: tuple[Badness, Badness], seconds: float) -> dict[str, Figures]:
    """One speaker, three listeners, so many seconds."""
    with ExitStack() as stack:
        house = stack.enter_context(a_house(redis_url="", pages=pages))
        speaker = enter(stack, browser, house, "ana", lines[0])
        listeners = {}
        for number, choice in enumerate(STEADINESS):
            bad = Badness(**asdict(lines[1]) | {"seed": number + 2})
            page = enter(stack, browser, house, f"listener-{number}", bad)
            page.evaluate(
                "async (choice) => { voice.setSteadiness(choice); await voice.listen(); await prickUp(); }", choice
            )
            listeners[choice] = page
        house.grant(7, "ana", lasts=seconds + 60)
        said = speaker.evaluate("mouth()")
        speaker.evaluate("async () => { await voice.speak(7); await prickUp(); }")
        time.sleep(seconds)
        speaker.evaluate("voice.finish()")
        time.sleep(2)
        # What this machine's own sound thread did not bring from the words to the microphone was not lost on a line.
        unsaid = understood(said, speaker.evaluate("whatWasHeard()")).lost
        heard = {choice: understood(said, page.evaluate("whatWasHeard()")) for choice, page in listeners.items()}
        return {choice: Figures.of(each, unsaid) for choice, each in heard.items()}


def enter(stack: ExitStack, browser: Browser, house: House, seat: str, bad: Badness) -> Page:
    """A page of its own behind a line of its own."""
    line = stack.enter_context(a_bad_line(house.port, bad))
    own = browser.new_context()
    stack.callback(own.close)
    page = own.new_page()
    page.goto(f"http://localhost:{line.port}/?seat={seat}&words")
    until(page, "window.voice && window.mouth")
    return page


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=28)
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    found: dict[str, dict[str, Figures]] = {}
    print(f"{'line':28}{'steadiness':>11}{'words':>7}{'lost':>6}{'broken ms':>11}{'median s':>10}{'p95':>7}{'max':>7}")
    with chromium_with_microphones() as browser:
        for name, lines in LINES.items():
            found[name] = measure(browser, lines, min(given.seconds, 30))
            for choice, each in found[name].items():
                print(
                    f"{name:28}{choice:>11}{each.words:7}{each.lost:6}{each.broken_ms:11}{each.median:10.2f}"
                    f"{each.p95:7.2f}{each.longest:7.2f}"
                )
    if given.json:
        given.json.write_text(json.dumps({n: {k: asdict(f) for k, f in each.items()} for n, each in found.items()}))


if __name__ == "__main__":
    main()
