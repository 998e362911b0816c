"""How fast a long list comes in: read and staged, written, its evenings laid out, and the same list once more.

    createdb fellowship_bench; export DATABASE_URL=postgres://…/fellowship_bench
    python manage.py migrate && python -m bench.imports [--meetings 100000]

It works in an empty database of its own and refuses one that holds a meeting. On SQLite a list may have 5,000 rows; there a
second process writes a small row all the while, as a circle does, and the longest it waited is told.
"""

import argparse
import json
import os
import resource
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellowship.settings")

import django

django.setup()

from django.db import connection  # noqa: E402

from feeds.management.bringing import LARGEST  # noqa: E402
from feeds.models import ListedMeeting, Staged  # noqa: E402
from feeds.rules import imports  # noqa: E402
from feeds.rules.meeting_guide import read_feed  # noqa: E402
from groups.models import Evening, Group, Meeting  # noqa: E402

ZONES = ["America/New_York", "America/Chicago", "America/Los_Angeles", "Europe/London", "Europe/Madrid", "Asia/Kolkata",
         "Asia/Tokyo", "Australia/Sydney"]  # fmt: skip
SQLITE = 5000


def a_row(number: int, later: bool) -> dict[str, Any]:
    """A made-up meeting as such lists have them; every hundredth at another hour the second time."""
    moved = later and number % 100 == 0
    return {
        "slug": f"meeting-{number}", "name": f"Meeting {number}", "group": f"Group {number * 3 // 10}",
        "day": number % 7, "time": f"{7 + number % 14:02}:{'45' if moved else '30'}", "types": ["O", "D", "EN"],
        "location": "Church hall", "formatted_address": f"{number} High Street, Townsville, NY 12345, USA",
        "regions": ["State", f"Region {number % 500}"], "timezone": ZONES[number % len(ZONES)],
        "latitude": 40 + number % 100 / 100, "longitude": -75 + number % 77 / 100,
        "notes": "Ring the bell at the side door; the room is upstairs.", "updated": "2026-01-01 10:00:00",
        "url": f"https://lists.example.org/meetings/{number}", "conference_url": f"https://zoom.us/j/{number}",
    }  # fmt: skip


def bring(content: bytes) -> tuple[dict[str, int], dict[str, float]]:
    """One import, and the seconds of each of its parts."""
    took: dict[str, float] = {}
    marks = {"staged": 0.0}

    def timed(name: str, part: Any) -> Any:
        def runs(*given: Any, **how: Any) -> Any:
            begun = time.perf_counter()
            try:
                return part(*given, **how)
            finally:
                took[name] = time.perf_counter() - begun

        return runs

    parts = {"_lay_out": "evenings", "apply_staged": "written"}
    plain = {part: getattr(imports, part) for part in parts}
    for part, name in parts.items():
        setattr(imports, part, timed(name, plain[part]))
    begun = time.perf_counter()
    try:
        lines = read_feed(content, largest=LARGEST)
        marks["parsed"] = time.perf_counter() - begun
        reports = imports.bring_in(lines, source="bench", zone="", save=True, now=datetime.now(UTC), known=True)
    finally:
        for part in parts:
            setattr(imports, part, plain[part])
    took["all"] = time.perf_counter() - begun
    took["read and staged"] = took["all"] - sum(took.get(name, 0) for name in parts.values())
    totals: dict[str, int] = {}
    for report in reports:
        totals[str(report.outcome)] = totals.get(str(report.outcome), 0) + 1
    return totals, took


BESIDE = """
import sqlite3, sys, time
beside = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
longest, count, until = 0.0, 0, time.monotonic() + float(sys.argv[2])
while time.monotonic() < until:
    begun = time.perf_counter()
    beside.execute("BEGIN IMMEDIATE"); beside.execute("INSERT INTO bench_beside VALUES (1)"); beside.execute("COMMIT")
    longest, count = max(longest, time.perf_counter() - begun), count + 1
    print(f"{count} {longest}", flush=True)
    time.sleep(0.02)
"""


def beside() -> "subprocess.Popen[str] | None":
    """On SQLite: another process that writes as a circle does."""
    if connection.vendor != "sqlite":
        return None
    name = str(connection.settings_dict["NAME"])
    with sqlite3.connect(name) as opened:
        opened.execute("CREATE TABLE IF NOT EXISTS bench_beside (n integer)")
    return subprocess.Popen([sys.executable, "-c", BESIDE, name, "600"], stdout=subprocess.PIPE, text=True)


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--meetings", type=int, default=100_000)
    said = given.parse_args()
    if Meeting.objects.exists():
        raise SystemExit("This database holds meetings already; give me an empty one.")
    count = min(said.meetings, SQLITE) if connection.vendor == "sqlite" else said.meetings
    print(f"{connection.vendor}, {count} meetings; load {os.getloadavg()[0]:.1f}")
    print(
        "| list | what it came to | read and staged, s | written, s | evenings, s | meetings/s but for evenings | with them |"
    )
    print("|---|---|---|---|---|---|---|")
    other = beside()
    for name, later in (("new", False), ("the same once more", False), ("one in a hundred changed", True)):
        content = json.dumps([a_row(number, later) for number in range(count)]).encode()
        totals, took = bring(content)
        without = took["all"] - took.get("evenings", 0)
        told = ", ".join(f"{number} {outcome}" for outcome, number in totals.items())
        print(
            f"| {name} | {told} | {took['read and staged']:.1f} | {took.get('written', 0):.2f} |"
            f" {took.get('evenings', 0):.1f} | {count / without:,.0f} | {count / took['all']:,.0f} |"
        )
    if other is not None and other.stdout is not None:
        other.terminate()
        writes, longest = other.stdout.read().split("\n")[-2].split()
        print(
            f"beside it another process wrote {writes} times and waited {float(longest) * 1000:.0f} ms at the longest"
        )
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{Group.objects.count()} groups, {ListedMeeting.objects.count()} with more, {Evening.objects.count()} evenings,"
          f" {Staged.objects.count()} rows left staged; {most:.0f} MiB at most")  # fmt: skip


if __name__ == "__main__":
    main()
