"""The embedded layer: a word from any thread wakes the loop that listens."""

import asyncio
import time

from asgiref.sync import async_to_sync

from rooms.layers import LocalLayer
from tests.rooms.tabs import in_a_loop


async def a_listener():
    """A layer and a channel of the group "rooms" in it, listening from this loop."""
    layer = LocalLayer()
    channel = await layer.new_channel("hub.")
    await layer.group_add("rooms", channel)
    return layer, channel


@in_a_loop
async def test_a_word_from_another_thread_arrives_at_once():
    layer, channel = await a_listener()
    start = time.monotonic()
    heard = asyncio.create_task(layer.receive(channel))
    await asyncio.sleep(0.05)
    await asyncio.to_thread(async_to_sync(layer.group_send), "rooms", {"type": "changed", "room": "oak"})
    assert await asyncio.wait_for(heard, 2) == {"type": "changed", "room": "oak"}
    assert time.monotonic() - start < 1


@in_a_loop
async def test_a_word_from_the_same_loop_arrives():
    layer, channel = await a_listener()
    await layer.group_send("rooms", {"type": "changed", "room": "oak"})
    assert await asyncio.wait_for(layer.receive(channel), 2) == {"type": "changed", "room": "oak"}


@in_a_loop
async def test_a_thread_the_loop_waits_for_can_still_speak():
    """The reader of a room may itself find it changed; the two must not wait for each other."""
    layer, channel = await a_listener()
    await asyncio.wait_for(asyncio.to_thread(async_to_sync(layer.send), channel, {"type": "changed", "room": "oak"}), 2)
    assert await asyncio.wait_for(layer.receive(channel), 2) == {"type": "changed", "room": "oak"}


@in_a_loop
async def test_words_of_one_thread_keep_their_order():
    layer, channel = await a_listener()

    def speak():
        for number in range(50):
            async_to_sync(layer.group_send)("rooms", {"type": "changed", "room": str(number)})

    await asyncio.to_thread(speak)
    heard = [(await asyncio.wait_for(layer.receive(channel), 2))["room"] for _ in range(50)]
    assert heard == [str(number) for number in range(50)]
