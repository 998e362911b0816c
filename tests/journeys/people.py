"""People before a screen: what they press, type and read, with a page that runs its script and with one that cannot."""

import time
from typing import Self

from playwright.sync_api import Browser, Page, expect

from tests.server import Server

A_WHILE = 20_000  # ms
STEP = 0.2  # s between two looks at a page that does not change by itself


class Person:
    """Someone with a browser of their own."""

    def __init__(self, browser: Browser, server: Server, *, scripted: bool = True) -> None:
        self._context = browser.new_context(
            base_url=server.url, java_script_enabled=scripted, locale="en-GB", timezone_id="UTC"
        )
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(A_WHILE)
        self.scripted = scripted
        self.faults: list[str] = []
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._context.close()

    def sign_in(self, name: str, password: str) -> None:
        self.page.goto("/sign-in/")
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("link", name=name, exact=True)).to_be_visible()

    def come_in(self, slug: str, name: str, *, to_speak: bool = False) -> None:
        """Through the meeting's own door, to a place in its circle."""
        self.page.goto(f"/meetings/{slug}/door/")
        self.page.get_by_label("What shall we call you?").fill(name)
        if to_speak:
            self.page.get_by_label("I may speak").check()
        self.page.get_by_role("button", name="Come in and sit down").click()
        self.page.wait_for_url("**/circles/*/")

    def press(self, words: str) -> None:
        """Press what is offered under these words; without script, after looking again if it is not on the page as it lies."""
        button = self.page.get_by_role("button", name=words, exact=True).last
        self._unfold()
        if not self.scripted and not button.is_visible():
            self.look()
            self._unfold()
        button.click()
        if not self.scripted:
            self.page.wait_for_load_state()

    def may(self, words: str) -> bool:
        """Whether these words stand on a button that can be pressed now."""
        self.look()
        self._unfold()
        return self.page.get_by_role("button", name=words, exact=True).last.is_visible()

    def writes(self, words: str) -> None:
        self.look()
        if not self.page.get_by_label("Your words").is_visible():
            self.page.get_by_text("Share in writing", exact=True).click()
        self.page.get_by_label("Your words").fill(words)
        self.page.get_by_role("button", name="Show my words").click()
        if not self.scripted:
            self.page.wait_for_load_state()

    def reads(self, words: str) -> None:
        """Wait until the circle says so."""
        if self.scripted:
            expect(self.page.locator("#live")).to_contain_text(words)
            return
        end = time.monotonic() + A_WHILE / 1000
        while words not in (text := self._framed()):
            assert time.monotonic() < end, f"Waited in vain for {words!r}; it reads: {text}"
            time.sleep(STEP)

    def concerns(self, words: str) -> None:
        """Wait until this person, and nobody else, is told so."""
        end = time.monotonic() + A_WHILE / 1000
        while True:
            self.look()
            shown = self.page.get_by_label("What concerns you").get_by_text(words)
            if any(each.is_visible() for each in shown.all()):
                return
            assert time.monotonic() < end, f"Waited in vain to be told {words!r}"
            time.sleep(STEP)

    def sees(self, words: str) -> None:
        """Wait until the page as a whole says so; without script, looking again."""
        end = time.monotonic() + A_WHILE / 1000
        while not self.page.get_by_role("main").get_by_text(words).first.is_visible():
            assert time.monotonic() < end, f"Waited in vain to see {words!r}"
            time.sleep(STEP)
            self.look()

    def look(self) -> None:
        if not self.scripted:
            self.page.goto(self.page.url, wait_until="domcontentloaded")

    def _framed(self) -> str:
        """What the ring says, which a page without script shows in a frame: looked at again by itself, as it does alone."""
        for frame in self.page.frames[1:]:
            frame.goto(frame.url, wait_until="domcontentloaded")
        return " ".join(self.page.frame_locator(".circle__frame").locator("main").inner_text().split())

    def _unfold(self) -> None:
        self.page.wait_for_load_state()  # what the sheets hide is not there to be opened
        for together in self.page.locator("details.together, details.moves").all():
            if together.is_visible() and together.get_attribute("open") is None:
                together.locator("> summary").click()  # its own: another may lie folded inside it
