"""Our meetings as a sheet, with the columns in which TSML gives its own: days and kinds in English words, clocks by twelve."""

import csv
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any

from django.utils import translation

from feeds.rules.guide_out import rows_of
from feeds.rules.own_kinds import kinds_here
from feeds.rules.published import in_batches, published_meetings
from feeds.rules.tables import harmless
from feeds.type_names import NAMES
from groups.rules.words import day_name

COLUMNS = [
    "Name", "Day", "Time", "End Time", "Types", "Notes", "Conference URL", "Conference URL Notes", "Conference Phone",
    "Conference Phone Notes", "Location", "Address", "Region", "Sub Region", "Location Notes", "Timezone", "Group",
    "District", "Sub District", "Website", "Website 2", "Mailing Address", "Venmo", "Square", "Paypal",
    "Homegroup Online", "Email", "Phone", "Group Notes", "Contact 1 Name", "Contact 1 Email", "Contact 1 Phone",
    "Contact 2 Name", "Contact 2 Email", "Contact 2 Phone", "Contact 3 Name", "Contact 3 Email", "Contact 3 Phone",
    "Last Contact", "Author", "Slug", "Data Source", "Data Source Name", "Updated", "ID",
]  # fmt: skip
# What is about people stays empty, whatever is known of them: the columns are there because the format has them.
NEVER = {"Mailing Address", "Email", "Phone", "Last Contact", "Author"}


def sheet(*, root: str, now: datetime) -> Iterator[str]:
    """The whole sheet, piece by piece; a meeting on several days has a line for each, as such a sheet has."""
    own = kinds_here()
    yield _line(COLUMNS)
    for batch in in_batches(published_meetings(now=now)):
        for row in rows_of(batch, root=root):
            days = row.get("day", [])
            for day in days if isinstance(days, list) else [days]:
                yield _line(_cells(row, day, own, several=isinstance(days, list)))
            if days == []:
                yield _line(_cells(row, None, own, several=False))


def _cells(row: dict[str, Any], day: int | None, own: dict[str, str], *, several: bool) -> list[str]:
    told = {name.lower().replace(" ", "_"): name for name in COLUMNS if name not in NEVER and "Contact" not in name}
    cells = {name: str(row.get(key, "")) for key, name in told.items()}
    with translation.override("en"):
        cells["Day"] = day_name(day) if day is not None else ""
    cells["Types"] = ", ".join(NAMES.get(code) or own.get(code, code) for code in row.get("types", []))
    cells["Time"], cells["End Time"] = _by_twelve(row.get("time", "")), _by_twelve(row.get("end_time", ""))
    cells["Address"] = row.get("formatted_address", "")
    if several:
        cells["Slug"] = f"{row['slug']}-{day}"
    return [cells.get(name, "") for name in COLUMNS]


def _by_twelve(clock: str) -> str:
    """19:05 as 7:05 PM."""
    if not clock:
        return ""
    hour, _, minute = clock.partition(":")
    return f"{int(hour) % 12 or 12}:{minute} {'PM' if int(hour) >= 12 else 'AM'}"


def _line(cells: list[str]) -> str:
    out = StringIO()
    csv.writer(out).writerow([harmless(cell) for cell in cells])
    return out.getvalue()
