"""A Chromium whose microphone is a machine, for every test in which someone has to speak."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
MICROPHONE = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]


def where_chromium_is(own: str) -> str | None:
    """The path of a Chromium: the one named in CHROMIUM, the system's, or Playwright's `own`, or None."""
    named = [os.environ.get("CHROMIUM", ""), "/usr/bin/chromium", shutil.which("chromium") or "", own]
    return next((path for path in named if path and Path(path).exists()), None)


@contextmanager
def chromium_with_microphones(*flags: str) -> Iterator[Browser]:
    """A browser in which every page may use a microphone that beeps; skips the test where there is no Chromium.

    Pass `--use-file-for-fake-audio-capture=/path.wav` for another voice than the beep.
    """
    # Playwright's own loop runs in this thread while it is open, and Django would take a test's queries for a server's.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        path = where_chromium_is(playwright.chromium.executable_path)
        if path is None:
            pytest.skip("No Chromium was found (CHROMIUM, /usr/bin/chromium or `playwright install chromium`)")
        browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, *MICROPHONE, *flags])
        try:
            yield browser
        finally:
            browser.close()


def until(page: Page, expression: str, *, seconds: float = 8.0) -> None:
    """Waits for an expression to be true in a page. (Playwright's own way evaluates text, which our pages forbid.)"""
    end = time.monotonic() + seconds
    while not page.evaluate(f"Boolean({expression})"):
        assert time.monotonic() < end, f"Waited in vain for {expression}"
        page.wait_for_timeout(50)
