"""The threads in which live rooms read the database: a few of their own, so that a full room never waits for pages."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import close_old_connections, connections

T = TypeVar("T")
READERS = 8
_pool: ThreadPoolExecutor | None = None


def _tidily(work: Callable[[], T]) -> T:
    """Run `work` with connections that are still good, and leave none behind in a broken state."""
    close_old_connections()
    try:
        return work()
    except Exception:
        connections.close_all()
        raise
    finally:
        close_old_connections()


async def in_thread(work: Callable[[], T]) -> T:
    """What `work()` gives, run in one of the readers' threads."""
    global _pool
    if _pool is None:
        _pool = ThreadPoolExecutor(READERS, thread_name_prefix="rooms")
    return await asyncio.get_running_loop().run_in_executor(_pool, _tidily, work)


def rest() -> None:
    """Let the threads end; a later call starts new ones."""
    global _pool
    if _pool is not None:
        _pool.shutdown(wait=True)
        _pool = None
