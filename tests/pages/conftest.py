from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Page

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def planted(transactional_db) -> None:
    """The small fellowship that a first start plants: groups, meetings, roles, a committee, a listing nobody claimed."""
    call_command("plant", stdout=StringIO())


@pytest.fixture
def visit(chromium, server):
    """A page in a browser that has never been here, which does not move; `member` is signed in."""
    contexts = []

    def open_page(path: str = "/", *, member=None, **habits) -> Page:
        usual = {"viewport": PHONE, "locale": "en-GB", "timezone_id": "Europe/Madrid", "reduced_motion": "reduce"}
        contexts.append(chromium.new_context(base_url=server.url, **usual | habits))
        if member is not None:
            contexts[-1].add_cookies([session_of(member, server)])
        page = contexts[-1].new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def session_of(member, server) -> dict[str, str]:
    """The cookie of a sign-in, as a browser keeps it."""
    client = Client()
    client.force_login(member)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": server.url,
    }
