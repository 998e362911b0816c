"""How fast a change and a voice reach every place: ours beside stock Channels and raw ASGI, in one run on one machine.

    python -m bench.circle [--quick] [--seats 50,200,1000] [--rounds 5] [--seconds 1] [--json FILE]

Loopback only, four to six minutes a size. A change is said when the one before it has reached the last socket. So many rounds are
gone through in turn over all servers, and the median round counts. Redis is measured where REDIS_URL names one. At the end a
real circle, read and rendered, while somebody speaks. `--quick`: one round at 50 and 200 places, about a minute.
"""

import argparse
import asyncio
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.rounds import Whole, changes, plain, tell, voice, whole

ROOT = Path(__file__).resolve().parent.parent
STOCK_MEMORY = "channels.layers.InMemoryChannelLayer"
PLAIN = {"DATABASE_URL": "", "REDIS_URL": ""}
MODES = ("change", "voice at 20 ms", "voice at 60 ms")
Found = dict[str, dict[str, dict[str, float]]]  # mode -> server -> figures


@dataclass(frozen=True)
class Kind:
    """A server to measure: which application, and on which channel layer."""

    name: str
    application: str
    redis: bool = False
    layer: str = ""  # instead of the house's own


KINDS = [
    Kind("ours, memory", "ours"),
    Kind("ours, Redis", "ours", redis=True),
    Kind("stock, memory", "stock", layer=STOCK_MEMORY),
    Kind("stock, Redis core", "stock", redis=True, layer="channels_redis.core.RedisChannelLayer"),
    Kind("stock, Redis pub/sub", "stock", redis=True),
    Kind("raw ASGI", "raw"),
]


@contextmanager
def a_server(module: str, *given: str, **surroundings: str) -> Iterator[int]:
    """A process that serves `module` on a free port of its own until the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", module, *(each.replace("PORT", str(port)) for each in given)]
    # What an overrun server complains of while it is closed is no figure; that it has ended is said below.
    complaints = None if module == "bench.evening" else subprocess.DEVNULL
    running = subprocess.Popen(on_core(0, command), cwd=ROOT, env=os.environ | PLAIN | surroundings, stderr=complaints)
    try:
        for _ in range(1200):
            try:
                tell(port, "usage")
                break
            except OSError:
                if running.poll() is not None:
                    raise RuntimeError(f"{module} has ended.") from None
                time.sleep(0.05)
        yield port
    finally:
        running.terminate()
        try:
            running.wait(10)
        except subprocess.TimeoutExpired:
            running.kill()


def on_core(core: int, command: list[str]) -> list[str]:
    """The command bound to a core of its own where the machine has two, so that the crowd takes nothing from the server."""
    return ["taskset", "-c", str(core), *command] if (os.cpu_count() or 1) > 1 else command


def the_states(seats: int, folder: Path) -> Path:
    """The two states of a circle with so many places, rendered once."""
    file, data = folder / f"ring-{seats}.json", folder / f"data-{seats}"
    data.mkdir()
    surroundings = os.environ | PLAIN | {"DATA_DIR": str(data)}
    subprocess.run([sys.executable, "-m", "bench.ring", str(seats), str(file)], cwd=ROOT, check=True, env=surroundings)
    return file


async def a_round(port: int, seats: int, seconds: float) -> dict[str, dict[str, float]]:
    """One round of everything at one server, by mode."""
    change = await changes(port, seats, seconds)
    return dict(zip(MODES, map(plain, [change, *await voice(port, seats, seconds)]), strict=True))


def measure(seats: int, rounds: int, seconds: float, folder: Path) -> Found:
    """All servers beside one another; of each the median round, and memory from the first, when nothing was warm."""
    kinds = [kind for kind in KINDS if not kind.redis or os.environ.get("REDIS_URL")]
    file = the_states(seats, folder)
    done: dict[str, list[dict[str, dict[str, float]]]] = {kind.name: [] for kind in kinds}
    with ExitStack() as open_now:
        ports = {}
        for kind in kinds:
            redis = os.environ["REDIS_URL"] if kind.redis else ""
            server = a_server(
                "bench.servers", kind.application, "PORT", str(file), REDIS_URL=redis, BENCH_LAYER=kind.layer
            )  # fmt: skip
            ports[kind.name] = open_now.enter_context(server)
            asyncio.run(changes(ports[kind.name], 2, 0.1))  # what is loaded once is no socket's memory
        for number in range(rounds):
            for kind in kinds:
                done[kind.name].append(asyncio.run(a_round(ports[kind.name], seats, seconds)))
            print(f"  {seats} places, round {number + 1} of {rounds}", file=sys.stderr, flush=True)
    return {mode: {name: middle([each[mode] for each in found]) for name, found in done.items()} for mode in MODES}


def middle(rounds: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure; memory of the first round."""
    found = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
    return found | ({"kb": rounds[0]["kb"]} if "kb" in found else {})


def an_evening(seats: int, seconds: float, folder: Path, database: str, redis: str) -> Whole:
    file, data = folder / f"evening-{seats}.json", folder / f"evening-{seats}"
    data.mkdir(exist_ok=True)
    surroundings = {"DATA_DIR": str(data), "DATABASE_URL": database, "REDIS_URL": redis}
    with a_server("bench.evening", "PORT", str(seats), str(file), **surroundings) as port:
        return asyncio.run(whole(port, json.loads(file.read_text()), seconds))


def show(seats: int, found: Found) -> None:
    """Rows for docs/performance.md."""
    for mode, servers in found.items():
        stock, raw = (servers[name]["per_second"] for name in ("stock, memory", "raw ASGI"))
        print(f"\n**{seats} places, {mode}**\n")
        if mode == "change":
            print("| server | deliveries/s | p50 ms | p99 ms | CPU µs each | kB a socket | × stock, memory | × raw |")
            print("|---|---|---|---|---|---|---|---|")
        else:
            print("| server | delivered | p50 ms | p99 ms | % of a core a listener |")
            print("|---|---|---|---|---|")
        for name, each in servers.items():
            if mode == "change":
                print(
                    f"| {name} | {each['per_second']:,.0f} | {each['p50']:.1f} | {each['p99']:.1f} | {each['cpu_us']:.1f} "
                    f"| {each['kb']:.1f} | {each['per_second'] / stock:.1f} | {each['per_second'] / raw:.2f} |"
                )
            else:
                print(
                    f"| {name} | {each['delivered']:.1f} % | {each['p50']:.1f} | {each['p99']:.1f} | {each['cpu_each']:.3f} |"
                )
    sys.stdout.flush()


def show_evenings(evenings: dict[int, Whole]) -> None:
    print("\n**A real circle, read and rendered, while somebody speaks at 60 ms a message**\n")
    print(
        "| places | changes | first seat p50 ms | last seat p50 ms | last seat p99 ms | voice delivered | voice p99 ms | kB |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for seats, each in evenings.items():
        print(
            f"| {seats} | {each.changes} | {each.first_seat_p50:.1f} | {each.last_seat_p50:.1f} | {each.last_seat_p99:.1f} "
            f"| {each.voice.delivered:.1f} % | {each.voice.p99:.1f} | {each.kb:.1f} |"
        )


def machine() -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "load": [round(each, 2) for each in os.getloadavg()],
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seats", default="50,200,1000")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--seconds", type=float, default=1)
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--evening", default="200,1000", help="places of the real circles; empty for none")
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    if given.quick:
        given.seats, given.rounds, given.evening = "50,200", 1, "200"
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {1})
    before = machine()
    quiet = "" if before["load"][0] < 0.5 else " (not quiet: compare within this run only)"
    print(f"{before['at']}, load {before['load'][0]}{quiet}, {before['cores']} cores, Python {before['python']}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = {}
        for seats in numbers(given.seats):
            found[seats] = measure(seats, given.rounds, given.seconds, folder)
            show(seats, found[seats])
        evenings = {seats: an_evening(seats, 12, folder, "", "") for seats in numbers(given.evening)}
    if evenings:
        show_evenings(evenings)
    print(f"\nload at the end {os.getloadavg()[0]:.2f}")
    if given.json:
        whole_run = {"machine": before, "servers": found, "evenings": {n: plain(each) for n, each in evenings.items()}}
        given.json.write_text(json.dumps(whole_run, indent=1))


def numbers(written: str) -> list[int]:
    return [int(each) for each in written.split(",") if each]


if __name__ == "__main__":
    main()
