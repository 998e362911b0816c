"""The hub: a change is read once and told to everyone, and nothing one tab, nudge or store does harms the others.

circles.md 4 (healing, arrivals) and 7; house.md settled 7.
"""

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.hub import VOICE_LEASE, hub
from rooms.memory import memory
from rooms.news import changed
from rooms.seats import ROOM_CLOSED
from rooms.voice import Verdict, gate
from tests.rooms.tabs import Browser, Oak, in_a_loop, until


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """The hub's own clocks, ten times as fast."""
    monkeypatch.setattr("rooms.hub.BEAT", 0.2)
    monkeypatch.setattr("rooms.hub.RENEW", 0.2)


@pytest.fixture
def quiet_looks(monkeypatch):
    """No looks at all: only nudges and timers tell."""
    monkeypatch.setattr("rooms.hub.BEAT", 60)


async def nudge(oak):
    await asyncio.to_thread(changed, oak.name)


async def heard_by_hub():
    """The hub's ear is at the layer a moment after the first tab came."""
    await asyncio.sleep(0.1)


@in_a_loop
async def test_who_comes_gets_the_whole_state_and_a_line_of_their_own():
    oak = Oak("ana", "ben")
    ana, ben = [await Browser(oak, seat).comes() for seat in ("ana", "ben")]
    await until(lambda: ana.states and ben.states)
    assert (ana.states[0], ben.states[0]) == ("you are ana\nen 1", "you are ben\nen 1")


@in_a_loop
async def test_each_tab_gets_the_language_of_its_page():
    oak = Oak("ana", "ben")
    ana = await Browser(oak, "ana").comes()
    await until(lambda: ana.states)
    ben = await Browser(oak, "ben", tongue="es").comes()
    await until(lambda: ben.states)
    assert ben.states[-1] == "you are ben\nes 1"
    assert ana.states[-1] == "you are ana\nen 1"


@in_a_loop
async def test_a_nudge_is_read_once_for_everyone(quiet_looks):
    oak = Oak(*(f"s{number}" for number in range(30)))
    browsers = [await Browser(oak, seat).comes() for seat in oak.seats]
    await until(lambda: all(browser.states for browser in browsers))
    await asyncio.sleep(0.4)  # the arrivals are told
    before, oak.version = oak.readings, 2
    await nudge(oak)
    await until(lambda: all(browser.states[-1].endswith("en 2") for browser in browsers))
    assert oak.readings == before + 1


@in_a_loop
async def test_a_burst_of_nudges_costs_few_readings_and_none_is_missed(quiet_looks):
    oak = Oak("ana")
    ana = await Browser(oak, "ana").comes()
    await until(lambda: ana.states)
    await heard_by_hub()
    await asyncio.sleep(0.4)
    before = oak.readings
    for version in range(2, 52):
        oak.version = version
        hub.read_soon(hub.rooms[oak.name])
    await until(lambda: ana.states[-1].endswith("en 51"))
    assert oak.readings - before <= 2


@in_a_loop
async def test_a_lost_nudge_is_found_at_the_next_look():
    """circles.md 7: everyone is on the current version within 3 s."""
    oak = Oak("ana")
    ana = await Browser(oak, "ana").comes()
    await until(lambda: ana.states)
    oak.version = 2  # and nobody says so
    await until(lambda: ana.states[-1].endswith("en 2"))


@in_a_loop
async def test_a_timer_reads_at_the_due_moment_without_anyone_asking(quiet_looks):
    oak = Oak("ana")
    oak.due = timezone.now() + timedelta(seconds=0.6)
    ana = await Browser(oak, "ana").comes()
    await until(lambda: ana.states)
    await asyncio.sleep(0.35)
    oak.version, oak.due = 2, None
    await until(lambda: ana.states[-1].endswith("en 2"), 1.5)


@in_a_loop
async def test_arrivals_are_told_at_most_four_times_a_second(quiet_looks):
    """circles.md 4."""
    oak = Oak(*(f"s{number}" for number in range(40)))
    first = await Browser(oak, "s0").comes()
    await until(lambda: first.states)
    await asyncio.sleep(0.4)
    before, start = oak.readings, asyncio.get_running_loop().time()
    for seat in oak.seats[1:]:
        await Browser(oak, seat).comes()
        await asyncio.sleep(0.02)
    lasted = asyncio.get_running_loop().time() - start
    await asyncio.sleep(0.3)
    assert 1 <= oak.readings - before <= lasted * 4 + 2


# Tabs that do harm to themselves alone


@in_a_loop
async def test_a_tab_that_never_reads_costs_the_others_nothing():
    oak = Oak("ana", *(f"s{number}" for number in range(20)))
    ana = Browser(oak, "ana")
    ana.flowing.clear()
    await ana.comes()
    others = [await Browser(oak, seat).comes() for seat in oak.seats[1:]]
    for version in range(2, 7):
        oak.version = version
        await nudge(oak)
        await until(lambda: all(b.states and b.states[-1].endswith(f"en {oak.version}") for b in others), 1.0)
    assert ana.got == []


@in_a_loop
async def test_a_tab_that_reads_again_gets_the_newest_state_and_no_old_ones():
    oak = Oak("ana", "ben")
    ana, ben = Browser(oak, "ana"), await Browser(oak, "ben").comes()
    ana.flowing.clear()
    await ana.comes()
    await until(lambda: ben.states)
    for version in range(2, 12):
        oak.version = version
        await nudge(oak)
        await until(lambda: ben.states[-1].endswith(f"en {oak.version}"))
    ana.flowing.set()
    await until(lambda: ana.states and ana.states[-1].endswith("en 11"))
    assert len(ana.states) <= 2  # the one that was on its way, and the newest


@in_a_loop
async def test_a_stuck_tab_is_let_go(monkeypatch):
    monkeypatch.setattr("rooms.seats.STUCK", 0.2)
    oak = Oak("ana")
    ana = Browser(oak, "ana")
    ana.flowing.clear()
    await ana.comes()
    await until(ana.tab.gone.is_set)


@in_a_loop
async def test_a_tab_that_dies_while_it_is_told_is_let_go_and_the_room_goes_on():
    oak = Oak("ana", "ben")
    ana, ben = Browser(oak, "ana"), await Browser(oak, "ben").comes()
    ana.dead = True
    await ana.comes()
    await until(ana.tab.gone.is_set)
    oak.version = 2
    await nudge(oak)
    await until(lambda: ben.states and ben.states[-1].endswith("en 2"))


@in_a_loop
async def test_who_leaves_is_absent_and_an_empty_room_is_forgotten():
    oak = Oak("ana", "ben")
    ana, ben = [await Browser(oak, seat).comes() for seat in ("ana", "ben")]
    await hub.leave(ana.tab)
    presence = memory.presence(oak.name)
    assert [presence.here(seat, timezone.now()) for seat in ("ana", "ben")] == [False, True]
    await hub.leave(ben.tab)
    await hub.leave(ben.tab)  # a socket may say so twice
    assert oak.name not in hub.rooms


@in_a_loop
async def test_one_tab_of_two_may_go_and_the_person_stays():
    oak = Oak("ana")
    phone, laptop = [await Browser(oak, "ana").comes() for _ in range(2)]
    await hub.leave(phone.tab)
    assert memory.presence(oak.name).live == {"ana"}
    assert laptop.tab in hub.rooms[oak.name].tabs


# Stores that are away


@in_a_loop
async def test_a_room_that_cannot_be_read_is_read_again_when_it_can():
    oak, elm = Oak("ana"), Oak("ben")
    ana, ben = await Browser(oak, "ana").comes(), await Browser(elm, "ben").comes()
    await until(lambda: ana.states and ben.states)
    oak.broken = True
    oak.version = elm.version = 2
    await nudge(oak)
    await until(lambda: ben.states[-1].endswith("en 2"))  # another source's room goes on
    assert ana.states[-1].endswith("en 1")
    assert not ana.tab.gone.is_set()
    oak.broken = False
    await until(lambda: ana.states[-1].endswith("en 2"))


@in_a_loop
async def test_no_reading_no_beat():
    """circles.md 8.7: the heartbeat is what tells silence from a broken line."""
    oak = Oak("ana")
    ana = await Browser(oak, "ana").comes()
    await until(lambda: len(ana.beats) >= 2)
    assert ana.beats[0] == '{"beat":1}'
    oak.broken = True
    await asyncio.sleep(0.3)
    count = len(ana.beats)
    await asyncio.sleep(0.6)
    assert len(ana.beats) == count
    oak.broken = False
    await until(lambda: len(ana.beats) > count)


@in_a_loop
async def test_a_voice_grant_lapses_where_the_room_cannot_be_read(monkeypatch):
    """circles.md 4: a grant is a lease of 5 s renewed by the read; a process that cannot read shuts its gate."""
    assert VOICE_LEASE == 5.0
    monkeypatch.setattr("rooms.hub.VOICE_LEASE", 0.5)
    oak = Oak("ana", "ben")
    oak.voices = frozenset({"ana"})
    await Browser(oak, "ana").comes()
    await until(lambda: gate.judge(oak.name, "ana", 1) is Verdict.PASS)
    await asyncio.sleep(0.8)
    assert gate.judge(oak.name, "ana", 1) is Verdict.PASS  # renewed by looking
    assert gate.judge(oak.name, "ben", 1) is Verdict.REFUSED
    oak.broken = True
    await until(lambda: gate.judge(oak.name, "ana", 1) is Verdict.SHUT)
    oak.broken = False
    await until(lambda: gate.judge(oak.name, "ana", 1) is Verdict.PASS)


@in_a_loop
async def test_a_pause_shuts_the_gate_for_last_words_too():
    """domain.md scenario 14."""
    oak = Oak("ana")
    oak.voices = frozenset({"ana"})
    await Browser(oak, "ana").comes()
    await until(lambda: gate.judge(oak.name, "ana", 1) is Verdict.PASS)
    oak.version, oak.paused, oak.voices = 2, True, frozenset()
    await nudge(oak)
    await until(lambda: gate.judge(oak.name, "ana", 1) is not Verdict.PASS, 0.29)


@in_a_loop
async def test_a_late_old_reading_opens_no_gate_and_is_told_to_nobody():
    oak = Oak("ana", "ben")
    oak.voices, oak.version, oak.fence = frozenset({"ben"}), 5, 5
    ana = await Browser(oak, "ana").comes()
    await until(lambda: gate.judge(oak.name, "ben", 5) is Verdict.PASS)
    oak.voices, oak.version, oak.fence = frozenset({"ana"}), 4, 4
    await nudge(oak)
    await asyncio.sleep(0.5)
    assert gate.judge(oak.name, "ana", 4) is Verdict.REFUSED
    assert ana.states[-1].endswith("en 5")


# Ends


@pytest.mark.parametrize("nudged", [True, False])
@in_a_loop
async def test_a_closed_room_says_so_to_every_tab_and_hears_nobody(nudged):
    oak = Oak("ana", "ben")
    oak.voices = frozenset({"ana"})
    browsers = [await Browser(oak, seat).comes() for seat in ("ana", "ben")]
    await until(lambda: all(browser.states for browser in browsers))
    oak.gone = True
    if nudged:
        await nudge(oak)
    await until(lambda: all(browser.closed == [ROOM_CLOSED] for browser in browsers))
    assert gate.judge(oak.name, "ana", 1) is not Verdict.PASS


@in_a_loop
async def test_whoever_left_their_place_is_told_nothing_more():
    oak = Oak("ana", "ben")
    ana, ben = [await Browser(oak, seat).comes() for seat in ("ana", "ben")]
    await until(lambda: ana.states and ben.states)
    oak.seats, oak.version = ["ana"], 2
    await nudge(oak)
    await until(lambda: ben.closed == [ROOM_CLOSED] and ana.states[-1].endswith("en 2"))
    assert not ben.states[-1].endswith("en 2")


# Presence


@in_a_loop
async def test_leases_and_signs_are_renewed_while_a_tab_stays():
    oak = Oak("ana", "ben")
    ana, _ben = [await Browser(oak, seat).comes() for seat in ("ana", "ben")]
    came = memory.presence(oak.name)
    ana.tab.touched = True
    await asyncio.sleep(0.6)
    now = memory.presence(oak.name)
    assert now.live == {"ana", "ben"}
    assert all(now.until[seat] > came.until[seat] for seat in ("ana", "ben"))
    assert now.signs["ana"] > came.signs["ana"]
    assert now.signs["ben"] == came.signs["ben"]
    assert not ana.tab.touched


@in_a_loop
async def test_coming_with_a_socket_ends_the_longer_lease_of_a_page():
    oak = Oak("ana")
    memory.lease(oak.name, {"ana|plain": (timezone.now() + timedelta(seconds=90)).timestamp()})
    await Browser(oak, "ana").comes()
    assert memory.presence(oak.name).until["ana"] <= timezone.now() + timedelta(seconds=15)
