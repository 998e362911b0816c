"""Everything circles.md section 7 says must be survived, done to real web processes, a PostgreSQL and a Redis of its own.

    python -m bench.faults [--only kill,redis,…] [--people 12] [--many 1000] [--json FILE]

Each fault finds a circle where somebody shares and four stand in line. It prints what became of the holder, the queue, the
clock, the words and the places, and how long after the part's return the last place held the current version (aim: 3 s from
the first connection it accepted). Ends with code 1 when a promise broke. Loopback only; about four minutes.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.parts import Parts
from bench.promises import Run, Told

FAULTS = {
    "kill": "one of two servers is killed while somebody shares",
    "restart": "the only server is killed and started again",
    "redis": "Redis is killed and started again, its memory gone",
    "postgres": "PostgreSQL crashes and is started again",
    "reset": "the speaker's line is broken off and comes back",
    "silent": "the speaker's net passes nothing for 12 s, then goes on",
    "both": "the piece is passed through both servers at once, twenty times",
    "laptop": "the host, who speaks, closes the laptop",
    "many": "a thousand come back at once",
}


async def kill(run: Run) -> None:
    victim = run.house.processes[run.evening.SPEAKER % 2]
    since = time.monotonic()
    victim.kill()
    run.house.dead.add(victim.port)
    await run.current(await run.first_connection(since))
    await run.voice_passes()
    await run.looks()


async def restart(run: Run) -> None:
    process, since = run.house.processes[0], time.monotonic()
    process.kill()
    await asyncio.to_thread(run.house.again, process)
    await run.current(await run.first_connection(since))
    await run.voice_passes()
    await run.looks()


async def redis(run: Run) -> None:
    run.parts.stop_redis()
    await asyncio.sleep(3)
    kept = sum(place.line is not None and not place.line.line.is_closing() for place in run.places)
    since = await asyncio.to_thread(run.parts.start_redis)
    await run.current(since)
    await run.voice_passes()
    run.note(f"{kept} of {len(run.places)} lines held without Redis")
    nameless = await run.evening.until(lambda: all("nameless" in place.mine.get("told", "") for place in run.places), 5)
    run.told.held["each page says that names were forgotten"] = nameless
    again = run.places[-3]
    run.told.held["a name said again is shown"] = await say_name(run, again)
    await run.looks(words=False)


async def say_name(run: Run, place: Any) -> bool:
    """Through the door once more, with the place's own cookie."""
    seats = import_module("bench.seats")
    door, form = run.evening.door_of(run.slug), {"name": "Juniper", "how": "speak"}
    status, _body = await seats.ask(place.doors(), door, place.cookie, form)
    await place.asks("", scripted=False)  # the page it leads to, which opens a line of its own
    place.line.line.abort()
    shown = await run.evening.until(lambda: all(b">Juniper<" in each.html for each in run.places), 5)
    return bool(status == 302 and shown)


async def postgres(run: Run) -> None:
    run.parts.stop_database()
    await asyncio.sleep(3)
    waits = asyncio.create_task(run.places[-4].does("hand"))  # pressed while the database is away
    since = await asyncio.to_thread(run.parts.start_database)
    run.told.held["an act pressed meanwhile arrives"] = await waits in (200, 409)
    await run.current(since)
    await run.voice_passes()
    await run.looks()


async def reset(run: Run) -> None:
    relay = await through_a_relay(run, run.evening.SPEAKER)
    came = relay.comings
    relay.stop()
    relay.reset()
    await asyncio.sleep(4)
    relay.go_on()
    relay.reset()
    await run.evening.until(lambda: relay.comings > came, 15)
    await run.current(time.monotonic())
    await run.looks()
    relay.close()


async def silent(run: Run) -> None:
    relay = await through_a_relay(run, run.evening.SPEAKER)
    relay.stop()
    await asyncio.sleep(12)
    relay.go_on()
    await run.current(time.monotonic())
    await run.looks()
    relay.close()


async def through_a_relay(run: Run, number: int) -> Any:
    """That person's lines go by a relay from now on."""
    breaking = import_module("bench.breaking")
    relay, place = breaking.Relay(), run.places[number]
    await relay.start(lambda: run.house.doors(number))
    place.doors = lambda: relay.port
    came, since = place.comings, time.monotonic()
    place.line.line.abort()
    await run.evening.until(lambda: place.comings > came and place.heard_at > since, 10)
    await asyncio.sleep(0.5)
    return relay


async def both(run: Run) -> None:
    """Two presses of "I'm done" at the same instant, each through a process of its own."""
    odd: list[tuple] = []
    passed = 0
    by_seat = {place.seat: place for place in run.places}
    for place in run.places:
        await place.does("hand")
    for turn in range(40):
        if passed == 20:
            break
        before = run.evening.facts(run.slug)
        holder = by_seat.get(before.holder)
        if holder is None:
            await run.places[turn % len(run.places)].does("hand")
            await take_offer(run)
            continue
        ports = [each.port for each in run.house.processes]
        seats = import_module("bench.seats")
        answers = await asyncio.gather(
            *[
                seats.ask(port, f"/circles/{run.slug}/do/done/", holder.cookie, {"key": os.urandom(8).hex()})
                for port in ports
            ]
        )
        statuses = sorted(status for status, _ in answers)
        now = run.evening.facts(run.slug)
        if statuses != [200, 409] or now.begun > before.begun + 1 or now.open_turns > 1:
            odd.append((statuses, before.begun, now.begun))
        passed += 1
        await take_offer(run)
    since = time.monotonic()
    run.told.held["each time one passes, one is told it was done"] = not odd
    if odd:
        run.note(f"odd: {odd[:3]}")
    await run.current(since, act=False)
    run.told.back = None
    await run.looks(holder=None, words=False, clock=False)
    run.told.held.pop("queue order kept")
    run.note(f"passed {passed} times, {run.evening.facts(run.slug).begun} turns")


async def take_offer(run: Run) -> None:
    """Whoever is offered the piece begins; nobody may be."""
    if await run.evening.until(lambda: any(place.my == "offered" for place in run.places), 1):
        await next(place for place in run.places if place.my == "offered").does("begin")


async def laptop(run: Run) -> None:
    """The host takes the piece and is gone: the line stands open and nothing comes by it."""
    evening = run.evening
    host = run.speaker
    for voice in run.voices:
        voice.close()
    relay = await through_a_relay(run, evening.SPEAKER)
    run.told.held["the host spoke"] = run.before.holder == host.seat
    relay.stop()
    since, others = time.monotonic(), [place for place in run.places if place is not host]
    noticed = await evening.until(lambda: b"dropped" in others[0].html, 30)
    run.note(f"noticed after {time.monotonic() - since:.0f} s" if noticed else "never noticed")
    offered = await evening.until(lambda: any(place.my == "offered" for place in others), 60)
    run.note(f"the piece went on after {time.monotonic() - since:.0f} s")
    run.told.held["the piece goes on by itself"] = offered
    next_up = next((place for place in others if place.my == "offered"), None)
    run.told.held["to the first in line"] = next_up is not None and next_up.seat == run.before.line[0]
    hosting = await evening.until(lambda: any("take-host" in str(place.mine.get("may")) for place in others), 30)
    run.told.held["another can host"] = hosting
    run.note(f"another may host after {time.monotonic() - since:.0f} s")
    await run.current(time.monotonic(), act=False, among=others)
    run.told.held["no place doubled"] = evening.facts(run.slug).seats == run.before.seats
    run.told.held["never two holders"] = not evening.two_holders(run.places)
    relay.close()


async def many(run: Run) -> None:
    """Every line of one process breaks at once, and everyone comes back as a browser does."""
    await asyncio.sleep(2)
    process, since = run.house.processes[0], time.monotonic()
    process.kill()
    await asyncio.to_thread(run.house.again, process)
    first = await run.first_connection(since)
    await run.evening.until(lambda: all(place.opened_at > since for place in run.places), 60)
    last = max(place.opened_at for place in run.places)
    run.note(f"{len(run.places)} places; the last line {last - first:.1f} s after the first")
    await run.current(first)
    await run.looks()


@dataclass(frozen=True)
class Kind:
    """How a fault is run: in a house of so many processes, with so many people."""

    work: Callable[[Run], Awaitable[None]]
    processes: int = 2
    many: bool = False


KINDS = {
    "kill": Kind(kill), "restart": Kind(restart, 1), "redis": Kind(redis), "postgres": Kind(postgres),
    "reset": Kind(reset), "silent": Kind(silent), "both": Kind(both), "laptop": Kind(laptop), "many": Kind(many, 1, True),
}  # fmt: skip


async def one(name: str, evening: ModuleType, parts: Parts, *, people: int, crowd: int) -> Told:
    """The fault on an evening of its own."""
    kind, told = KINDS[name], Told(name)
    with evening.a_house(parts.folder, processes=kind.processes) as house:
        run = Run(told, evening, house, parts, crowd if kind.many else people)
        try:
            await asyncio.wait_for(run.begin(), 150)
            await asyncio.wait_for(kind.work(run), 150)
        except (AssertionError, TimeoutError) as fault:
            told.held["the fault could be run"] = False
            run.note(f"{type(fault).__name__}: {fault}")
        finally:
            run.end()
            await asyncio.sleep(0.2)
        tracebacks = sum(each.log.read_text(errors="replace").count("Traceback") for each in house.ever)
        if tracebacks:
            run.note(f"{tracebacks} tracebacks in the servers' logs")
    return told


def show(told: Told) -> None:
    back = "" if told.back is None else f"all current after {told.back:.2f} s; "
    print(f"\n{told.fault:9} {'held ' if told.kept else 'BROKE'}  {FAULTS[told.fault]}")
    print(f"          {back}{'; '.join(told.notes)}")
    for promise, kept in told.held.items():
        print(f"          {'yes' if kept else 'NO '}  {promise}")
    sys.stdout.flush()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--only", default=",".join(FAULTS))
    asked.add_argument("--people", type=int, default=12)
    asked.add_argument("--many", type=int, default=1000)
    asked.add_argument("--json", type=Path)
    asked.add_argument("--logs", type=Path, help="a folder to keep the servers' logs in")
    given = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    parts, found = Parts(), []
    try:
        parts.start()
        os.environ |= parts.surroundings | {"DATA_DIR": str(parts.folder)}
        evening = import_module("bench.house")
        evening.prepare()
        for name in given.only.split(","):
            found.append(asyncio.run(one(name, evening, parts, people=given.people, crowd=given.many)))
            show(found[-1])
        if given.logs:
            given.logs.mkdir(parents=True, exist_ok=True)
            for log in parts.folder.glob("web-*/server.log"):
                (given.logs / f"{log.parent.name}.log").write_bytes(log.read_bytes())
    finally:
        parts.stop()
    if given.json:
        given.json.write_text(json.dumps([asdict(told) | {"kept": told.kept} for told in found], indent=1))
    sys.exit(not all(told.kept for told in found))


if __name__ == "__main__":
    main()
