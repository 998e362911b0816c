"""Voice from one server process to another, through a real Redis."""

import asyncio
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from contextlib import contextmanager

import pytest

from rooms.voice_frames import Envelope, seal, unseal
from rooms.voice_relay import Relay
from tests.rooms.voice_clients import a_client
from tests.rooms.voice_process import a_process

REDIS_URL = os.environ.get("REDIS_URL", "").strip()
needs_redis = pytest.mark.skipif(not REDIS_URL, reason="Redis was not given (REDIS_URL)")
needs_own_redis = pytest.mark.skipif(
    not shutil.which("redis-server"), reason="There is no redis-server here to restart"
)


@pytest.fixture(scope="module")
def two_processes():
    with a_process(REDIS_URL) as one, a_process(REDIS_URL) as other:
        yield one, other


@pytest.fixture
def oak():
    """A room nobody else's test is in."""
    return f"oak-{secrets.token_hex(4)}"


def settled() -> None:
    """A moment for subscriptions to reach Redis."""
    time.sleep(0.3)


@needs_redis
def test_pass_in_one_process_is_heard_in_the_other_once(two_processes, oak):
    one, other = two_processes
    with a_client(one.url, "ana", room=oak) as ana, a_client(other.url, "ben", room=oak) as ben:
        settled()
        for process in two_processes:
            process.grant(oak, 7, "ana")
        ana.say(7, 0, 3, 6)
        assert [each.hears() for each in (ben, ana)] == [[(7, 0), (7, 3), (7, 6)], []]
        for process in two_processes:
            process.grant(oak, 8, "ben")
        ben.say(8, 0)
        assert [each.hears() for each in (ana, ben)] == [[(8, 0)], []]


@needs_redis
def test_seconds_of_speech_that_come_at_once_after_a_stall_are_all_heard_in_the_other_process(two_processes, oak):
    one, other = two_processes
    with a_client(one.url, "ana", room=oak) as ana, a_client(other.url, "ben", room=oak) as ben:
        settled()
        for process in two_processes:
            process.grant(oak, 7, "ana")
        ana.say(7, *range(0, 300, 3))
        assert ben.hears() == [(7, at) for at in range(0, 300, 3)]


@needs_redis
def test_each_process_asks_its_own_gate(two_processes, oak):
    one, other = two_processes
    with a_client(one.url, "ana", room=oak) as ana, a_client(other.url, "ben", room=oak) as ben:
        settled()
        one.grant(oak, 7, "ana")
        other.grant(oak, 7, "ben")
        ana.say(7, 0)
        assert ben.hears() == []
        one.grant(oak, 8, "ana")
        ana.say(8, 3)
        time.sleep(0.1)
        other.grant(oak, 8, "ana")
        assert ben.hears() == [(8, 3)]


@needs_redis
def test_newest_tab_holds_the_microphone_in_whichever_process(two_processes, oak):
    one, other = two_processes
    with a_client(one.url, "ana", room=oak) as older:
        settled()
        with a_client(other.url, "ana", room=oak):
            assert older.is_told() == [{"voice": "microphone", "here": False}]
            one.grant(oak, 7, "ana")
            older.say(7, 0)
            assert older.is_told() == [{"voice": "refused", "why": "other-tab"}]
            older.claim()
            older.say(7, 3)
            assert older.is_told() == [{"voice": "microphone", "here": True}, {"voice": "heard"}]


def a_free_port() -> int:
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        return ear.getsockname()[1]


@contextmanager
def a_redis(port: int):
    """A Redis of our own that keeps nothing."""
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield running
    finally:
        running.terminate()
        running.wait(5)


def nothing(room: str, data: bytes) -> None:
    """For a relay that only speaks."""


class Ear:
    """A relay, and what it took."""

    def __init__(self, port: int):
        self.took: list[tuple[str, bytes]] = []
        url = f"redis://127.0.0.1:{port}/0"
        self.relay = Relay(url=url, take=lambda room, data: self.took.append((room, unseal(data).body)))

    async def takes(self, expected: tuple[str, bytes], said_by: Relay) -> None:
        """Waits until what the other relay says again and again has come."""
        async with asyncio.timeout(5):
            while expected not in self.took:
                said_by.publish(expected[0], kind=1, seat="ana", body=expected[1])
                await asyncio.sleep(0.05)


@needs_own_redis
def test_relay_comes_back_after_redis_restarted():
    async def evening(port: int) -> None:
        here, there = Ear(port), Ear(port)
        with a_redis(port):
            for ear in (here, there):
                ear.relay.follow("oak")
            await here.takes(("oak", b"before"), there.relay)
        there.relay.publish("oak", kind=1, seat="ana", body=b"while it was away")
        here.relay.follow("elm")
        await asyncio.sleep(1.5)
        with a_redis(port):
            began = time.monotonic()
            await here.takes(("oak", b"after"), there.relay)
            await here.takes(("elm", b"a room entered meanwhile"), there.relay)
            assert time.monotonic() - began < 3
            assert ("oak", b"while it was away") not in here.took
            for ear in (here, there):
                for room in ("oak", "elm"):
                    ear.relay.unfollow(room)
            await asyncio.sleep(0.2)

    asyncio.run(evening(a_free_port()))


@needs_own_redis
def test_relay_does_not_bring_old_words_after_redis_held_its_breath():
    async def evening(port: int) -> None:
        here, there = Ear(port), Ear(port)
        with a_redis(port) as redis:
            for ear in (here, there):
                ear.relay.follow("oak")
            await here.takes(("oak", b"before"), there.relay)
            redis.send_signal(signal.SIGSTOP)
            for words in (b"on their way", b"waiting behind them"):
                there.relay.publish("oak", kind=1, seat="ana", body=words)
                await asyncio.sleep(0.1)
            await asyncio.sleep(1.2)
            redis.send_signal(signal.SIGCONT)
            await here.takes(("oak", b"after"), there.relay)
            assert ("oak", b"waiting behind them") not in here.took
            for ear in (here, there):
                ear.relay.unfollow("oak")
            await asyncio.sleep(0.2)

    asyncio.run(evening(a_free_port()))


def test_relay_without_a_redis_does_nothing():
    async def evening() -> int:
        relay = Relay(url="", take=nothing)
        relay.follow("oak")
        relay.publish("oak", kind=1, seat="ana", body=b"word")
        relay.unfollow("oak")
        return len(asyncio.all_tasks())

    assert asyncio.run(evening()) == 1


@needs_redis
def test_room_followed_twenty_times_at_once_is_heard_once():
    async def evening(room: str) -> bool:
        took = []
        here = Relay(url=REDIS_URL, take=lambda *what: took.append(what))
        there = Relay(url=REDIS_URL, take=nothing)
        for _ in range(20):
            here.follow(room)
        there.follow(room)
        await asyncio.sleep(0.3)
        there.publish(room, kind=1, seat="ana", body=b"word")
        await asyncio.sleep(0.3)
        for relay in (here, there):
            relay.unfollow(room)
        await asyncio.sleep(0.1)
        return took == [(room, seal(Envelope(there.process, 1, "ana", b"word")))]

    assert asyncio.run(evening(f"oak-{secrets.token_hex(4)}"))
