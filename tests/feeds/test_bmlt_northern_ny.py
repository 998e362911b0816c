"""A whole region as its own server lists it: in, again, and out."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from feeds.models import ListedBody, ListedMeeting
from groups.models import Group, Meeting
from rotation.models import Body, BodyKind, Link

DATA = Path(__file__).parents[3] / "shared/data/ecosystem"
MEETINGS, BODIES = DATA / "bmlt_northern_ny_getsearchresults.json", DATA / "bmlt_northern_ny_getservicebodies.json"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not MEETINGS.exists(), reason="the samples of what others run are not here"),
]


def brought_in(*more, source="Northern New York", meetings=MEETINGS, bodies=BODIES):
    out = StringIO()
    call_command("import_bmlt", meetings, "--bodies", bodies, "--source", source, *more, stdout=out)
    return out.getvalue()


def asked(client, switcher, form="json", **query):
    return client.get(f"/client_interface/{form}/", {"switcher": switcher, **query})


def test_the_region_comes_in_whole_and_again_unchanged():
    told = brought_in()
    assert "bodies: 9 new" in told
    assert "meetings: 242 new, 0 changed, 0 unchanged, 0 kept, 0 refused" in told
    assert not Meeting.objects.exists()
    assert not Body.objects.exists()
    brought_in("--save")
    assert Meeting.objects.count() == ListedMeeting.objects.count() == 242
    assert Body.objects.filter(kind=BodyKind.AREA).count() == 8 == Link.objects.filter(child__kind="area").count()
    assert ListedBody.objects.get(source_key="1065").facts["world_id"] == "AR50605"
    told = brought_in("--save")
    assert "bodies: 0 new, 0 changed, 9 unchanged" in told
    assert "meetings: 0 new, 0 changed, 242 unchanged" in told
    assert not Group.objects.exclude(known_at=None).exists()


def test_what_goes_out_is_what_came_in(client, django_assert_max_num_queries):
    brought_in("--save", "--publish")
    with django_assert_max_num_queries(6):
        answer = asked(client, "GetSearchResults", get_used_formats="").json()
    assert len(answer["meetings"]) == 242
    sample = json.loads(MEETINGS.read_text())
    keys = ["meeting_name", "start_time", "duration_time", "weekday_tinyint", "comments", "worldid_mixed"]
    keys += [key for key in sample["meetings"][0] if key.startswith("location_")]
    keys += ["latitude", "longitude", "service_body_name", "published", "lang_enum"]
    theirs = sorted(
        tuple(row[key].strip() for key in keys) + tuple(sorted(row["formats"].split(","))) for row in sample["meetings"]
    )
    ours = sorted(
        tuple(row[key] for key in keys) + tuple(sorted(row["formats"].split(","))) for row in answer["meetings"]
    )
    assert ours == theirs
    assert {row["key_string"] for row in answer["formats"]} <= {row["key_string"] for row in sample["formats"]}
