import csv
from datetime import time
from io import StringIO

import pytest

from feeds.models import ListedMeeting
from feeds.rules.sheet_out import COLUMNS, harmless
from tests.groups.cast import NOW, a_group, a_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SHEET = "/feeds/meetings.csv"


def lines(client):
    return list(csv.DictReader(StringIO(client.get(SHEET).getvalue().decode())))


def test_a_sheet_without_meetings_has_its_columns(client):
    answer = client.get(SHEET)
    assert (answer.status_code, answer["Content-Type"], answer.cookies) == (200, "text/csv; charset=utf-8", {})
    assert answer.getvalue().decode().strip().split(",") == COLUMNS
    assert len(COLUMNS) == 45
    assert client.get(SHEET, headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_days_and_clocks_are_in_words_and_several_days_are_several_lines(client):
    group = a_group(known_at=NOW)
    a_meeting(group, days=[1, 3], time=time(12, 5), minutes=60, types=["C"], region="Spain > Madrid", address="Calle 1")
    a_meeting(group, "asked", days=[], time=None)
    a_meeting(a_group(slug="unknown", known_at=None), "unknown")
    told = lines(client)
    assert [(row["Slug"], row["Day"], row["Time"], row["End Time"]) for row in told] == [
        ("candlelight-1", "Monday", "12:05 PM", "1:05 PM"),
        ("candlelight-3", "Wednesday", "12:05 PM", "1:05 PM"),
        ("asked", "", "", ""),
    ]
    assert {told[0][name] for name in ("Region", "Sub Region", "Address", "Timezone", "Group")} == {
        "Spain", "Madrid", "Calle 1", "Europe/Madrid", "Tuesday Candlelight",
    }  # fmt: skip


def test_no_cell_is_a_formula_and_none_is_about_people(client):
    meeting = a_meeting(a_group(known_at=NOW), name="=HYPERLINK(1)", notes="-Zoom", phone="+1 555", place="@x")
    ListedMeeting.objects.create(meeting=meeting, facts={"guide": {"email": "a@example.org", "venmo": "@lamp"}})
    (row,) = lines(client)
    assert [row[name] for name in ("Name", "Notes", "Conference Phone", "Location", "Venmo")] == [
        "'=HYPERLINK(1)", "'-Zoom", "'+1 555", "'@x", "'@lamp",
    ]  # fmt: skip
    assert {row[name] for name in COLUMNS if "Contact" in name or name in ("Email", "Phone", "Author")} == {""}
    assert harmless("\t=1") == "'\t=1"
