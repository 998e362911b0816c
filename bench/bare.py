"""The finder's answers in bare SQL, written by hand for bench.finder: no Django, and nothing that a page does not need."""

import math
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

COLUMNS = """m.id, m.slug, m.name, m.zone, m.venue, m.place, m.address, m.region, m.has_circle, m.doors_minutes,
    g.claimed_at, b.name, e.opens_at, e.starts_at, e.ends_at"""
TABLES = """groups_evening e JOIN groups_meeting m ON m.id = e.meeting_id
    JOIN groups_group g ON g.body_id = m.group_id JOIN rotation_body b ON b.id = g.body_id"""
LISTED = """g.resting_since IS NULL AND g.closed_at IS NULL AND g.left_at IS NULL AND g.merged_into_id IS NULL
    AND (g.starts_at IS NULL OR g.starts_at <= %(now)s)"""
HELD = "(g.claimed_at IS NOT NULL OR NOT ({tc} AND m.link = '' AND m.phone = ''))"
WHEN = "{e}.starts_at > %(behind)s AND {e}.starts_at < %(until)s AND {e}.ends_at > %(now)s"
PLACE = " OR ".join(f"upper(m.{name}::text) LIKE {{w}}" for name in ("region", "address", "place"))
OWN = f"upper(m.name::text) LIKE {{w}} OR {PLACE}"
HOURS = {"evening": (17, 22), "night": (22, 29)}
DISTANCE = """12742 * asin(sqrt(power(sin(radians(m.latitude - %(north)s) / 2), 2)
    + cos(radians(m.latitude)) * cos(radians(%(north)s)) * power(sin(radians(m.longitude - %(east)s) / 2), 2)))"""
RARE = {"CAN", "OUT", "fi"}  # what one knows to be rare, one asks for first


def bare(said: dict[str, str], now: datetime) -> list[int]:
    """The ids of the first twenty-one meetings, by one statement made for this question."""
    far = bool(said.get("q") or said.get("place"))
    values: dict[str, Any] = {
        "now": now, "behind": now - timedelta(days=1), "until": now + timedelta(days=60 if far else 7)
    }  # fmt: skip
    when, order = _when(said, values, now), "e.starts_at, m.id"
    of_meeting, few = _of_meeting(said, values)
    wanted = [LISTED, HELD.format(tc=_names("types", "TC")), *of_meeting]
    if "latitude" in said:
        wanted.append(f"{DISTANCE} <= %(km)s")
        order = f"{DISTANCE}, {order}"
    earlier = f"u.meeting_id = e.meeting_id AND u.starts_at < e.starts_at AND {when.format(e='u')}"
    first = f"NOT EXISTS (SELECT 1 FROM groups_evening u WHERE {earlier})"
    if few:
        # The meetings first, then the next evening of each.
        statement = f"""WITH few AS MATERIALIZED (SELECT m.id, min(e.starts_at) AS at FROM groups_meeting m
            JOIN groups_evening e ON e.meeting_id = m.id WHERE m.id IN ({few}) AND {when.format(e="e")} GROUP BY m.id)
            SELECT {COLUMNS} FROM few JOIN groups_evening e ON e.meeting_id = few.id AND e.starts_at = few.at
            JOIN groups_meeting m ON m.id = e.meeting_id JOIN groups_group g ON g.body_id = m.group_id
            JOIN rotation_body b ON b.id = g.body_id WHERE {" AND ".join(wanted)} ORDER BY {order} LIMIT 21"""
    else:
        statement = f"""SELECT {COLUMNS} FROM {TABLES} WHERE {when.format(e="e")} AND {" AND ".join(wanted)} AND {first}
            ORDER BY {order} LIMIT 21"""
    if connection.vendor == "sqlite":
        statement = statement.replace("::text", "")
        to_text = connection.ops.adapt_datetimefield_value
        values = {name: to_text(each) if isinstance(each, datetime) else each for name, each in values.items()}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _when(said: dict[str, str], values: dict[str, Any], now: datetime) -> str:
    if "now" in said:
        values["until"] = now + timedelta(minutes=30)
        return WHEN + " AND {e}.opens_at <= %(now)s"
    if "day" not in said and "hours" not in said:
        return WHEN
    first, last = HOURS.get(said.get("hours", ""), (0, 24))
    midnight, windows = now.replace(hour=0, minute=0, second=0, microsecond=0), []
    for offset in range(-1, 8):
        day = midnight + timedelta(days=offset)
        if "day" not in said or day.isoweekday() % 7 == int(said["day"]):
            values |= {f"b{offset + 1}": day + timedelta(hours=first), f"e{offset + 1}": day + timedelta(hours=last)}
            windows.append(f"{{e}}.starts_at >= %(b{offset + 1})s AND {{e}}.starts_at < %(e{offset + 1})s")
    return f"{WHEN} AND ({' OR '.join(windows)})"


def _of_meeting(said: dict[str, str], values: dict[str, Any]) -> tuple[list[str], str]:
    """What is asked of the meeting, and the statement that finds those that answer where one knows that they are few."""
    wanted, few = [], []
    for number, word in enumerate(said.get("q", "").split()):
        values[f"w{number}"] = f"%{word.upper()}%"
        own, theirs = OWN.format(w=f"%(w{number})s"), f"upper(b.name::text) LIKE %(w{number})s"
        wanted.append(f"({own} OR {theirs})")
        if word not in ("harbour", "quiet"):
            few.append(
                f"SELECT m.id FROM groups_meeting m WHERE {own} UNION SELECT m.id FROM groups_meeting m "
                f"JOIN rotation_body b ON b.id = m.group_id WHERE {theirs}"
            )
    for number, word in enumerate(said.get("place", "").split()):
        values[f"p{number}"] = f"%{word.upper()}%"
        wanted.append(f"({PLACE.format(w=f'%(p{number})s')})")
        if word != "Town":
            few.append(f"SELECT m.id FROM groups_meeting m WHERE {wanted[-1]}")
    for column, name in (("types", "kind"), ("languages", "language")):
        if name in said:
            wanted.append(_names(column, said[name]))
            few += [f"SELECT m.id FROM groups_meeting m WHERE {wanted[-1]}"] if said[name] in RARE else []
    if where := said.get("where"):
        here = "m.has_circle AND g.claimed_at IS NOT NULL"
        wanted.append(here if where == "here" else f"m.venue IN ('{where}', 'hybrid')")
    if "latitude" in said:
        north, east, km = float(said["latitude"]), float(said["longitude"]), int(said.get("within", "25"))
        high = km / 111.2
        wide = high / math.cos(math.radians(north))
        values |= {"north": north, "east": east, "km": km}
        values |= {"n0": north - high, "n1": north + high, "w0": east - wide, "w1": east + wide}
        wanted.append("m.latitude BETWEEN %(n0)s AND %(n1)s AND m.longitude BETWEEN %(w0)s AND %(w1)s")
    return wanted, few[0] if few else ""


def _names(column: str, word: str) -> str:
    if connection.vendor == "postgresql":
        return f"""m.{column} @> '["{word}"]'"""
    return f"""instr(m.{column}, '"{word}"')"""
