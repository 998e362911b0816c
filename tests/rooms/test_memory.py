"""Memory that forgets, in this process and, where one is given, in Redis: the same promises."""

import secrets
import threading
import time
from datetime import UTC, datetime

import pytest
from django.conf import settings

from rooms.memory import KEY_BYTES, ProcessMemory, RedisMemory

KINDS = [ProcessMemory] + ([lambda: RedisMemory(settings.REDIS_URL)] if settings.REDIS_URL else [])


@pytest.fixture(params=KINDS, ids=["process", "redis"][: len(KINDS)])
def memory(request):
    return request.param()


@pytest.fixture
def room(memory):
    name = f"test-{secrets.token_hex(6)}"
    yield name
    memory.forget(name)


def soon(seconds):
    return datetime.now(UTC).timestamp() + seconds


def test_leases_and_signs_are_remembered_by_room(memory, room):
    memory.lease(room, {"ana|t1": soon(15), "ben|plain": soon(90)})
    memory.sign(room, {"ana": soon(0)})
    presence = memory.presence(room)
    assert (set(presence.until), presence.live, set(presence.signs)) == ({"ana", "ben"}, {"ana"}, {"ana"})
    assert memory.presence(f"{room}-other").until == {}


def test_a_release_ends_one_tab_or_all_and_remembers_when(memory, room):
    memory.lease(room, {"ana|t1": soon(15), "ana|t2": soon(15), "ben|t3": soon(15)})
    memory.end(room, ["ana|t1", "ana|never"])
    assert memory.presence(room).live == {"ana", "ben"}
    memory.release(room, "ana")
    presence = memory.presence(room)
    assert presence.live == {"ben"}
    assert abs(presence.until["ana"].timestamp() - soon(0)) < 2


def test_a_release_never_lengthens_a_lease(memory, room):
    memory.lease(room, {"ana|t1": soon(-30)})
    memory.release(room, "ana")
    assert abs(memory.presence(room).until["ana"].timestamp() - soon(-30)) < 2


def test_a_release_of_nobody_makes_nobody(memory, room):
    memory.release(room, "ana")
    memory.lease(room, {})
    memory.sign(room, {})
    assert memory.presence(room).until == {}


def test_a_key_is_made_once_and_kept(memory, room):
    assert memory.known_key(room) is None
    key = memory.key(room, seconds=60)
    assert (len(key), memory.key(room, seconds=60), memory.known_key(room)) == (KEY_BYTES, key, key)
    assert memory.known_key(f"{room}-other") is None


def test_many_who_ask_for_a_key_at_once_get_the_same(memory, room):
    keys, barrier = [], threading.Barrier(8)

    def ask():
        barrier.wait()
        keys.append(memory.key(room, seconds=60))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 1


def test_a_key_expires_by_itself(memory, room):
    """circles.md 1.6: expiring at the planned end + 2 h, Celery or not."""
    memory.key(room, seconds=1)
    time.sleep(1.1)
    assert memory.known_key(room) is None


def test_forgetting_leaves_nothing_of_a_room_and_everything_of_others(memory, room):
    other = f"{room}-other"
    for name in (room, other):
        memory.lease(name, {"ana|t1": soon(15)})
        memory.sign(name, {"ana": soon(0)})
        memory.key(name, seconds=60)
    memory.forget(room)
    gone, kept = memory.presence(room), memory.presence(other)
    assert (gone.until, gone.signs, memory.known_key(room)) == ({}, {}, None)
    assert (set(kept.until), memory.known_key(other) is None) == ({"ana"}, False)
    memory.forget(other)


def test_a_key_after_forgetting_is_another(memory, room):
    key = memory.key(room, seconds=60)
    memory.forget(room)
    assert memory.key(room, seconds=60) != key


def test_a_new_memory_says_since_when_it_remembers():
    """So that after a restart nobody is taken for gone before they could be heard from."""
    since = ProcessMemory().presence("oak").since
    assert abs(since.timestamp() - soon(0)) < 5


def test_leases_of_many_are_ended_together_and_no_other(memory, room):
    memory.lease(room, {"ana|t1": soon(15), "ana|plain": soon(90), "ben|plain": soon(90), "eli|plain": soon(-3)})
    before = memory.presence(room).until["eli"]
    memory.end(room, ["ana|plain", "ben|plain", "cy|plain", "eli|plain"])
    memory.end(room, [])
    presence, now = memory.presence(room), datetime.now(UTC)
    assert [presence.here(seat, now) for seat in ("ana", "ben")] == [True, False]
    assert (set(presence.until), presence.until["eli"]) == ({"ana", "ben", "eli"}, before)
