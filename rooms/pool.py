"""The threads in which live rooms read the database: a few of their own, so that a full room never waits for pages.

Each keeps its connection, where making one costs more than what is read by it, and looks whether it still stands when it has
lain idle: after a restart of the database nobody meets a dead one, and a room that comes back at once opens eight, not a
thousand.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import close_old_connections, connections
from django.db.backends.base.base import BaseDatabaseWrapper

T = TypeVar("T")
READERS = 8
TRUSTED = 0.5  # s after its last use in which a kept connection is not asked whether it still stands
KEEPING = frozenset({"postgresql"})  # where a connection is a process of the database's own
_pool: ThreadPoolExecutor | None = None
_kept: set[BaseDatabaseWrapper] = set()
_own = threading.local()


def _tidily(work: Callable[[], T]) -> T:
    """Run `work` with connections that are still good, and leave none behind in a broken state."""
    _look_at_connections()
    try:
        return work()
    except Exception:
        connections.close_all()
        raise
    finally:
        _own.used = time.monotonic()
        _keep_connections()


def _look_at_connections() -> None:
    if time.monotonic() - getattr(_own, "used", 0.0) < TRUSTED:
        return
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None and not connection.is_usable():
            connection.close()


def _keep_connections() -> None:
    if all(connection.vendor in KEEPING for connection in connections.all(initialized_only=True)):
        _kept.update(connections.all(initialized_only=True))
    else:
        close_old_connections()


async def in_thread(work: Callable[[], T]) -> T:
    """What `work()` gives, run in one of the readers' threads."""
    global _pool
    if _pool is None:
        _pool = ThreadPoolExecutor(READERS, thread_name_prefix="rooms")
    return await asyncio.get_running_loop().run_in_executor(_pool, _tidily, work)


def rest() -> None:
    """Let the threads end, and their connections with them; a later call starts new ones."""
    global _pool
    if _pool is not None:
        _pool.shutdown(wait=True)
        _pool = None
    while _kept:
        connection = _kept.pop()
        connection.inc_thread_sharing()  # its own thread is gone
        connection.close()
