import pytest

from tests.rooms.voice_browser import chromium_with_microphones
from tests.server import a_server


@pytest.fixture(scope="module")
def chromium(django_db_setup):
    # Playwright keeps a loop in this thread, and Django would take the tests' own look at the database for part of it.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with chromium_with_microphones() as browser:
            yield browser


@pytest.fixture
def server(transactional_db):
    with a_server() as running:
        yield running
