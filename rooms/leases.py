"""Leases: how this process says, for every process to read, which tabs and listeners it holds are still there.

Written when somebody comes or goes, and for all of a room at once every few seconds: what it costs does not grow with how
often one looks.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from functools import partial

from django.utils import timezone

from rooms.gathering import Gatherer
from rooms.memory import memory
from rooms.pool import in_thread
from rooms.presence import LIVE_LEASE, PLAIN_TAB, VOICE_TAB
from rooms.seats import Tab
from rooms.voice import gate
from rooms.voice_fanout import voices

# A dead line is found by the server's own pings within 15 s (--ws-ping-interval 5 --ws-ping-timeout 10). The page's pings only
# tell of touches: a browser slows the timers of a hidden page to one a minute, and whoever listens there is present.
PING_FRESH = 75.0
log = logging.getLogger(__name__)


async def tab_came(tab: Tab) -> None:
    """The tab's first lease and sign of life, written with those of all who come at the same moment. Who was here by a plain
    page is here by this tab now."""
    await _comings.ask(tab)


async def _came(tabs: list[Tab]) -> list[None]:
    moment = timezone.now().timestamp()
    end = moment + LIVE_LEASE.total_seconds()

    def sit() -> None:
        for room, ours in _by_room(tabs).items():
            memory.lease(room, {f"{tab.seat}|{tab.name}": end for tab in ours})
            memory.sign(room, {tab.seat: moment for tab in ours})
            memory.end(room, [f"{tab.seat}|{PLAIN_TAB}" for tab in ours])

    await _noted(sit)
    return [None] * len(tabs)


async def tab_went(tab: Tab) -> None:
    """The tab's lease ends now; the seat stays present while any other of its tabs is."""
    await _goings.ask(tab)


async def _went(tabs: list[Tab]) -> list[None]:
    def rise() -> None:
        for room, ours in _by_room(tabs).items():
            memory.end(room, [f"{tab.seat}|{tab.name}" for tab in ours])

    await _noted(rise)
    return [None] * len(tabs)


def _by_room(tabs: Iterable[Tab]) -> dict[str, list[Tab]]:
    found: dict[str, list[Tab]] = {}
    for tab in tabs:
        found.setdefault(tab.room, []).append(tab)
    return found


_comings: Gatherer[Tab, None] = Gatherer(_came)
_goings: Gatherer[Tab, None] = Gatherer(_went)


async def ear_came(room: str, seat: str) -> None:
    """A voice socket of this seat: whoever only listens is present too, for nobody listens unseen."""
    end = timezone.now().timestamp() + LIVE_LEASE.total_seconds()
    await _noted(partial(memory.lease, room, {f"{seat}|{VOICE_TAB}": end}))


async def ear_went(room: str, seat: str) -> None:
    """The seat's last voice socket in this process is gone."""
    await _noted(partial(memory.end, room, [f"{seat}|{VOICE_TAB}"]))


async def _noted(work: Callable[[], None]) -> None:
    """Note it if the memory is there. Its absence turns nobody away: what is not noted now, the next renewal writes or lets
    lapse."""
    try:
        await in_thread(work)
    except Exception as fault:
        log.warning("A coming or going could not be noted (%s).", type(fault).__name__)


async def renew(room: str, tabs: Iterable[Tab]) -> None:
    """One write of leases and one of signs of life, however many sit in the room. Raises what the memory raises."""
    leases, signs = _fresh(room, tabs)

    def write() -> None:
        memory.lease(room, leases)
        memory.sign(room, signs)

    await in_thread(write)


def _fresh(room: str, tabs: Iterable[Tab]) -> tuple[dict[str, float], dict[str, float]]:
    tick, moment = asyncio.get_running_loop().time(), timezone.now().timestamp()
    end = moment + LIVE_LEASE.total_seconds()
    leases = {f"{tab.seat}|{tab.name}": end for tab in tabs if tick - tab.pinged < PING_FRESH}
    leases |= {f"{seat}|{VOICE_TAB}": end for seat in voices.seats(room)}
    signs = {seat: moment - max(0.0, gate.now() - heard) for seat, heard in gate.heard(room).items()}
    for tab in tabs:
        if tab.touched:
            signs[tab.seat], tab.touched = moment, False
    return leases, signs
