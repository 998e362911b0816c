"""Many circles on one process, and two who never read: do the others notice?

    python -m bench.crowd [--circles 100] [--people 10] [--rounds 30] [--json FILE]

First two circles of fifty in turn, and in one of them two stop reading for good; then a hundred circles of ten. Each
round somebody raises or lowers a hand by a form, timed from the press to every place that shows it. Loopback, PostgreSQL
and Redis of its own; about three minutes.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import time
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.parts import Parts

PEOPLE = 50  # in the circle with two who never read


async def rounds(places: list[Any], count: int, among: list[Any]) -> list[float]:
    """Milliseconds from the press to each of `among`, over so many acts of one circle."""
    took: list[float] = []
    for _ in range(count):
        actor = places[-1 - random.randrange(5)]
        verb = "lower" if "lower" in str(actor.mine.get("may")).split() else "hand"
        before = max(place.version for place in among)
        for place in among:
            place.shown_at = 0.0
        start = time.monotonic()
        if await actor.does(verb) != 200:
            continue
        end = start + 10
        while any(place.version <= before for place in among) and time.monotonic() < end:
            await asyncio.sleep(0.001)
        took += [(place.shown_at - start) * 1000 for place in among if place.version > before and place.shown_at]
        took += [10_000.0 for place in among if place.version <= before]
        await asyncio.sleep(0.1)
    return took


def summed(took: list[float]) -> dict[str, float]:
    took = sorted(took)
    return {
        "seen": len(took), "p50": round(took[len(took) // 2], 1), "p99": round(took[int(len(took) * 0.99)], 1),
        "most": round(took[-1], 1),
    }  # fmt: skip


def memory(pid: int) -> float:
    """Megabytes resident."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024, 1)


async def stalled(evening: ModuleType, parts: Parts, count: int) -> dict[str, Any]:
    """Two circles in one process, in rounds that take turns; in one of them two never read."""
    with evening.a_house(parts.folder, processes=1) as house:
        reading, with_two = evening.plant(PEOPLE), evening.plant(PEOPLE)
        for places in (reading, with_two):
            await evening.begin(house, places)
        pid = house.processes[0].running.pid
        before = memory(pid)
        for place in with_two[10:12]:
            place.never_reads()
        await asyncio.sleep(1)
        took: dict[str, list[float]] = {"all read": [], "two never read": []}
        for _ in range(count):
            for name, places in zip(took, (reading, with_two), strict=True):
                took[name] += await rounds(places, 1, [*places[:10], *places[12:]])
        found: dict[str, Any] = {name: summed(each) for name, each in took.items()}
        found["mb grown"] = round(memory(pid) - before, 1)
        for place in [*reading, *with_two]:
            place.go()
    return found


async def hundred(evening: ModuleType, parts: Parts, circles: int, people: int, count: int) -> dict[str, Any]:
    """So many circles at once; acts in random ones, ten at a time."""
    with evening.a_house(parts.folder, processes=1) as house:
        rooms = [evening.plant(people) for _ in range(circles)]
        pid = house.processes[0].running.pid
        before, start = memory(pid), time.monotonic()
        for first in range(0, circles, 5):
            await asyncio.gather(*[evening.begin(house, room) for room in rooms[first : first + 5]])
        began = time.monotonic() - start
        cpu, start = seconds_used(pid), time.monotonic()
        await asyncio.sleep(10)
        idle = (seconds_used(pid) - cpu) / (time.monotonic() - start)
        took: list[float] = []
        for _ in range(max(1, count // 3)):
            for each in await asyncio.gather(*[rounds(room, 1, room) for room in random.sample(rooms, 10)]):
                took += each
        found = summed(took) | {"mb a circle": round((memory(pid) - before) / circles, 2)}
        found |= {"begun in s": round(began, 1), "idle core": round(idle, 3)}
        for room in rooms:
            for place in room:
                place.go()
    return found


def seconds_used(pid: int) -> float:
    """Processor seconds so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--circles", type=int, default=100)
    asked.add_argument("--people", type=int, default=10)
    asked.add_argument("--rounds", type=int, default=30)
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    parts = Parts()
    try:
        parts.start()
        os.environ |= parts.surroundings | {"DATA_DIR": str(parts.folder)}
        evening = import_module("bench.house")
        evening.prepare()
        found = {f"two circles of {PEOPLE}": asyncio.run(stalled(evening, parts, given.rounds))}
        print(json.dumps(found, indent=1), flush=True)
        many = asyncio.run(hundred(evening, parts, given.circles, given.people, given.rounds))
        found[f"{given.circles} circles of {given.people}"] = many
        print(json.dumps(many, indent=1), flush=True)
    finally:
        parts.stop()
    if given.json:
        given.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
