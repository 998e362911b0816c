"""The programs that read the Meeting Guide format and calendars elsewhere read a running house of ours."""

import json
import urllib.request
from datetime import time
from pathlib import Path

import pytest

from feeds.rules.imports import bring_in
from feeds.rules.meeting_guide import read_feed
from tests.feeds.others import fetched, runs
from tests.groups.cast import NOW, a_group, a_meeting

SAMPLE = Path(__file__).parents[3] / "shared/data/ecosystem/tsml_baltimore_sample.json"
KHAL = """[calendars]
[[ours]]
path = {folder}
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
default_timezone = UTC
local_timezone = UTC
"""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def listed():
    """Baltimore's meetings where the sample is at hand, else twelve of the same kind."""
    if SAMPLE.exists():
        lines = read_feed(SAMPLE.read_bytes())
    else:
        row = {"time": "19:00", "end_time": "20:00", "timezone": "America/New_York", "types": ["O"], "region": "Baltimore",
               "formatted_address": "1 Quay Street, Baltimore, MD 21201", "latitude": 39.29, "longitude": -76.61}  # fmt: skip
        rows = [row | {"slug": f"lamp-{n}", "name": f"Lamp {n}", "day": n % 7} for n in range(12)]
        lines = read_feed(json.dumps(rows).encode())
    list(bring_in(lines, source="baltimore", zone="", save=True, now=NOW, known=True))
    return {line.row["name"] for line in lines}


def test_pdf12step_writes_a_printed_directory_of_our_meetings(server, tmp_path):
    names = listed()
    program = fetched("pdf12step", "1.4.0")
    (tmp_path / "d.yaml").write_text(f"site_url: {server.url}\napi_url: {server.url}/feeds/meetings.json\n")
    for words in (["download"], ["html", "-o", "out.html"], ["pdf", "-o", "out.pdf"]):
        runs(program, "pdf12step", "-c", "d.yaml", "-D", "data", *words, home=tmp_path)
    text = (tmp_path / "out.html").read_text()
    assert [name for name in names if name.replace("'", "&#39;") not in text and name not in text] == []
    assert (tmp_path / "out.pdf").read_bytes()[:5] == b"%PDF-"


def test_khal_lists_a_first_thursday_right_across_a_change_of_the_clock(server, tmp_path):
    a_meeting(a_group(zone="America/New_York"), days=[4], nths=[1], time=time(19))
    with urllib.request.urlopen(f"{server.url}/meetings/candlelight/calendar.ics", timeout=10) as answer:
        (tmp_path / "ours.ics").write_bytes(answer.read())
    (tmp_path / "kept").mkdir()
    (tmp_path / "khal.conf").write_text(KHAL.format(folder=tmp_path / "kept"))
    program = fetched("khal", "0.14.1")
    runs(program, "khal", "-c", "khal.conf", "import", "--batch", "-a", "ours", "ours.ics", home=tmp_path)
    seen = runs(program, "khal", "-c", "khal.conf", "list", "--day-format", "", "--format",
                "{start-date} {start-time} {title}", "2026-12-01", "150d", home=tmp_path)  # fmt: skip
    assert [line for line in seen.splitlines() if line.strip()] == [
        "2026-12-04 00:00 Candlelight",
        "2027-01-08 00:00 Candlelight",
        "2027-02-05 00:00 Candlelight",
        "2027-03-05 00:00 Candlelight",
        "2027-04-01 23:00 Candlelight",
    ]
