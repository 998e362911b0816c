"""A Chromium whose microphone is a machine, for every test in which someone has to speak."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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


class _Open:
    """The browser this process has open, and how many hold it: a second Playwright in one thread is refused."""

    browser: Browser | None = None
    holders = 0
    closing = ExitStack()


@contextmanager
def chromium_with_microphones() -> Iterator[Browser]:
    """A browser in which every page may use a microphone that beeps; skips the test where there is no Chromium.

    Whoever asks while another holds it is given the same one.
    """
    if _Open.browser is None:
        _Open.browser = _Open.closing.enter_context(_started())
    _Open.holders += 1
    try:
        yield _Open.browser
    finally:
        _Open.holders -= 1
        if not _Open.holders:
            _Open.browser = None
            _Open.closing.close()


@contextmanager
def _started() -> Iterator[Browser]:
    # Playwright's own loop runs in this thread while it is open, and Django would take a test's queries for a server's.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        path = where_chromium_is(playwright.chromium.executable_path)
        if path is None:
            pytest.skip("No Chromium was found (CHROMIUM, /usr/bin/chromium or `playwright install chromium`)")
        browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, *MICROPHONE])
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
