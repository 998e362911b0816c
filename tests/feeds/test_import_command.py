"""The command that brings a list in, as an operator meets it."""

import json
from datetime import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from groups.models import Meeting
from tests.feeds.test_imports import PLAIN

CANNOT_SAY = (
    "What this format has no words for stays here as it is: meetings by the month, every other week or in season, "
    "days left out, and how a circle is held."
)

SAMPLE = Path(__file__).parents[3] / "shared/data/ecosystem/tsml_baltimore_sample.json"


@pytest.mark.django_db
def test_import_meetings_command_reports_row_by_row_and_says_a_dry_run_was_one(tmp_path):
    file, out = tmp_path / "feed.json", StringIO()
    file.write_text(json.dumps([PLAIN, {"slug": "no-zone", "name": "No Zone"}], indent=0))
    call_command("import_meetings", str(file), stdout=out)
    assert out.getvalue().splitlines() == [
        "line 2  morning-light  new",
        "line 9  no-zone  refused: no timezone, no place to tell it from, and no --zone was given",
        "meetings: 1 new, 0 changed, 0 unchanged, 0 kept, 1 refused",
        CANNOT_SAY,
        "This was a dry run: nothing was written. Add --save to keep it.",
    ]
    out = StringIO()
    call_command("import_meetings", str(file), "--save", "--zone", "Asia/Kolkata", "--source", "north", stdout=out)
    assert out.getvalue().splitlines()[-2:] == [
        "meetings: 2 new, 0 changed, 0 unchanged, 0 kept, 0 refused",
        CANNOT_SAY,
    ]
    kept = Meeting.objects.order_by("slug").values_list("source", "slug", "zone")
    assert list(kept) == [("north", "morning-light", "Europe/Madrid"), ("north", "no-zone", "Asia/Kolkata")]


@pytest.mark.django_db
def test_import_meetings_command_shows_progress_of_a_long_file(tmp_path):
    file, out, beside = tmp_path / "feed.json", StringIO(), StringIO()
    file.write_text(json.dumps([{**PLAIN, "slug": f"row-{number}"} for number in range(1001)]))
    call_command("import_meetings", str(file), stdout=out, stderr=beside)
    assert beside.getvalue().splitlines() == [f"{done} of 1001 rows read" for done in (500, 1000, 1001)]


def test_import_meetings_command_ends_with_a_plain_error(tmp_path):
    file = tmp_path / "feed.json"
    file.write_text("{}")
    for arguments, words in [
        ([str(file)], f"{file}: The file is JSON, but not a list of meetings."),
        ([str(tmp_path / "none.json")], f"{tmp_path / 'none.json'} cannot be read: No such file or directory."),
        ([str(file), "--zone", "Nowhere"], "Nowhere is not a time zone we know; try one like America/New_York."),
        ([str(file), "--source", " "], "--source should be a name of at most 255 characters."),
    ]:
        with pytest.raises(CommandError) as refusal:
            call_command("import_meetings", *arguments)
        assert (str(refusal.value), refusal.value.returncode) == (words, 1)


@pytest.mark.django_db
@pytest.mark.skipif(not SAMPLE.exists(), reason="the Baltimore sample is not on this machine")
def test_baltimore_sample_is_listed_in_its_own_zone_unclaimed_and_stays_the_same_at_the_next_import():
    for last in ("12 new, 0 changed, 0 unchanged", "0 new, 0 changed, 12 unchanged"):
        out = StringIO()
        call_command("import_meetings", str(SAMPLE), "--save", stdout=out)
        assert f"meetings: {last}, 0 kept, 0 refused" in out.getvalue().splitlines()
    assert set(Meeting.objects.values_list("zone", "group__claimed_at")) == {("America/New_York", None)}
    dawn = Meeting.objects.get(slug="columbia-dawn-patrol-2")
    assert (dawn.days, dawn.time, dawn.types, dawn.place) == ([1], time(6), ["D", "O"], "Alano Club")
    rests = {meeting.slug for meeting in Meeting.objects.all() if meeting.rests}
    listed = {row["slug"]: row for row in json.loads(SAMPLE.read_text())}
    assert rests == {slug for slug, row in listed.items() if row["attendance_option"] == "inactive"}
