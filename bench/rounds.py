"""One round of measuring: sit down at a server, let changes or a voice go by, and count what arrives, and when."""

import asyncio
import json
import struct
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass

from bench.people import Crowd, Listener
from rooms.voice_frames import VOICE, Frame, build

PACKET = bytes(range(60))  # 20 ms of Opus at 24 kbit/s
GRACE = 1.0  # seconds after the last voice frame in which one still counts as delivered


@dataclass(frozen=True)
class Changes:
    """Deliveries a second, milliseconds from the change to a socket, processor time a delivery, memory a socket."""

    per_second: float
    p50: float
    p99: float
    cpu_us: float
    kb: float


@dataclass(frozen=True)
class Voice:
    """Share delivered, milliseconds from the speaker to a listener, per cent of a core each listener costs."""

    delivered: float
    p50: float
    p99: float
    cpu_each: float
    per_second: float


def tell(port: int, word: str) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{word}", timeout=30) as answer:
        found: dict[str, float] = json.load(answer)
        return found


async def asks(port: int, word: str) -> dict[str, float]:
    return await asyncio.get_running_loop().run_in_executor(None, tell, port, word)


async def rests(port: int) -> None:
    """Wait until the server has nothing left to do, ten seconds at most."""
    end, before = time.perf_counter() + 10, (await asks(port, "usage"))["cpu"]
    while time.perf_counter() < end:
        await asyncio.sleep(0.2)
        now = (await asks(port, "usage"))["cpu"]
        if now - before < 0.04:
            return
        before = now


def of(took: list[float], part: float) -> float:
    """The so-manieth part of these seconds, in milliseconds."""
    took.sort()
    return took[min(len(took) - 1, int(len(took) * part))] * 1000 if took else float("inf")


class Said:
    """Changes one after the other: the next when the one before has reached the last socket."""

    def __init__(self, seats: int) -> None:
        self.seats, self.took, self.ends = seats, list[float](), list[float]()
        self.wanted, self.left, self.began = -1, 0, 0.0
        self.all_have_it = asyncio.Event()

    def heard(self, message: memoryview, now: float) -> None:
        if version(message) != self.wanted:
            return
        self.took.append(now)
        self.left -= 1
        if self.left == 0:
            self.all_have_it.set()

    def expects(self, number: int) -> None:
        self.wanted, self.left, self.began = number, self.seats, time.perf_counter()
        self.all_have_it.clear()


def version(message: memoryview) -> int:
    """The number a message begins with: {"v":12…"""
    head = bytes(message[5:16])
    digits = head.split(b",", 1)[0].split(b"}", 1)[0]
    return int(digits) if digits.isdigit() else -1


async def changes(port: int, seats: int, seconds: float) -> Changes:
    """Changes at a server of bench.servers."""
    number, took = number_of(port), list[float]()
    before = await asks(port, "usage")
    said = Said(seats)
    crowd = Crowd(port, said.heard)
    await crowd.come([(f"/push/{n}", {}) for n in range(seats)])
    await asyncio.sleep(0.6)  # what arrivals cause is over
    seated = await asks(port, "usage")
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    start = time.perf_counter()
    while time.perf_counter() < start + seconds:
        number[0] += 1
        said.expects(number[0])
        writer.write(b"GET /say HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with suppress(TimeoutError):  # a layer that is overrun drops some, silently; what never arrives is not counted
            await asyncio.wait_for(said.all_have_it.wait(), 5)
        took += [now - said.began for now in said.took]
        said.took.clear()
        await reader.readuntil(b"}")
    elapsed = time.perf_counter() - start
    after = await asks(port, "usage")
    writer.close()
    crowd.go()
    return Changes(
        per_second=len(took) / elapsed, p50=of(took, 0.5), p99=of(took, 0.99),
        cpu_us=(after["cpu"] - seated["cpu"]) / max(len(took), 1) * 1e6, kb=(seated["kb"] - before["kb"]) / seats,
    )  # fmt: skip


VERSIONS: dict[int, list[int]] = {}


def number_of(port: int) -> list[int]:
    """The number of the last change said at that server."""
    return VERSIONS.setdefault(port, [0])


class Talk:
    """Somebody speaking, and when each frame reached each listener."""

    def __init__(self, listeners: int) -> None:
        self.listeners, self.sent, self.took = listeners, list[float](), list[float]()
        self.first = 0

    def heard(self, message: memoryview, now: float) -> None:
        if message[0] != VOICE:
            return
        (at,) = struct.unpack_from("!I", message, 8)
        if at >= self.first:
            self.took.append(now - self.sent[at])

    def starts(self) -> None:
        """Count from the next frame on."""
        self.first, self.took = len(self.sent), []

    async def speaks(self, speaker: Listener, fence: int, packets: int, seconds: float) -> None:
        """So many packets of 20 ms a message, at their pace, whatever else goes on."""
        every = packets * 0.02
        begun = time.perf_counter()
        for step in range(int(seconds / every)):
            await asyncio.sleep(max(0.0, begun + step * every - time.perf_counter()))
            at = len(self.sent)
            self.sent.append(time.perf_counter())
            speaker.send(build(Frame(VOICE, 60, 0, fence, at, (PACKET,) * packets)))

    def figures(self, cpu: float, seconds: float) -> Voice:
        count = len(self.sent) - self.first
        return Voice(
            delivered=len(self.took) / (count * self.listeners) * 100, p50=of(self.took, 0.5), p99=of(self.took, 0.99),
            cpu_each=cpu / seconds / self.listeners * 100, per_second=len(self.took) / seconds,
        )  # fmt: skip

    async def has_arrived(self) -> None:
        end = time.perf_counter() + GRACE
        while len(self.took) < (len(self.sent) - self.first) * self.listeners and time.perf_counter() < end:
            await asyncio.sleep(0.02)


async def voice(port: int, seats: int, seconds: float) -> Iterator[Voice]:
    """A voice at 20 and then at 60 ms a message, at a server of bench.servers."""
    talk, found = Talk(seats), []
    crowd = Crowd(port, talk.heard)
    await crowd.come([("/voice/speaker", {}), *((f"/voice/{n}", {}) for n in range(seats))])
    speaker = crowd.sockets[0]
    await asyncio.sleep(0.5)
    await talk.speaks(speaker, 1, 1, 0.2)  # the gate knows who speaks
    for packets in (1, 3):
        await rests(port)
        talk.starts()
        before = await asks(port, "usage")
        await talk.speaks(speaker, 1, packets, seconds)
        await talk.has_arrived()
        found.append(talk.figures((await asks(port, "usage"))["cpu"] - before["cpu"], seconds))
    crowd.go()
    await rests(port)
    return iter(found)


@dataclass(frozen=True)
class Whole:
    """A real circle: from commit to the last seat with read and render included, while somebody speaks."""

    changes: int
    first_seat_p50: float
    last_seat_p50: float
    last_seat_p99: float
    voice: Voice
    kb: float


async def whole(port: int, given: dict, seconds: float) -> Whole:
    """Hands go up and down in a circle of bench.evening in which the first person speaks at 60 ms a message."""
    slug, fence = given["slug"], int(given["fence"])
    headers = [{"Cookie": each} for each in given["cookies"]]
    seats = len(headers)
    before = await asks(port, "usage")
    said, talk = Said(seats), Talk(seats - 1)
    pushes, voices = Crowd(port, said.heard), Crowd(port, talk.heard)
    await pushes.come([(f"/live/circles/{slug}/?in=en", each) for each in headers])
    seated = await asks(port, "usage")
    await voices.come([(f"/voice/circles/{slug}/", each) for each in headers])
    await asyncio.sleep(1.5)
    speaker = voices.sockets[0]
    await talk.speaks(speaker, fence, 3, 0.5)
    await asyncio.sleep(0.3)
    talk.starts()
    start, cpu = time.perf_counter(), (await asks(port, "usage"))["cpu"]
    speaking = asyncio.create_task(talk.speaks(speaker, fence, 3, seconds))
    first, last = list[float](), list[float]()
    while not speaking.done():
        number = int((await asks(port, "version"))["v"]) + 1
        said.expects(number)
        committed = (await asks(port, "say"))["committed"]
        await asyncio.wait_for(said.all_have_it.wait(), 30)
        first.append(min(said.took) - committed)
        last.append(max(said.took) - committed)
        said.took.clear()
        await asyncio.sleep(0.02)
    await speaking
    await talk.has_arrived()
    used = (await asks(port, "usage"))["cpu"] - cpu
    heard = talk.figures(used, time.perf_counter() - start)
    for crowd in (pushes, voices):
        crowd.go()
    return Whole(
        changes=len(last), first_seat_p50=of(first, 0.5), last_seat_p50=of(last, 0.5), last_seat_p99=of(last, 0.99),
        voice=heard, kb=(seated["kb"] - before["kb"]) / seats,
    )  # fmt: skip


def plain(figures: object) -> dict:
    return asdict(figures)  # type: ignore[call-overload]
