"""The threads that read for live rooms, and the connections they keep."""

import asyncio
import time

import pytest
from django.db import connection

from rooms import pool
from tests.rooms.tabs import in_a_loop

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("sqlite" in connection.settings_dict["ENGINE"], reason="SQLite keeps no server's connection"),
]


@pytest.fixture(autouse=True)
def _rested(monkeypatch):
    """One thread, so that its connection is known, and asked each time whether it still stands."""
    pool.rest()
    monkeypatch.setattr(pool, "READERS", 1)
    monkeypatch.setattr(pool, "TRUSTED", 0.0)
    yield
    pool.rest()


def whose():
    """The number of the database process behind this thread's connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def stands(backend):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [backend])
        return cursor.fetchone() is not None


def ends(backend, *, seconds=5):
    """Whether it goes within so long: a process that was let go ends a moment later."""
    end = time.monotonic() + seconds
    while stands(backend) and time.monotonic() < end:
        time.sleep(0.02)
    return not stands(backend)


def end(backend):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])


@in_a_loop
async def test_a_connection_is_kept_and_one_that_died_is_made_anew():
    first = await pool.in_thread(whose)
    assert await pool.in_thread(whose) == first
    await asyncio.to_thread(end, first)
    assert await pool.in_thread(whose) != first


def test_whoever_rests_leaves_no_connection_behind():
    theirs = asyncio.run(pool.in_thread(whose))
    assert stands(theirs)
    pool.rest()
    assert ends(theirs)
