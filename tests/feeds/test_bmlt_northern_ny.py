"""A whole region as its own server lists it: in, again, and out."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from feeds.models import ListedBody, ListedMeeting
from groups.models import Group, Meeting
from rotation.models import Body, BodyKind, Link

DATA = Path(__file__).parents[3] / "shared/data/ecosystem"
MEETINGS, BODIES = DATA / "bmlt_northern_ny_getsearchresults.json", DATA / "bmlt_northern_ny_getservicebodies.json"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.on_servers,
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


NAWS = DATA / "naws_cape_cod_sample.csv"


def test_the_spreadsheet_of_world_services_comes_in(client, tmp_path):
    assert NAWS.read_text().rstrip().endswith(",251,1")  # the second is not published there, and is refused as such
    (tmp_path / "cape.csv").write_text(NAWS.read_text().rstrip().removesuffix("1"))
    out = StringIO()
    call_command("import_bmlt", NAWS, "--source", "Cape Cod", stdout=out)
    assert "meetings: 1 new, 0 changed, 0 unchanged, 0 kept, 1 refused" in out.getvalue()
    for told in ["2 new, 0 changed, 0 unchanged", "0 new, 0 changed, 2 unchanged"]:
        out = StringIO()
        call_command("import_bmlt", tmp_path / "cape.csv", "--source", "Cape Cod", "--save", "--publish", stdout=out)
        assert f"meetings: {told}, 0 kept, 0 refused" in out.getvalue()
    just, monday = Meeting.objects.order_by("name")
    assert [just.name, just.venue, just.days, just.types] == [
        "Just For Today NA USA (Online only)",
        "online",
        [0],
        ["D", "O"],
    ]
    assert [monday.days, f"{monday.time}", monday.types] == [[1], "17:00:00", ["ST", "C", "TC"]]
    area = Body.objects.get(name="Cape Cod Area", kind=BodyKind.AREA)
    dump = asked(client, "GetNAWSDump", form="csv", sb_id=area.pk)
    (tmp_path / "again.csv").write_bytes(b"".join(dump.streaming_content))
    out = StringIO()
    call_command("import_bmlt", tmp_path / "again.csv", "--source", "again", "--save", stdout=out)
    assert "meetings: 2 new" in out.getvalue()
    for name in ("days", "time", "types", "venue", "place", "address", "link", "link_notes", "zone", "latitude"):
        assert [getattr(each, name) for each in Meeting.objects.filter(source="again").order_by("name")] == [
            getattr(just, name), getattr(monday, name),
        ], name  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b'{"meetings": 7}', "not a list of meetings"),
        (b'{"meetings": [', "is not JSON"),
        (b"[{]", "is not JSON"),
        (b"\xff", "not UTF-8"),
        (b"Committee,CommitteeName\nx,y\n", "no column Day, Time"),
    ],
)
def test_a_broken_file_is_told_and_changes_nothing(tmp_path, raw, words):
    (tmp_path / "broken").write_bytes(raw)
    with pytest.raises(CommandError, match=words):
        brought_in("--save", meetings=tmp_path / "broken")
    assert not Body.objects.exists()


def test_a_bad_row_costs_only_itself_and_people_are_never_read(tmp_path):
    good = {"id_bigint": "1", "meeting_name": "Good", "weekday_tinyint": "2", "start_time": "19:00:00", "latitude": "42",
            "longitude": "-75", "formats": "O,Zz", "contact_name_1": "Somebody", "email_contact": "a@b.example"}  # fmt: skip
    bad = [{**good, "id_bigint": str(number), **change} for number, change in enumerate(
        [{"weekday_tinyint": "8"}, {"start_time": "25:00:00"}, {"published": "0"}, {"meeting_name": ""},
         {"duration_time": "99:00:00"}, {"virtual_meeting_link": "javascript:x"}, {"id_bigint": "1"}], start=2)]  # fmt: skip
    (tmp_path / "m").write_text(json.dumps([good, *bad, 7]))
    told = brought_in("--save", meetings=tmp_path / "m")
    assert "meetings: 1 new, 0 changed, 0 unchanged, 0 kept, 8 refused" in told
    assert "formats we do not know are kept: Zz" in told
    assert ListedMeeting.objects.get().facts == {"bmlt": {"formats": ["O", "Zz"]}}
