"""The hub: one per process. It hears that a room changed, reads it once, and gives every seat here what it may see.

What a change costs does not grow with one database read per seat: a process reads once, the upper storey renders once per
audience, and each seat gets those bytes and a short line of its own.
"""

import asyncio
import logging
import time
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from channels.layers import get_channel_layer
from django.utils import timezone

from rooms import leases
from rooms.gathering import Gatherer
from rooms.news import EVERY_PROCESS
from rooms.pool import in_thread
from rooms.readings import Pulse, Reading, Source
from rooms.seats import ROOM_CLOSED, Tab
from rooms.states import State
from rooms.voice import gate
from rooms.voice_fanout import voices

BEAT = 2.0  # seconds between looks at the version, holder and fence of every live room here
RENEW = 5.0  # seconds between two writings of leases
VOICE_LEASE = 5.0  # seconds a voice grant outlives the look that renewed it
ARRIVALS = 0.25  # seconds in which comings and goings are told together
log = logging.getLogger(__name__)


@dataclass
class LiveRoom:
    """A room with at least one tab or listener in this process."""

    name: str
    source: Source
    tabs: set[Tab] = field(default_factory=set)
    watchers: int = 0
    version: int = -1
    last: Reading | None = None
    states: dict[tuple[str, str], State] = field(default_factory=dict)  # of the last reading, by audience and language
    dirty: bool = False
    changing: bool = False  # a reading is due or under way because something changed, and not only who is here
    took: float = 0.0  # seconds that the last reading took
    reader: asyncio.Task[None] | None = None
    timer: asyncio.TimerHandle | None = None
    telling: asyncio.TimerHandle | None = None

    @property
    def empty(self) -> bool:
        return not self.tabs and not self.watchers


class Hub:
    """Every live room of this process and the loop that keeps them current."""

    def __init__(self) -> None:
        self.rooms: dict[str, LiveRoom] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    # Coming and going

    def enter(self, tab: Tab, source: Source) -> None:
        """Seat a tab. What was read last is good enough to begin with when it already knows this seat and nothing is known
        to have changed since: a page shown an older state than its own would ask again."""
        room = self._room(tab.room, source)
        room.tabs.add(tab)
        if room.last is not None and tab.seat in room.last.lines and not room.changing:
            self._tell_tab(room, tab, room.last)
            self._tell_arrivals(room)
        else:
            self.read_soon(room)

    async def leave(self, tab: Tab) -> None:
        room = self.rooms.get(tab.room)
        if room is None or tab not in room.tabs:
            return
        room.tabs.discard(tab)
        self._let_go(room)
        try:
            await leases.tab_went(tab)
        finally:
            await self.announce(tab.room)

    async def watch(self, name: str, seat: str, source: Source) -> None:
        """A voice socket came: keep the room's gate current although no tab may be here, and draw whoever listens."""
        room = self._room(name, source)
        room.watchers += 1
        await leases.ear_came(name, seat)
        await self.announce(name)
        self.read_soon(room)

    async def unwatch(self, name: str, seat: str) -> None:
        if room := self.rooms.get(name):
            room.watchers -= 1
            self._let_go(room)
        if seat not in voices.seats(name):
            await leases.ear_went(name, seat)
            await self.announce(name)

    def _room(self, name: str, source: Source) -> LiveRoom:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:  # a new server in this process (tests start several)
            for task in self._tasks:
                if not task.get_loop().is_closed():
                    task.get_loop().call_soon_threadsafe(task.cancel)
            self._loop, self.rooms, self._tasks = loop, {}, []
            self._tasks = [loop.create_task(work()) for work in (self._listen, self._look, self._renew)]
        return self.rooms.setdefault(name, LiveRoom(name, source))

    def _let_go(self, room: LiveRoom) -> None:
        if room.empty and self.rooms.get(room.name) is room:
            del self.rooms[room.name]
            gate.forget(room.name)
            for handle in (room.timer, room.telling):
                if handle:
                    handle.cancel()

    # Reading and telling

    def read_soon(self, room: LiveRoom) -> None:
        """Read the room once more, for something changed; many wishes while a reading runs become one."""
        room.changing = True
        self._read_again(room)

    def _read_again(self, room: LiveRoom) -> None:
        room.dirty = True
        if room.reader is None:
            room.reader = asyncio.get_running_loop().create_task(self._read(room))

    async def _read(self, room: LiveRoom) -> None:
        try:
            while room.dirty and not room.empty:
                room.dirty = False
                tongues = frozenset(tab.tongue for tab in room.tabs)
                begun = time.monotonic()
                reading = await in_thread(partial(room.source.reading, room.name, timezone.now(), tongues))
                room.took = time.monotonic() - begun
                if reading is None:
                    self._close(room)
                else:
                    self._tell(room, reading)
        except Exception as fault:
            log.warning("A room could not be read (%s); it is tried again at the next look.", type(fault).__name__)
            room.version, room.last = -1, None
        finally:
            room.reader, room.changing = None, False

    def _tell(self, room: LiveRoom, reading: Reading) -> None:
        if reading.pulse.version < room.version:
            return
        self._grant(room.name, reading.pulse)
        room.version, room.last = reading.pulse.version, reading
        # Where nothing that is shown has changed, the state stays the same one.
        old = room.states
        room.states = {
            which: old[which] if which in old and old[which].html == html else State(html)
            for which, html in reading.shared.items()
        }
        voices.keep_only(room.name, reading.lines)  # whoever left hears no more, by whichever socket
        for tab in list(room.tabs):
            self._tell_tab(room, tab, reading)
        self._set_timer(room, reading.next_due)

    def _tell_tab(self, room: LiveRoom, tab: Tab, reading: Reading) -> None:
        audience, line = reading.lines.get(tab.seat, ("", ""))
        state = room.states.get((audience, tab.tongue))
        if not audience:
            tab.close(ROOM_CLOSED)
        elif state is not None:
            tab.tell(line, state)
        else:  # the first tab of its language
            self.read_soon(room)

    def _close(self, room: LiveRoom) -> None:
        gate.hush_all(room.name)
        voices.keep_only(room.name, ())  # a page that stays open listens to nothing
        for tab in room.tabs:
            tab.close(ROOM_CLOSED)

    def _set_timer(self, room: LiveRoom, due: datetime | None) -> None:
        if room.timer:
            room.timer.cancel()
            room.timer = None
        if due is not None:
            # A hair late rather than early: what is not yet due would only be read again.
            wait = max(0.05, (due - timezone.now()).total_seconds() + 0.02)
            room.timer = asyncio.get_running_loop().call_later(wait, self.read_soon, room)

    def _grant(self, name: str, pulse: Pulse) -> None:
        if pulse.closed or pulse.paused:
            gate.hush_all(name)
        if not pulse.closed and (pulse.voices or not pulse.paused):
            gate.grant(name, pulse.fence, pulse.voices, gate.now() + VOICE_LEASE)

    # The loops

    async def _listen(self) -> None:
        """Hear nudges for as long as the process lives, through any restart of the layer behind."""
        while True:
            try:
                layer = get_channel_layer()
                channel = await layer.new_channel("hub.")
                await layer.group_add(EVERY_PROCESS, channel)
                while True:
                    news = await layer.receive(channel)
                    if room := self.rooms.get(news["room"]):
                        if news["type"] == "changed":
                            self.read_soon(room)
                        else:
                            self._tell_arrivals(room)
            except Exception as fault:
                log.warning("The channel layer is away (%s); trying again.", type(fault).__name__)
                await asyncio.sleep(0.5)

    def _tell_arrivals(self, room: LiveRoom) -> None:
        if room.telling is None:

            def tell() -> None:
                room.telling = None
                self._read_again(room)

            # A room so full that it takes long to read tells its comings less often, or it would do nothing else.
            room.telling = asyncio.get_running_loop().call_later(max(ARRIVALS, 2 * room.took), tell)

    async def announce(self, name: str) -> None:
        """Say to every process that someone came or went; it raises no version and may be lost without harm."""
        await _announcements.ask(name)

    async def _look(self) -> None:
        """Every two seconds: read the pulse of all rooms here, renew the voice grants, and beat. No reading, no beat."""
        while True:
            await asyncio.sleep(BEAT)
            for source, rooms in self._by_source().items():
                try:
                    names = [room.name for room in rooms]
                    pulses = await in_thread(partial(source.pulses, names))
                except Exception as fault:
                    log.warning("The rooms could not be looked at (%s).", type(fault).__name__)
                    continue
                for room in rooms:
                    self._felt(room, pulses.get(room.name))

    def _felt(self, room: LiveRoom, pulse: Pulse | None) -> None:
        if pulse is None or pulse.closed:
            self._close(room)
            return
        if pulse.version >= room.version:
            self._grant(room.name, pulse)
        if pulse.version > room.version:
            self.read_soon(room)
        beat = f'{{"beat":{pulse.version}}}'
        for tab in list(room.tabs):
            tab.beat(beat)

    def _by_source(self) -> dict[Source, list[LiveRoom]]:
        found: dict[Source, list[LiveRoom]] = {}
        for room in list(self.rooms.values()):
            found.setdefault(room.source, []).append(room)
        return found

    async def _renew(self) -> None:
        """Every five seconds: one write of leases and one of signs of life per room, however many sit in it."""
        while True:
            await asyncio.sleep(RENEW)
            for room in list(self.rooms.values()):
                try:
                    await leases.renew(room.name, list(room.tabs))
                except Exception as fault:
                    log.warning("Presence could not be renewed (%s).", type(fault).__name__)


async def _announce(names: list[str]) -> list[None]:
    """One word for each room, however many came or went at the same moment."""
    try:
        for name in dict.fromkeys(names):
            await get_channel_layer().group_send(EVERY_PROCESS, {"type": "presence", "room": name})
    except Exception as fault:
        log.warning("A coming or going could not be announced (%s).", type(fault).__name__)
    return [None] * len(names)


_announcements: Gatherer[str, None] = Gatherer(_announce)
hub = Hub()


async def arrive(tab: Tab, source: Source) -> None:
    """Write the tab's first lease, then enter: whoever reads next finds it present."""
    await leases.tab_came(tab)
    hub.enter(tab, source)
    await hub.announce(tab.room)
