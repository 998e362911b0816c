"""A house with so many made-up meetings, the same every time: three groups to ten meetings, in eight zones."""

import json
import random
from collections.abc import Iterable, Iterator
from datetime import datetime
from datetime import time as clock
from functools import cache
from io import StringIO
from itertools import islice
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection

from groups.models import Evening, Group, Meeting
from groups.rules.calendar import evenings_of
from rotation.models import Body

ZONES = ["America/New_York", "America/Chicago", "America/Los_Angeles", "Europe/London", "Europe/Madrid", "Asia/Kolkata",
         "Asia/Tokyo", "Australia/Sydney"]  # fmt: skip
FIRST = [
    "Morning",
    "Noon",
    "Harbour",
    "Hill",
    "Candle",
    "Bridge",
    "River",
    "Garden",
    "Station",
    "Market",
    "Lantern",
    "Quiet",
]
SECOND = ["Group", "Circle", "Light", "Hope", "Steps", "Serenity", "Beginners", "Fellowship", "Way", "Table"]
TYPES = [["O"], ["C", "D"], ["O", "D"], ["O", "BE", "X"], ["C", "W", "ST"], ["O", "SP", "XB"], ["C", "M", "BB"]]
RARE = 4000  # one meeting in so many is of a rare kind, and one in a rare language
A_PIECE = 20_000


def fill(meetings: int, now: datetime) -> int:
    """So many meetings, a tenth of them daily, with their evenings laid out. Gives the number of evenings."""
    call_command("migrate", verbosity=0)
    if Meeting.objects.exists():
        raise SystemExit("This database holds meetings already; give me an empty one.")
    dice = random.Random(5)
    bodies = [
        Body(pk=pk, name=f"{_name(dice)} {pk}", slug=f"group-{pk}", zone=dice.choice(ZONES), created_at=now)
        for pk in range(1, max(1, meetings * 3 // 10) + 1)
    ]
    groups = [Group(body=body, known_at=now, claimed_at=now if dice.random() < 0.2 else None) for body in bodies]
    rows = [_a_meeting(pk, groups[pk % len(groups)], dice, now) for pk in range(1, meetings + 1)]
    with_evenings = (evening for meeting in rows for evening in _evenings_of(meeting, now))
    for model, these in ((Body, bodies), (Group, groups), (Meeting, rows), (Evening, with_evenings)):
        _write(model, these)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Body, Group, Meeting, Evening]):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return Evening.objects.count()


def _name(dice: random.Random) -> str:
    return f"{dice.choice(FIRST)} {dice.choice(SECOND)}"


def _a_meeting(pk: int, group: Group, dice: random.Random, now: datetime) -> Meeting:
    days = list(range(7)) if dice.random() < 0.1 else [dice.randrange(7)]
    types, languages = dice.choice(TYPES), ["es"] if dice.random() < 0.1 else ["en"]
    if pk % RARE == 7:
        types, languages = [*types, "CAN"], ["fi"]
    return Meeting(
        pk=pk, group=group, slug=f"meeting-{pk}", name=f"{_name(dice)} {dice.randrange(1000)}", zone=group.body.zone,
        days=days, time=clock(dice.choice([7, 8, 12, 17, 18, 19, 20, 21]), dice.choice([0, 30])),
        types=types, languages=languages, region=f"Region {pk % 50} > Town {pk % 5000}",
        address=f"{pk % 300} {dice.choice(FIRST)} Street", place=f"{dice.choice(FIRST)} Hall",
        notes="Come in by the side door. " * 3, latitude=dice.uniform(-60, 70), longitude=dice.uniform(-180, 180),
        venue=dice.choice(["place", "online", "hybrid"]), changed_at=now,
    )  # fmt: skip


def _evenings_of(meeting: Meeting, now: datetime) -> Iterator[Evening]:
    """As groups.rules.calendar lays them out; a rule that many meetings share is worked out once."""
    rule = (tuple(meeting.days), meeting.time, meeting.minutes, meeting.zone, meeting.doors_minutes, now)
    for opens_at, starts_at, ends_at in _worked_out(rule):
        yield Evening(meeting_id=meeting.pk, opens_at=opens_at, starts_at=starts_at, ends_at=ends_at)


@cache
def _worked_out(rule: tuple[Any, ...]) -> list[tuple[datetime, datetime, datetime]]:
    days, time, minutes, zone, doors, now = rule
    meeting = Meeting(days=list(days), time=time, minutes=minutes, zone=zone, doors_minutes=doors)
    return [(each.opens_at, each.starts_at, each.ends_at) for each in evenings_of(meeting, now=now)]


def _write(model: Any, objects: Iterable[Any]) -> None:
    if connection.vendor != "postgresql":
        model.objects.bulk_create(list(objects), batch_size=500)
        return
    # Evenings are numbered by the database; of the others it is known which belongs to which.
    fields = [each for each in model._meta.concrete_fields if model is not Evening or not each.primary_key]
    columns, rest = ", ".join(f'"{each.column}"' for each in fields), iter(objects)
    with connection.cursor() as cursor:
        while piece := list(islice(rest, A_PIECE)):
            lines = "".join("\t".join(_cell(getattr(each, field.attname)) for field in fields) + "\n" for each in piece)
            cursor.copy_expert(f"COPY {model._meta.db_table} ({columns}) FROM STDIN", StringIO(lines))


def _cell(value: Any) -> str:
    if value is None:
        return r"\N"
    text = json.dumps(value) if isinstance(value, list | dict | bool) else str(value)
    return text.replace("\\", "\\\\").replace("\t", r"\t").replace("\n", r"\n")
