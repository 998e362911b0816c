"""A listing from elsewhere: imported, unclaimed, claimed by its contact, and its circle opens."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from circles.models import Circle
from groups.models import Meeting
from tests.circles.visiting import comes_in, does
from tests.members.cast import a_member

SAMPLE = Path(__file__).parents[3] / "shared/data/ecosystem/tsml_baltimore_sample.json"
HOME = ZoneInfo("America/New_York")


def the_sample_with_one_on_now(folder: Path, slug: str) -> Path:
    """The sample as it is, but for the hour of one meeting, which began twenty minutes ago where it is held."""
    rows = json.loads(SAMPLE.read_text())
    began = timezone.now().astimezone(HOME) - timedelta(minutes=20)
    row = next(row for row in rows if row["slug"] == slug)
    row |= {"day": began.isoweekday() % 7, "time": began.strftime("%H:%M"), "types": ["D", "O"]}
    row.pop("end_time", None)
    changed = folder / "sample.json"
    changed.write_text(json.dumps(rows))
    return changed


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not SAMPLE.exists(), reason="the Baltimore sample is not beside this checkout")
def test_imported_listing_is_claimed_and_its_circle_opens(tmp_path):
    slug = "columbia-dawn-patrol-2"
    call_command("import_meetings", str(the_sample_with_one_on_now(tmp_path, slug)), "--save", stdout=StringIO())
    meeting = Meeting.objects.select_related("group__body").get(slug=slug)
    assert (Meeting.objects.count(), meeting.zone, meeting.group.claimed_at) == (12, "America/New_York", None)

    door, visitor = f"/meetings/{slug}/door/", Client()
    assert visitor.get(door).status_code == 404  # nobody has answered for it: it keeps its own link
    assert "a listing from elsewhere" in visitor.get("/").content.decode()

    a_member("Cleo")
    call_command("claim_group", slug, "Cleo", stdout=StringIO())
    assert visitor.get(door).status_code == 200
    circle = comes_in(visitor, "Maple", door=door)
    assert does(visitor, circle, "open").status_code == 302
    assert Circle.objects.get(meeting=meeting).opened_at is not None
