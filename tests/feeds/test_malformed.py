"""What a stranger's file may be: each gives a reason, of the file or of the row, and leaves what is here as it was."""

import csv
import gzip
import io
import json
import zipfile

import pytest

from feeds.models import ListedMeeting
from feeds.rules.files import read_files
from feeds.rules.imports import take
from feeds.rules.meeting_guide import LARGEST, NotAFeed
from groups.models import Evening, Meeting
from rotation.models import Body
from tests.groups.cast import NOW

pytestmark = pytest.mark.django_db
ROW = {"slug": "dawn", "name": "Dawn", "day": 1, "time": "06:00", "timezone": "Europe/Madrid"}
BMLT = {"id_bigint": "7", "meeting_name": "Bay", "weekday_tinyint": "2", "start_time": "19:00:00", "time_zone": "UTC"}
HEAD = b"Name,Day,Time,Slug,Timezone\n"


def guide(**changes):
    return json.dumps([{**ROW, **changes}]).encode()


def bmlt(**changes):
    return json.dumps([{**BMLT, **changes}]).encode()


def bomb(size=10 * 1024 * 1024):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr("meetings.json", b"[" + b" " * size + b"]")
    return packed.getvalue()


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Body, Meeting, ListedMeeting, Evening)]


def brought_in(raw):
    """Why the file is not taken, or why its last row is not."""
    try:
        given = read_files([raw])
        how = {"source": "s", "zone": "", "bodies": given.bodies, "read": given.read, "save": True, "now": NOW}
        reports = take(given.lines, **how).meetings
    except NotAFeed as reason:
        return str(reason)
    return reports[-1].words if reports[-1].outcome == "refused" else str(reports[-1].outcome)


BROKEN = {
    "cut off": (lambda: guide()[:-9], "The file is not JSON: line 1, "),
    "a sheet cut off": (lambda: HEAD + b'"Dawn', "The file is not CSV: line 2, unexpected end of data."),
    "a page and no list": (lambda: b"<html>", "The file is not JSON: line 1, Expecting value."),
    "a sheet of something else": (lambda: b"Colour,Size\nred,4\n", "The file has no columns we know"),
    "empty": (lambda: b"", "The file is not JSON"),
    "wrong types": (lambda: guide(name={"a": 1}), "name is not text"),
    "a wrong day": (lambda: HEAD + b"Dawn,Someday,6:00 AM,dawn,UTC\n", "day is not a day of the week"),
    "a wrong weekday": (lambda: bmlt(weekday_tinyint=[2]), "weekday_tinyint is not a day of the week"),
    "no hour of a clock": (lambda: guide(time="25:00"), "time is not a time of day"),
    "nor in a sheet": (lambda: HEAD + b"Dawn,Monday,25:00,dawn,UTC\n", "time is not a time of day"),
    "nor there": (lambda: bmlt(start_time="25:00:00"), "start_time is not a time of day"),
    "larger than we read": (lambda: b" " * (LARGEST + 1), "The file is larger than 50 MiB."),
    "a zip bomb": (bomb, "The file is packed."),
    "a gzip bomb": (lambda: gzip.compress(b" " * 10_000_000, 1), "The file is packed."),
    "nested": (lambda: guide(regions=[[[[[[["deep"]]]]]]]), "it is nested too deeply"),
    "nested without end": (lambda: b"[" * 100_000, "The file is nested too deeply."),
    "a huge number": (lambda: b'[{"slug": ' + b"9" * 5000 + b"}]", "The file is not JSON: Exceeds the limit"),
    "numbers beyond this earth": (
        lambda: guide(latitude=1e308, longitude=-1e308),
        "latitude and longitude are not on this",
    ),
    "no number": (lambda: guide(latitude="nan", longitude="inf"), "latitude and longitude are not on this earth"),
    "not UTF-8": (lambda: guide().replace(b"Dawn", b"D\xe9wn"), "The file is not UTF-8 (byte"),
    "half UTF-8": (lambda: HEAD + "Caf\u00e9,Monday,".encode() + b"\xc3", "The file is not UTF-8 (byte"),
    "a cell too long": (lambda: HEAD + b"x" * 200_000, "The file is not CSV: line 2, field larger than field limit"),
    "a text too long": (lambda: guide(notes="x" * 200_000), "notes is longer than 5000 characters"),
    "broken markup": (lambda: guide(notes="<a " * 4000), "notes is full of broken markup"),
    "a script for a link": (lambda: guide(conference_url="javascript:x"), "conference_url is not a web address"),
}


@pytest.mark.parametrize("what", list(BROKEN))
def test_a_malformed_file_gives_a_reason_and_leaves_what_is_here(what):
    assert brought_in(guide()) == "new"
    before = everything()
    make, words = BROKEN[what]
    assert brought_in(make()).startswith(words)
    assert everything() == before


def test_rows_that_are_odd_come_in_harmless(client):
    odd = {
        "name": "=cmd|' /C calc'!A0",
        "notes": "<script>x</script>N\u0000UL\u202e &lt;b&gt;",
        "types": ["O", 7, None],
    }
    twice = json.dumps([{**ROW, **odd}, {**ROW, **odd, "name": "Other"}]).encode()
    given = read_files([twice])
    reports = take(given.lines, source="s", zone="", read=given.read, save=True, now=NOW, known=True).meetings
    assert [(str(each.outcome), each.words) for each in reports] == [
        ("new", ""), ("refused", "the same slug stands on line 1"),
    ]  # fmt: skip
    meeting = Meeting.objects.get()
    assert (meeting.name, meeting.notes, meeting.types) == ("=cmd|' /C calc'!A0", "xNUL", ["O"])
    (row,) = csv.DictReader(io.StringIO(client.get("/feeds/meetings.csv").getvalue().decode()))
    assert row["Name"] == "'=cmd|' /C calc'!A0"
