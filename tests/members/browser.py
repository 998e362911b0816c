"""The whole site behind a port of this machine, and a Chromium to look at it with."""

import os
import shutil
import socket
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from django.db import connections
from playwright.sync_api import sync_playwright

from fellowship.asgi import application

QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@contextmanager
def a_site():
    """The address of the site, served by a thread of this process for as long as the block lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        how = uvicorn.Config(
            application, fd=free.fileno(), lifespan="off", log_level="error", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(how)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield f"http://localhost:{free.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)
            connections.close_all()


@contextmanager
def a_chromium():
    """A browser; the test is skipped, and says so, where there is none."""
    with sync_playwright() as playwright:
        places = [os.environ.get("CHROMIUM"), shutil.which("chromium"), playwright.chromium.executable_path]
        found = next((place for place in places if place and Path(place).exists()), None)
        if not found:
            pytest.skip("No Chromium was found: name one in CHROMIUM.")
        browser = playwright.chromium.launch(executable_path=found, args=QUIETLY)
        with pytest.MonkeyPatch.context() as patch:
            # Playwright keeps a loop in this thread, and Django would not write to the database beside one.
            patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
            yield browser
        browser.close()
