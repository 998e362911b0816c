"""Worker and beat as threads of the embedded process, so that one command runs everything."""

import asyncio
import threading

import celery.beat
from celery.worker import WorkController

from fellowship.celery import app


class Clockwork:
    """Celery's worker and beat, started and stopped with the server."""

    def __init__(self) -> None:
        # WorkController, not the command line's worker: that one takes the signals for itself.
        self._worker = WorkController(
            app=app, pool_cls="solo", concurrency=1, without_heartbeat=True, without_mingle=True, without_gossip=True
        )
        self._beat = celery.beat.Service(app, max_interval=1, scheduler_cls="celery.beat:Scheduler")
        self._threads = [
            threading.Thread(target=self._worker.start, name="worker", daemon=True),
            threading.Thread(target=self._beat.start, name="beat", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    async def stop(self) -> None:
        self._beat.stop(wait=False)
        self._worker.stop()
        for thread in self._threads:
            await asyncio.to_thread(thread.join, 5)  # never on the loop itself: the worker may be waiting for it
