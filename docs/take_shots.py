"""Takes the pictures in docs/shots: `make shots`. A small planted fellowship, real browsers, one evening."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.rooms.voice_browser import chromium_with_microphones  # noqa: E402
from tests.server import embedded  # noqa: E402

SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 860}}
THEMES = ("light", "dark")
NAMES = ("Maple", "Harbor", "Juniper", "Willow", "Heron")


def take(page: Page, name: str, *, themes: tuple[str, ...] = THEMES) -> None:
    """The page as it stands, at both sizes and in those themes."""
    for size, viewport in SIZES.items():
        for theme in themes:
            page.set_viewport_size(viewport)
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.wait_for_timeout(150)
            page.screenshot(path=ROOT / "docs" / "shots" / f"{name}-{size}-{theme}.png")


def come_in(browser: Browser, url: str, name: str, *, shoot_door: bool = False) -> Page:
    page = browser.new_context().new_page()
    page.goto(url)
    page.get_by_role("link", name=re.compile(r"Come in \(.*Porch\)")).first.click()
    page.get_by_label("What shall we call you?").fill(name)
    if shoot_door:
        take(page, "door")
    page.get_by_role("button", name="Come in and sit down").click()
    page.wait_for_url("**/circles/*/")
    return page


def serve(browser: Browser, url: str) -> None:
    """What Ana, who serves, sees of the group's service, of what is open everywhere, and of a vote that she opens."""
    ana = browser.new_context().new_page()
    ana.goto(f"{url}/sign-in/")
    ana.get_by_label("Name").fill("Ana")
    ana.get_by_label("Password", exact=True).fill("candlelight")
    ana.keyboard.press("Enter")
    ana.wait_for_url(f"{url}/")
    ana.goto(f"{url}/bodies/tuesday-candlelight/service/")
    take(ana, "service", themes=("light",))
    ana.goto(f"{url}/openings/")
    take(ana, "openings", themes=("light",))
    ana.goto(f"{url}/bodies/tuesday-candlelight/choosing/vote/")
    ana.get_by_label("The question").fill("Shall we meet at half past seven from January on?")
    ana.locator("main form button").last.click()
    ana.wait_for_url("**/questions/*/")
    take(ana, "vote", themes=("light",))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        embedded(Path(folder)) as house,
        chromium_with_microphones() as browser,
    ):
        front = browser.new_page()
        front.goto(house.url)
        take(front, "front")
        front.goto(f"{house.url}/meetings/")
        take(front, "finder")
        serve(browser, house.url)
        people = [come_in(browser, house.url, name, shoot_door=name == NAMES[0]) for name in NAMES]
        speaker, listener, waiting = people[1], people[0], people[3]
        press(listener, "Open the circle")
        for page in (listener, waiting):
            press(page, "On to the next part")
        press(speaker, "I would like to share")
        press(speaker, "Begin")
        press(waiting, "I would like to share")
        press(listener, "Tap to listen")
        speaker.get_by_text("Everyone hears you", exact=True).wait_for()
        listener.get_by_text("You are listening.").wait_for()
        listener.wait_for_timeout(1500)
        take(speaker, "circle-speaker")
        take(listener, "circle-listener")
    _make_smaller()


def _make_smaller() -> None:
    """Pictures that travel with the code should be light; without the tool they are only larger."""
    try:
        subprocess.run(
            ["pngquant", "--force", "--ext", ".png", *map(str, (ROOT / "docs/shots").glob("*.png"))], check=True
        )
    except FileNotFoundError:
        print("pngquant is not installed; the pictures were left as they are.")


if __name__ == "__main__":
    main()
