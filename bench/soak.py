"""Half an hour of ten circles in one web process: does anything grow that should not?

    python -m bench.soak [--minutes 30] [--circles 10] [--json FILE]

In every circle eight to twelve people sit, hands go up, the piece goes round, words are written, lines break and come back,
some leave and others come. Once a minute the server's memory, tasks, threads, files and database connections are read. Said
to be flat where the last third's median lies within a tenth of the middle third's (memory: or 6 MB). Loopback only; ends
with code 1 when something grew.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.parts import Parts

BETWEEN = 2.0  # s between two things that happen in one circle
COME, GO = 12, 8  # people at most, and at least
SAMPLES = 60  # over the whole run
SLACK = {"rss_mb": 6.0, "tasks": 30.0, "threads": 4.0, "files": 30.0, "database": 10.0, "redis": 10.0}


@dataclass(frozen=True)
class Sample:
    """The server at one moment."""

    minute: float
    rss_mb: float
    tasks: int
    threads: int
    files: int
    database: int
    redis: int
    sockets: int  # open in the crowd, for comparison


class Circle:
    """One circle's people, and what goes on among them."""

    def __init__(self, evening: ModuleType, house: Any) -> None:
        self.evening, self.house = evening, house
        self.everyone = evening.plant(COME)
        self.here: list[Any] = []
        self.door = evening.door_of(self.everyone[0].slug)
        self.acts: dict[int, int] = {}
        self.doors: dict[int, int] = {}

    async def begin(self) -> None:
        self.here = list(self.everyone)
        await self.evening.begin(self.house, self.here)

    async def live(self, end: float) -> None:
        while time.monotonic() < end:
            await asyncio.sleep(BETWEEN * (0.5 + random.random()))
            await self._something()

    async def _something(self) -> None:
        offered = next((place for place in self.here if place.my == "offered"), None)
        speaking = next((place for place in self.here if place.my in ("speaking", "asked")), None)
        chance = random.random()
        if offered is not None:
            await self._does(offered, "begin" if chance < 0.8 else "listen")
        elif speaking is not None and chance < 0.3:
            await self._does(speaking, "done")
        elif speaking is not None and chance < 0.4:
            await self._does(speaking, "words", words="One more line of what was said tonight.")
        elif chance < 0.7:
            await self._does(random.choice(self.here), random.choice(("hand", "lower", "hand")))
        elif chance < 0.8:
            await self._breaks(random.choice(self.here))
        elif len(self.here) > GO and chance < 0.87:
            await self._leaves()
        elif len(self.here) < COME:
            await self._comes()

    async def _does(self, place: Any, verb: str, **more: str) -> None:
        status = await place.does(verb, **more)
        self.acts[status] = self.acts.get(status, 0) + 1

    async def _breaks(self, place: Any) -> None:
        if place.line is not None and hasattr(place.line, "line"):
            place.line.line.abort()

    async def _leaves(self) -> None:
        """Some only shut the page, which keeps their place; some leave it."""
        place = random.choice(self.here[2:])
        self.here.remove(place)
        if random.random() < 0.5:
            await self._does(place, "leave")
        place.go()

    async def _comes(self) -> None:
        """Back by the door, with the cookie of the place they had."""
        away = [place for place in self.everyone if place not in self.here]
        place = random.choice(away)
        form = {"name": place.name, "how": "speak"}
        seats = import_module("bench.seats")
        status, _body = await seats.ask(place.doors(), self.door, place.cookie, form)
        self.doors[status] = self.doors.get(status, 0) + 1
        if status != 302:
            return
        place.again()
        self.here.append(place)


def sample(pid: int, parts: Parts, told: dict[str, float], began: float, sockets: int) -> Sample:
    proc = Path(f"/proc/{pid}")
    status = dict(line.split(":", 1) for line in (proc / "status").read_text().splitlines())
    return Sample(
        minute=round((time.monotonic() - began) / 60, 2), rss_mb=round(int(status["VmRSS"].split()[0]) / 1024, 1),
        tasks=int(told.get("tasks", -1)), threads=int(status["Threads"]), files=len(list((proc / "fd").iterdir())),
        database=parts.connections(), redis=parts.redis_connections(), sockets=sockets,
    )  # fmt: skip


def grew(samples: list[Sample]) -> dict[str, str]:
    """In words, what grew from the middle third to the last; empty when all is flat."""
    third = max(1, len(samples) // 3)
    found = {}
    for name, slack in SLACK.items():
        middle = statistics.median(getattr(each, name) for each in samples[third : 2 * third] or samples)
        last = statistics.median(getattr(each, name) for each in samples[-third:])
        if last - middle > max(slack, middle / 10):
            found[name] = f"{middle:g} → {last:g}"
    return found


async def soak(
    evening: ModuleType, parts: Parts, *, minutes: float, circles: int
) -> tuple[list[Sample], dict[str, int]]:
    seats = import_module("bench.seats")
    samples: list[Sample] = []
    with evening.a_house(parts.folder, processes=1, application="bench.counting:application") as house:
        pid, port = house.processes[0].running.pid, house.processes[0].port
        rooms = [Circle(evening, house) for _ in range(circles)]
        for room in rooms:
            await room.begin()
        began = time.monotonic()
        end = began + minutes * 60
        lives = [asyncio.create_task(room.live(end)) for room in rooms]
        while time.monotonic() < end:
            await asyncio.sleep(minutes * 60 / SAMPLES)
            status, body = await seats.ask(port, "/counting/", "")
            sockets = sum(len(room.here) for room in rooms)
            told = json.loads(body) if status == 200 else {}
            samples.append(await asyncio.to_thread(sample, pid, parts, told, began, sockets))
            if len(samples) % 6 == 1:
                print("  ".join(f"{name} {value}" for name, value in asdict(samples[-1]).items()), flush=True)
        await asyncio.gather(*lives)
        acts: dict[str, int] = {}
        for room in rooms:
            for place in room.here:
                place.go()
            for answers in (room.acts, {f"door {status}": count for status, count in room.doors.items()}):
                for status, count in answers.items():
                    acts[str(status)] = acts.get(str(status), 0) + count
        await asyncio.sleep(0.5)
    return samples, acts


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--minutes", type=float, default=30)
    asked.add_argument("--circles", type=int, default=10)
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    parts = Parts()
    try:
        parts.start()
        os.environ |= parts.surroundings | {"DATA_DIR": str(parts.folder)}
        evening = import_module("bench.house")
        evening.prepare()
        samples, acts = asyncio.run(soak(evening, parts, minutes=given.minutes, circles=given.circles))
    finally:
        parts.stop()
    found = grew(samples)
    print(f"\n{given.circles} circles, {given.minutes:g} minutes, acts by answer: {acts}")
    for name in SLACK:
        values = [getattr(each, name) for each in samples]
        print(f"{name:10} first {values[0]:g}  last {values[-1]:g}  most {max(values):g}  {found.get(name, 'flat')}")
    print("Flat." if not found else f"GREW: {found}")
    if given.json:
        given.json.write_text(
            json.dumps({"samples": [asdict(each) for each in samples], "acts": acts, "grew": found}, indent=1)
        )
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
