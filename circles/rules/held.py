"""What stays of an evening: a line in the body's record that it was held, the day, how many, and what whoever closes adds."""

import re
from datetime import datetime
from typing import Any

from circles.models import Circle
from circles.rules import script
from circles.rules.deeds import Filled, FormRule, Rules
from circles.rules.helm import is_ours
from circles.rules.table import SEATS_AT_MOST, Table

REMARK_LENGTH = 280
NUMBER = re.compile(r"[0-9]{1,4}", re.ASCII)


def count_present(table: Table, now: datetime) -> None:
    """Remember how many were here at once, at most. A bare number, joined to nobody."""
    table.circle.most_present = max(table.circle.most_present, len(table.present(now)))


def readings(circle: Circle) -> list[tuple[int, str]]:
    """The readings in the circle's script: their number in it, and their title."""
    return [(at, str(part.get("title", ""))) for at, part in enumerate(circle.script) if part.get("kind") == "reading"]


def close(table: Table, seat: str, now: datetime, form: Filled) -> None:
    """Close the circle, with what the record is to say besides. A form filled in badly never holds up a closing."""
    script.check_close(table, seat, now)
    table.circle.closing = table.circle.closing | said(table.circle, form)
    script.close(table, seat, now)


def said(circle: Circle, form: Filled) -> dict[str, Any]:
    """What can be taken from the form for the record: all of it may be missing, and what makes no sense is left out."""
    found: dict[str, Any] = {}
    most = form.one("most").strip()
    if NUMBER.fullmatch(most) and 1 <= int(most) <= SEATS_AT_MOST:
        found["people"] = int(most)
    if read := [title for at, title in readings(circle) if str(at) in form.fields.get("readings", ())]:
        found["readings"] = read
    if form.words:
        found["note"] = form.words[:REMARK_LENGTH]
    return found


def told(table: Table, seat: str, now: datetime) -> list[str]:
    """In the last part, where only guests are here: that the circle stays open, and that they may leave."""
    circle = table.circle
    last = circle.opened_at is not None and circle.segment + 1 == len(circle.script)
    return (
        ["stays-open"]
        if last and now < circle.ends_at and not circle.rehearsal and not is_ours(table, seat, now)
        else []
    )


ACTS: Rules = {"close": FormRule(script.check_close, close)}
