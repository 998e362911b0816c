"""How fast a change reaches every place: ours beside stock Channels and raw ASGI, in one run on one machine.

    python -m bench.circle [--seats 50,200,1000] [--rounds 5] [--seconds 3] [--json FILE]

Loopback only. A change is said when the one before it has reached the last socket; so many rounds are gone through in turn
over all servers, and the median round counts. Redis is measured where REDIS_URL names one.
"""

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.people import Crowd

ROOT = Path(__file__).resolve().parent.parent
STOCK_MEMORY = "channels.layers.InMemoryChannelLayer"
PLAIN = {"DATABASE_URL": "", "REDIS_URL": ""}


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


@dataclass(frozen=True)
class Figures:
    """One round: deliveries a second, milliseconds to a socket, processor time a delivery, memory a socket."""

    per_second: float
    p50: float
    p99: float
    cpu_us: float
    kb: float


@contextmanager
def a_server(kind: Kind, file: Path) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    surroundings = os.environ | PLAIN | ({"REDIS_URL": os.environ["REDIS_URL"]} if kind.redis else {})
    surroundings |= {"BENCH_LAYER": kind.layer}
    command = [sys.executable, "-m", "bench.servers", kind.application, str(port), str(file)]
    running = subprocess.Popen(on_core(0, command), cwd=ROOT, env=surroundings)
    try:
        for _ in range(200):
            try:
                tell(port, "usage")
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        running.terminate()
        running.wait(10)


def on_core(core: int, command: list[str]) -> list[str]:
    """The command bound to a core of its own where the machine has two, so that the crowd takes nothing from the server."""
    return ["taskset", "-c", str(core), *command] if (os.cpu_count() or 1) > 1 else command


def tell(port: int, word: str) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{word}", timeout=30) as answer:
        found: dict[str, float] = json.load(answer)
        return found


async def a_round(port: int, seats: int, seconds: float) -> Figures:
    """Sit down, let changes go by for so long, and count."""
    took: list[float] = []
    began, wanted, left = 0.0, -1, 0
    all_have_it = asyncio.Event()

    def heard(message: memoryview, now: float) -> None:
        nonlocal left
        if version(message) == wanted:
            took.append(now - began)
            left -= 1
            if left == 0:
                all_have_it.set()

    loop = asyncio.get_running_loop()
    before = await loop.run_in_executor(None, tell, port, "usage")
    crowd = Crowd(port, heard)
    await crowd.come(seats, "/{n}")
    await asyncio.sleep(0.6)  # what arrivals cause is over
    seated = await loop.run_in_executor(None, tell, port, "usage")
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    said, end = number_of(port), time.perf_counter() + seconds
    start = time.perf_counter()
    while time.perf_counter() < end:
        said[0] += 1
        wanted, left = said[0], seats
        all_have_it.clear()
        began = time.perf_counter()
        writer.write(b"GET /say HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await asyncio.wait_for(all_have_it.wait(), 30)
        await reader.readuntil(b"}")
    elapsed = time.perf_counter() - start
    after = await loop.run_in_executor(None, tell, port, "usage")
    writer.close()
    crowd.go()
    await asyncio.sleep(0.3)
    took.sort()
    return Figures(
        per_second=len(took) / elapsed,
        p50=took[len(took) // 2] * 1000,
        p99=took[int(len(took) * 0.99)] * 1000,
        cpu_us=(after["cpu"] - seated["cpu"]) / len(took) * 1e6,
        kb=(seated["kb"] - before["kb"]) / seats,
    )


VERSIONS: dict[int, list[int]] = {}


def number_of(port: int) -> list[int]:
    """The number of the last change said at that server."""
    return VERSIONS.setdefault(port, [0])


def version(message: memoryview) -> int:
    """The number a message begins with: {"v":12…"""
    head = bytes(message[5:16])
    digits = head.split(b",", 1)[0].split(b"}", 1)[0]
    return int(digits) if digits.isdigit() else -1


def median(rounds: list[Figures]) -> Figures:
    """The middle round by deliveries a second; memory is that of the first, when nothing was warm."""
    middle = sorted(rounds, key=lambda each: each.per_second)[len(rounds) // 2]
    return Figures(**asdict(middle) | {"kb": rounds[0].kb, "p99": statistics.median(each.p99 for each in rounds)})


def measure(seats: list[int], rounds: int, seconds: float) -> dict[int, dict[str, Figures]]:
    kinds = [kind for kind in KINDS if not kind.redis or os.environ.get("REDIS_URL")]
    found: dict[int, dict[str, Figures]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for count in seats:
            file = Path(folder) / f"ring-{count}.html"
            data = Path(folder) / f"data-{count}"
            data.mkdir()
            subprocess.run(
                [sys.executable, "-m", "bench.ring", str(count), str(file)], cwd=ROOT, check=True,
                env=os.environ | PLAIN | {"DATA_DIR": str(data)},
            )  # fmt: skip
            done: dict[str, list[Figures]] = {kind.name: [] for kind in kinds}
            for _ in range(rounds):
                for kind in kinds:
                    with a_server(kind, file) as port:
                        done[kind.name].append(asyncio.run(a_round(port, count, seconds)))
            found[count] = {name: median(each) for name, each in done.items()}
            show(count, file.stat().st_size, found[count])
    return found


def show(seats: int, size: int, figures: dict[str, Figures]) -> None:
    print(f"\n{seats} places, {size / 1000:.1f} kB a change")
    print(
        f"{'':24}{'deliveries/s':>14}{'p50 ms':>9}{'p99 ms':>9}{'CPU µs':>9}{'kB/socket':>11}{'of stock':>10}{'of raw':>8}"
    )
    stock, raw = figures["stock, memory"].per_second, figures["raw ASGI"].per_second
    for name, each in figures.items():
        print(
            f"{name:24}{each.per_second:14,.0f}{each.p50:9.1f}{each.p99:9.1f}{each.cpu_us:9.1f}{each.kb:11.1f}"
            f"{each.per_second / stock:9.1f}×{each.per_second / raw:8.2f}"
        )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seats", default="50,200,1000")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--seconds", type=float, default=3)
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {1})
    found = measure([int(each) for each in given.seats.split(",")], given.rounds, given.seconds)
    if given.json:
        given.json.write_text(json.dumps({n: {k: asdict(f) for k, f in each.items()} for n, each in found.items()}))


if __name__ == "__main__":
    main()
