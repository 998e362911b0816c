"""The channel layer of the embedded default: Channels' in-memory layer, made safe to use from other threads."""

import asyncio
from collections.abc import Callable
from typing import Any

from channels.layers import InMemoryChannelLayer


class LocalLayer(InMemoryChannelLayer):
    """In memory, but a send from a worker's thread hops to the loop that listens; plain, it would not wake that loop."""

    _owner: asyncio.AbstractEventLoop | None = None

    async def new_channel(self, prefix: str = "specific.") -> str:
        self._owner = asyncio.get_running_loop()
        return await super().new_channel(prefix)

    async def _hop(self, send: Callable[..., Any], *args: Any) -> None:
        owner = self._owner
        if owner is None or owner is asyncio.get_running_loop() or not owner.is_running():
            await send(*args)
        else:
            # Never wait for the result: the listening loop may be waiting for this very thread.
            asyncio.run_coroutine_threadsafe(send(*args), owner)

    async def send(self, channel: str, message: dict) -> None:
        await self._hop(super().send, channel, message)

    async def group_send(self, group: str, message: dict) -> None:
        await self._hop(super().group_send, group, message)
