"""A room's source and its tabs, played by the tests: what a storey above and a browser would do."""

import asyncio
import secrets
from functools import wraps

from rooms.hub import arrive
from rooms.readings import Pulse, Reading
from rooms.seats import Tab


def in_a_loop(test):
    """Run an async test in a loop of its own, for half a minute at most."""

    @wraps(test)
    def run(*args, **kwargs):
        asyncio.run(asyncio.wait_for(test(*args, **kwargs), 30))

    return run


class Oak:
    """A source with one room, whose facts the test sets, and which can be out of order."""

    def __init__(self, *seats):
        self.name = f"oak-{secrets.token_hex(4)}"
        self.seats = list(seats)
        self.version, self.fence, self.voices, self.paused = 1, 1, frozenset(), False
        self.broken, self.gone = False, False
        self.due = None
        self.readings = self.looks = 0

    def pulse(self):
        return Pulse(self.version, self.fence, self.voices, closed=False, paused=self.paused)

    def pulses(self, rooms):
        self.looks += 1
        if self.broken:
            raise ConnectionError("The database is away.")
        return {} if self.gone else {self.name: self.pulse()}

    def reading(self, room, now, tongues):
        self.readings += 1
        if self.broken:
            raise ConnectionError("The database is away.")
        if self.gone:
            return None
        shared = {("seat", tongue): f"{tongue} {self.version}" for tongue in tongues}
        lines = {seat: ("seat", f"you are {seat}") for seat in self.seats}
        return Reading(self.pulse(), shared, lines, self.due)


class Browser:
    """One tab and what reached it. It can stall, so that a send never ends, or die, so that it raises."""

    def __init__(self, oak, seat, *, tongue="en"):
        self.got, self.closed = [], []
        self.flowing, self.dead = asyncio.Event(), False
        self.flowing.set()
        self.oak = oak
        self.tab = Tab(room=oak.name, seat=seat, name=secrets.token_hex(4), tongue=tongue, send=self.send)

    async def send(self, event):
        if self.dead:
            raise ConnectionResetError
        await self.flowing.wait()
        if event["type"] == "websocket.close":
            self.closed.append(event["code"])
        else:
            self.got.append(event["text"])

    async def comes(self):
        await arrive(self.tab, self.oak)
        return self

    @property
    def states(self):
        return [text for text in self.got if "beat" not in text]

    @property
    def beats(self):
        return [text for text in self.got if "beat" in text]


async def until(holds, seconds=3.0):
    """Wait for something to become true; an AssertionError when it does not in time."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not holds():
        assert loop.time() < end, "That did not happen in time."
        await asyncio.sleep(0.01)
