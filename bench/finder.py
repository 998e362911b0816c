"""What the finder costs among a hundred thousand meetings: the view alone, its database time, and laying the evenings out.

    createdb fellowship_bench; export DATABASE_URL=postgres://…/fellowship_bench
    python manage.py migrate && python -m bench.finder [--meetings 100000] [--rounds 30]

It fills an empty database of its own with made-up groups and meetings in eight zones, and refuses one that holds a meeting.
"""

import argparse
import os
import random
import statistics
import time
from datetime import UTC, datetime
from datetime import time as clock

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellowship.settings")

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from groups.models import Evening, Group, Meeting  # noqa: E402
from groups.rules.calendar import lay_out_all  # noqa: E402
from rotation.models import Body  # noqa: E402

ZONES = ["America/New_York", "America/Chicago", "America/Los_Angeles", "Europe/London", "Europe/Madrid", "Asia/Kolkata",
         "Asia/Tokyo", "Australia/Sydney"]  # fmt: skip
ASKED = {
    "nothing": "", "on now": "now=on", "a day": "day=3", "evenings": "hours=evening",
    "a kind": "kind=D", "a rare kind": "kind=AM",
    "a language": "language=es", "two words": "q=group+777", "near": "latitude=40&longitude=-3",
}  # fmt: skip


def fill(meetings: int, now: datetime) -> None:
    """So many meetings, three or four to a group, a tenth of them daily; the same every time."""
    dice = random.Random(5)
    count = max(1, meetings * 3 // 10)
    named = [
        Body(name=f"Group {each}", slug=f"group-{each}", zone=dice.choice(ZONES), created_at=now)
        for each in range(count)
    ]
    bodies = Body.objects.bulk_create(named, batch_size=5000)
    groups = [Group(body=each, known_at=now, claimed_at=now if dice.random() < 0.2 else None) for each in bodies]
    Group.objects.bulk_create(groups, batch_size=5000)
    rows = (_a_meeting(each, groups[each % count], dice) for each in range(meetings))
    Meeting.objects.bulk_create(rows, batch_size=2000)


def _a_meeting(number: int, group: Group, dice: random.Random) -> Meeting:
    days = list(range(7)) if dice.random() < 0.1 else [dice.randrange(7)]
    spanish = dice.random() < 0.1
    return Meeting(
        group=group, slug=f"meeting-{number}", name=f"Meeting {number}", zone=group.body.zone, days=days,
        time=clock(dice.choice([7, 8, 12, 17, 18, 19, 20, 21]), dice.choice([0, 30])),
        types=dice.choice([["O"], ["C", "D"], ["O", "D"]]), languages=["es"] if spanish else ["en"],
        region=f"Region {number % 500}", latitude=dice.uniform(-60, 70), longitude=dice.uniform(-180, 180),
        venue=dice.choice(["place", "online", "hybrid"]),
    )  # fmt: skip


def measure(query: str, rounds: int) -> str:
    """Medians of a page: all of it, and of that the database, in milliseconds."""
    client, whole, asked = Client(SERVER_NAME="localhost"), [], []
    for _round in range(rounds + 2):
        with CaptureQueriesContext(connection) as seen:
            begun = time.perf_counter()
            assert client.get(f"/meetings/?{query}").status_code == 200
            whole.append((time.perf_counter() - begun) * 1000)
        asked.append(sum(float(each["time"]) for each in seen.captured_queries) * 1000)
    return f"{statistics.median(whole[2:]):7.1f} {statistics.median(asked[2:]):7.1f}"


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--meetings", type=int, default=100_000)
    given.add_argument("--rounds", type=int, default=30)
    said, now = given.parse_args(), datetime.now(UTC)
    if Meeting.objects.exists():
        raise SystemExit("This database holds meetings already; give me an empty one.")
    fill(said.meetings, now)
    begun = time.perf_counter()
    lay_out_all(now=now)
    print(
        f"{said.meetings} meetings, {Evening.objects.count()} evenings laid out in {time.perf_counter() - begun:.0f} s"
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print("asked: median ms of the page, and of its queries")
    for name, query in ASKED.items():
        print(f"{name:12} {measure(query, said.rounds)}")


if __name__ == "__main__":
    main()
