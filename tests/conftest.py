"""What every test stands on: its languages, a quick hash, a cache of its own, and no way out to the network."""

import atexit
import ipaddress
import secrets
import shutil
import socket
import tempfile
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings as house
from django.urls import get_resolver
from django.utils.translation import deactivate

from fellowship.languages import compile_languages

LOWER = {"members", "rotation", "rooms", "conscience", "groups", "feeds"}


def pytest_configure():
    compile_languages()  # compiled catalogues are not committed
    # Argon2 is slow on purpose; a test that signs in wants to be quick.
    house.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if "sqlite" in house.DATABASES["default"]["ENGINE"]:
        # A file, as people run it: in memory, two threads that write at once are refused instead of queued.
        folder = tempfile.mkdtemp(prefix="fellowship-tests-")
        house.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(Path(folder) / "tests.sqlite3")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


def pytest_collection_modifyitems(items):
    """Tests of a storey with others above it are told by a mark: they can run with nothing standing there."""
    for item in items:
        if item.path.relative_to(item.config.rootpath).parts[1] in LOWER:
            item.add_marker("lower")


@pytest.fixture(autouse=True, scope="session")
def _all_storeys_have_addresses():
    """Read once, before any test takes a storey away for a while: addresses are read from the list of storeys."""
    assert get_resolver().url_patterns


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """The readers of live rooms keep their connections; they let go of them before the tests' database goes."""
    yield
    import_module("rooms.pool").rest()


@pytest.fixture(autouse=True)
def _nothing_remembered(settings):
    """Each test counts its knocks from nought, whatever ran before or runs beside it."""
    settings.CACHES = {name: {**cache, "KEY_PREFIX": secrets.token_hex(6)} for name, cache in settings.CACHES.items()}


@pytest.fixture(autouse=True)
def _own_language():
    """A page that was asked for in Spanish leaves the next test its English."""
    yield
    deactivate()


@pytest.fixture(autouse=True)
def _record_swept(request):
    """A test that commits leaves lines of record; they go before SQLite's flush is refused for trying to delete them."""
    marker = request.node.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames
    if commits and "rotation" in house.STOREYS:
        request.getfixturevalue("transactional_db")  # set up before this, so taken down after it
    yield
    if commits and "groups" in house.STOREYS:
        import_module("tests.groups.sweeping").sweep_the_norms()
    if commits and "rotation" in house.STOREYS:
        import_module("tests.rotation.sweeping").sweep_the_record()
    if commits and "conscience" in house.STOREYS:
        import_module("tests.conscience.sweeping").sweep_what_was_decided()


@pytest.fixture(autouse=True, scope="session")
def _no_way_out():
    """Only this machine can be reached."""
    connect = socket.socket.connect

    def connect_at_home(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_at_home(address[0]):
            raise AssertionError(f"A test tried to reach {address[0]}.")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_at_home)
        yield


@pytest.fixture(scope="module")
def chromium(django_db_setup):
    """A browser whose microphones beep, one for each file of tests."""
    with import_module("tests.rooms.voice_browser").chromium_with_microphones() as browser:
        yield browser


@pytest.fixture(scope="session")
def the_house(django_db_setup):
    """The whole house behind a port, started once; `server` gives it to a test that commits what it plants."""
    with import_module("tests.server").a_server() as running:
        yield running


@pytest.fixture
def server(the_house, transactional_db):
    """Where the house answers. Before the tables are emptied, everyone this test brought has gone home."""
    yield the_house
    import_module("tests.server").everyone_has_left()


def is_at_home(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
