"""The programs that read the Meeting Guide format and calendars elsewhere read a running house of ours."""

import json
import urllib.request
from contextlib import contextmanager
from datetime import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from feeds.rules.imports import bring_in
from feeds.rules.meeting_guide import read_feed
from tests.feeds.others import fetched, file_in_wheel, runs
from tests.groups.cast import NOW, a_group, a_meeting

SAMPLE = Path(__file__).parents[3] / "shared/data/ecosystem/tsml_baltimore_sample.json"
FINDER = """<!doctype html><html lang="en"><title>Elsewhere</title>
<div id="tsml-ui" data-src="{feed}" data-timezone="America/New_York" data-mapbox=""></div>
<script src="/app.js"></script></html>"""
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


class Elsewhere(BaseHTTPRequestHandler):
    """Another site, on another port: its page asks a browser to read our feed."""

    pages: dict[str, tuple[str, bytes]] = {}

    def do_GET(self):
        kind, body = self.pages.get(self.path, ("text/plain", b""))
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


@contextmanager
def another_site(**pages):
    own = type("Site", (Elsewhere,), {"pages": {f"/{name.replace('_', '.')}": page for name, page in pages.items()}})
    with ThreadingHTTPServer(("127.0.0.1", 0), own) as site:
        thread = Thread(target=site.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{site.server_port}"
        site.shutdown()


def test_tsml_ui_on_another_site_draws_our_meetings(chromium, server):
    names = listed()
    script = file_in_wheel("wagtail-meeting-guide", "1.5.0", "meeting_guide/static/meeting_guide/app.js")
    finder = FINDER.format(feed=f"{server.url}/feeds/meetings.json").encode()
    with another_site(finder_html=("text/html", finder), app_js=("text/javascript", script)) as site:
        context = chromium.new_context(timezone_id="America/New_York")
        page = context.new_page()
        page.goto(f"{site}/finder.html")
        page.wait_for_function("document.querySelectorAll('#tsml-ui table tbody tr').length > 3", timeout=20_000)
        drawn = page.locator("#tsml-ui table tbody").all_text_contents()
        context.close()
    assert [name for name in sorted(names) if not any(name in part for part in drawn)] == []


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
    a_meeting(a_group(zone="America/New_York", known_at=NOW), days=[4], nths=[1], time=time(19))
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
