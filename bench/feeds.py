"""What the feeds out cost among a hundred thousand meetings: whole feeds in flat memory, whether they changed, and BMLT searches.

    DATABASE_URL=postgres://…/NAME REDIS_URL=… python -m bench.feeds [--meetings 100000] [--rounds 15] [--keep]

One server process on this machine, asked over sockets, in a database of its own (bench/database.py). What it holds in memory is
read from the kernel while a feed is on its way.
"""

import argparse
import http.client
import os
import statistics
import sys
import threading
import time
from pathlib import Path

import django

from bench.database import FOLDER, its_own_database

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.listings import fill  # noqa: E402
from groups.models import Group  # noqa: E402
from tests.server import a_process  # noqa: E402

WHOLE = {"Meeting Guide": "/feeds/meetings.json", "sheet": "/feeds/meetings.csv"}
SEARCH = "/client_interface/json/?switcher=GetSearchResults"
SEARCHES = {
    "near, 25 km": f"{SEARCH}&lat_val=40&long_val=-3&geo_width_km=25",
    "the nearest 20": f"{SEARCH}&lat_val=40&long_val=-3&geo_width_km=-20",
    "one body": f"{SEARCH}&services=77",
    "one day, after 21:15": f"{SEARCH}&weekdays=3&StartsAfterH=21&StartsAfterM=15",
    "two words": f"{SEARCH}&SearchString=quiet+777",
    "formats in use": "/client_interface/json/?switcher=GetFormats",
    "the server": "/client_interface/json/?switcher=GetServerInfo",
}
A_PIECE = 64 * 1024


def ask(port: int, path: str, tag: str = "") -> tuple[int, str, int, float]:
    """Status, tag, bytes and milliseconds of one answer, read to its end and kept nowhere."""
    begun, size = time.perf_counter(), 0
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    line.request("GET", path, headers={"Host": "localhost"} | ({"If-None-Match": tag} if tag else {}))
    answer = line.getresponse()
    while piece := answer.read(A_PIECE):
        size += len(piece)
    line.close()
    return answer.status, answer.headers.get("ETag", ""), size, (time.perf_counter() - begun) * 1000


def resident(pid: int) -> float:
    """MiB of a process that lie in memory."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


class Watched:
    """The most memory a process holds while something is done."""

    def __init__(self, pid: int) -> None:
        self.pid, self.before, self.most, self.ended = pid, resident(pid), 0.0, threading.Event()

    def __enter__(self) -> "Watched":
        self.watching = threading.Thread(target=self._watch)
        self.watching.start()
        return self

    def __exit__(self, *_wrong: object) -> None:
        self.ended.set()
        self.watching.join()

    def _watch(self) -> None:
        while not self.ended.wait(0.02):
            self.most = max(self.most, resident(self.pid))


def whole(port: int, pid: int) -> None:
    """Each feed to its end, twice: what grows the first time is what a process needs at all."""
    print("\n| feed | MB | seconds | MiB before | most meanwhile |\n|---|---|---|---|---|")
    for name, path in [*WHOLE.items()] * 2:
        with Watched(pid) as seen:
            status, _tag, size, took = ask(port, path)
        assert status == 200
        print(f"| {name} | {size / 1e6:.1f} | {took / 1000:.1f} | {seen.before:.0f} | {seen.most:.0f} |")


def unchanged(port: int, rounds: int) -> None:
    """Whoever has it asks again: answered 304 each time, and 200 with another tag once a group was changed."""
    tags = {path: _tag_of(port, path) for path in WHOLE.values()}
    took: dict[str, list[float]] = {name: [] for name in (*WHOLE, "a page that asks nothing of the database")}
    for _round in range(rounds):
        for name, path in WHOLE.items():
            status, _tag, size, milliseconds = ask(port, path, tags[path])
            assert (status, size) == (304, 0)
            took[name].append(milliseconds)
        took["a page that asks nothing of the database"].append(ask(port, "/page/")[3])
    print("\n| If-None-Match | p50 ms | p95 |\n|---|---|---|")
    for name, all_rounds in took.items():
        ordered = sorted(all_rounds)
        print(f"| {name} | {statistics.median(ordered):.1f} | {ordered[int(len(ordered) * 0.95)]:.1f} |")
    Group.objects.filter(pk=Group.objects.order_by("pk").values("pk")[:1]).update(about=f"Changed at {time.time()}")
    assert all(_tag_of(port, path) != tag for path, tag in tags.items())


def _tag_of(port: int, path: str) -> str:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    line.request("HEAD", path, headers={"Host": "localhost"})
    answer = line.getresponse()
    line.close()
    return answer.headers["ETag"]


def searches(port: int, rounds: int) -> None:
    """The eight switchers' usual questions."""
    took: dict[str, list[tuple[float, int]]] = {name: [] for name in SEARCHES}
    for _round in range(rounds):
        for name, path in SEARCHES.items():
            status, _tag, size, milliseconds = ask(port, path)
            assert status == 200
            took[name].append((milliseconds, size))
    print("\n| BMLT | p50 ms | kB |\n|---|---|---|")
    for name, all_rounds in took.items():
        print(f"| {name} | {statistics.median(each[0] for each in all_rounds):.0f} | {all_rounds[0][1] / 1000:.0f} |")


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--meetings", type=int, default=100_000)
    given.add_argument("--rounds", type=int, default=15)
    given.add_argument("--keep", action="store_true", help="use the database of an earlier run, and leave it")
    said = given.parse_args()
    with its_own_database(keep=said.keep) as there:
        if not there:
            fill(said.meetings, timezone.now())
        print(f"{connection.vendor}; load {os.getloadavg()[0]:.1f} at the start")
        kept = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if name in os.environ}
        command = [
            sys.executable,
            "-m",
            "uvicorn",
            "fellowship.asgi:application",
            "--lifespan",
            "off",
            "--no-access-log",
        ]
        surroundings = kept | {"SECRET_KEY": settings.SECRET_KEY}
        with a_process(command, folder=FOLDER, environment=surroundings, takes_port=True) as process:
            ask(process.port, "/page/")
            whole(process.port, process.running.pid)
            unchanged(process.port, said.rounds)
            searches(process.port, max(3, said.rounds // 3))
        print(f"load {os.getloadavg()[0]:.1f} at the end")
        connection.close()


if __name__ == "__main__":
    main()
