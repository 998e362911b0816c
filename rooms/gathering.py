"""Asking for many at once: what is asked while an earlier asking is under way goes together into the next one.

Nobody waits for company: whoever asks alone is answered at once. When a thousand come in the same second, a query or a word
to Redis is paid for a few hundred of them together, and not for each while all others wait for the same processor.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

AT_MOST = 250  # asked together: a query's list stays short, and the first are answered before the last have come
Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


@dataclass
class _Waiting(Generic[Asked, Answer]):
    """Who waits in one loop, and the task that asks for them while there is anybody."""

    askers: list[tuple[Asked, asyncio.Future[Answer]]] = field(default_factory=list)
    asking: asyncio.Task[None] | None = None


class Gatherer(Generic[Asked, Answer]):
    """`ask_all` gives the answers to a list of what was asked, in its order. It is called for one list after another."""

    def __init__(self, ask_all: Callable[[list[Asked]], Awaitable[Sequence[Answer]]]) -> None:
        self._ask_all = ask_all
        self._loops: WeakKeyDictionary[asyncio.AbstractEventLoop, _Waiting[Asked, Answer]] = WeakKeyDictionary()

    async def ask(self, what: Asked) -> Answer:
        """The answer to `what`, found after it was asked and never before. Raises what `ask_all` raised for its list."""
        loop = asyncio.get_running_loop()
        waiting = self._loops.setdefault(loop, _Waiting())
        answer: asyncio.Future[Answer] = loop.create_future()
        waiting.askers.append((what, answer))
        if waiting.asking is None:
            waiting.asking = loop.create_task(self._work(waiting))
        return await answer

    async def _work(self, waiting: _Waiting[Asked, Answer]) -> None:
        try:
            while waiting.askers:
                now, waiting.askers = waiting.askers[:AT_MOST], waiting.askers[AT_MOST:]
                await self._answer(now)
        finally:
            waiting.asking = None

    async def _answer(self, askers: list[tuple[Asked, asyncio.Future[Answer]]]) -> None:
        try:
            answers = await self._ask_all([what for what, _ in askers])
            pairs = list(zip(askers, answers, strict=True))
        except Exception as fault:
            for _, answer in askers:
                if not answer.done():  # whoever asked may have gone meanwhile
                    answer.set_exception(fault)
            return
        for (_, answer), found in pairs:
            if not answer.done():
                answer.set_result(found)
