"""What the finder costs among a hundred thousand meetings: each kind of search against the bare SQL of the same answer, the
whole page alone, and the page at forty requests a second in an open loop, against a server process on this machine.

    DATABASE_URL=postgres://…/NAME REDIS_URL=… python -m bench.finder [--meetings 100000] [--rounds 15] [--seconds 20] [--keep]

It makes NAME_bench for itself (bench/database.py; without DATABASE_URL a SQLite file) and drops it when done. Rounds go through
all searches in turn; figures are medians in milliseconds.
"""

import argparse
import asyncio
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import django

from bench.database import FOLDER, its_own_database

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.bare import bare  # noqa: E402
from bench.listings import fill  # noqa: E402
from groups.forms.finder import FinderForm  # noqa: E402
from groups.rules.finder import A_PAGE, find  # noqa: E402
from groups.rules.narrowing import Search  # noqa: E402
from tests.server import a_process  # noqa: E402

ASKED = {
    "all that comes next": "", "on now": "now=on", "a day": "day=3", "evenings": "hours=evening",
    "a day's nights": "day=3&hours=night", "a kind": "kind=D", "a rare kind": "kind=CAN", "a kind nobody is": "kind=OUT",
    "a language": "language=es", "a rare language": "language=fi", "in one place": "where=place", "online": "where=online",
    "in a circle here": "where=here", "a common word": "q=harbour", "a rare word": "q=777", "two words": "q=quiet+777",
    "two common words": "q=harbour+quiet", "a word nobody has": "q=zzzzqq", "a town": "place=Town+4777",
    "near, 25 km": "latitude=40&longitude=-3", "near, 100 km": "latitude=40&longitude=-3&within=100",
}  # fmt: skip
RATE = 40  # requests a second
UTC = timezone.get_default_timezone()


def rows_of(search: Search, now: datetime) -> list[int]:
    """The ids of the meetings on the first page."""
    found = find(search=search, after="", now=now, viewer=UTC)
    return [row.meeting.pk for row in found.rows]


def in_the_database(work: Callable[[], Any]) -> tuple[float, int, Any]:
    """Milliseconds in which the database was asked, how often, and what came of it."""
    took: list[float] = []

    def watch(execute: Any, *statement: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*statement)
        finally:
            took.append((time.perf_counter() - begun) * 1000)

    with connection.execute_wrapper(watch):
        found = work()
    return sum(took), len(took), found


def compare(rounds: int) -> None:
    """The table: the whole page, its queries, the database's part of finding, the bare SQL and how many times that is."""
    client = Client(SERVER_NAME="localhost")
    seen: dict[str, list[tuple[float, float, float]]] = {name: [] for name in ASKED}
    queries: dict[str, int] = {}
    for _round in range(rounds + 1):
        for name, query in ASKED.items():
            said, now = dict(each.split("=") for each in query.replace("+", " ").split("&") if each), timezone.now()
            search, begun = FinderForm(said).search(), time.perf_counter()
            assert client.get(f"/meetings/?{query}").status_code == 200
            page = (time.perf_counter() - begun) * 1000
            asked, queries[name], found = in_the_database(lambda search=search, now=now: rows_of(search, now))
            plain, _one, same = in_the_database(lambda said=said, now=now: bare(said, now))
            assert found == same[:A_PAGE], (name, found, same)
            seen[name].append((page, asked, plain))
    print("\n| asked | page | queries to find | database | bare SQL | times |\n|---|---|---|---|---|---|")
    for name, all_rounds in seen.items():
        page, asked, plain = (statistics.median(each) for each in zip(*all_rounds[1:], strict=True))
        print(f"| {name} | {page:.1f} | {queries[name]} | {asked:.1f} | {plain:.1f} | {asked / plain:.1f} |")


async def _once(port: int, query: str) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /meetings/?{query} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
    return len(answer)


async def _open_loop(port: int, seconds: float) -> list[float]:
    """Each request is sent at its own moment, whether or not those before it were answered; counted from that moment."""
    took, asked, begun = [], list(ASKED.values()), time.perf_counter() + 0.1

    async def at(moment: float, query: str) -> None:
        await asyncio.sleep(max(0.0, begun + moment - time.perf_counter()))
        await _once(port, query)
        took.append((time.perf_counter() - begun - moment) * 1000)

    await asyncio.gather(*(at(each / RATE, asked[each % len(asked)]) for each in range(int(seconds * RATE))))
    return sorted(took)


def under_load(seconds: float) -> None:
    """p50, p95 and p99 of pages of all kinds in turn, sent by the clock to one process."""
    given = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if name in os.environ}
    command = [sys.executable, "-m", "uvicorn", "fellowship.asgi:application", "--lifespan", "off", "--no-access-log"]
    environment = given | {"SECRET_KEY": settings.SECRET_KEY}
    with a_process(command, folder=FOLDER, environment=environment, takes_port=True) as process:
        for query in ASKED.values():  # what is made once is made before it is measured
            asyncio.run(_once(process.port, query))
        alone = sorted(asyncio.run(_alone(process.port)))
        print(f"\nOver a socket, one after another: p50 {_part(alone, 0.5)} ms, p95 {_part(alone, 0.95)} ms")
        took = asyncio.run(_open_loop(process.port, seconds))
    parts = ", ".join(f"p{int(part * 100)} {_part(took, part)} ms" for part in (0.5, 0.95, 0.99))
    print(
        f"{RATE} requests a second for {seconds:.0f} s, open loop, all kinds in turn: {parts}, longest {took[-1]:.0f} ms"
    )


async def _alone(port: int) -> list[float]:
    took = []
    for query in [*ASKED.values()] * 5:
        begun = time.perf_counter()
        await _once(port, query)
        took.append((time.perf_counter() - begun) * 1000)
    return took


def _part(took: list[float], part: float) -> str:
    return f"{took[min(len(took) - 1, int(len(took) * part))]:.0f}"


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--meetings", type=int, default=100_000)
    given.add_argument("--rounds", type=int, default=15)
    given.add_argument("--seconds", type=float, default=20)
    given.add_argument("--keep", action="store_true", help="use the database of an earlier run, and leave it")
    said = given.parse_args()
    with its_own_database(keep=said.keep) as there:
        begun = time.perf_counter()
        if not there:
            evenings = fill(said.meetings, timezone.now())
            print(f"{said.meetings} meetings, {evenings} evenings in {time.perf_counter() - begun:.0f} s")
        print(f"{connection.vendor}; load {os.getloadavg()[0]:.1f} at the start")
        compare(said.rounds)
        under_load(said.seconds)
        print(f"load {os.getloadavg()[0]:.1f} at the end")
        connection.close()


if __name__ == "__main__":
    main()
