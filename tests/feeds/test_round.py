"""In, out and in again: for every format, what it can say comes back as it was."""

import json
from pathlib import Path

import pytest

from feeds.rules.files import read_files
from feeds.rules.imports import take
from feeds.rules.unsaid import what_it_cannot_say
from groups.models import Meeting
from rotation.models import Body
from tests.groups.cast import NOW

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[3] / "shared/data/ecosystem"
ADDRESS = {
    "guide": "/feeds/meetings.json",
    "sheet": "/feeds/meetings.csv",
    "bmlt": "/client_interface/json/?switcher=GetSearchResults&get_used_formats=1",
    "naws": "/client_interface/csv/?switcher=GetNAWSDump&sb_id={}",
}
GUIDE = [
    {"slug": "dawn", "name": "Dawn", "day": 1, "time": "06:00", "end_time": "07:15", "timezone": "Europe/Madrid",
     "types": ["O", "D", "S"], "notes": "Ring.", "location": "Casa", "formatted_address": "Calle 1, Madrid", "group": "Luz",
     "location_notes": "Upstairs", "region": "Centro", "latitude": 40.4, "longitude": -3.7, "website": "https://example.org/",
     "venmo": "@luz", "email": "someone@example.org", "favourite_colour": "red"},
    {"slug": "night", "name": "=Night", "day": [5, 6], "time": "23:30", "end_time": "00:30", "timezone": "Europe/Madrid",
     "conference_url": "https://zoom.us/j/1", "attendance_option": "online", "conference_phone": "+34 1"},
    {"slug": "asked", "name": "Asked", "timezone": "Europe/Madrid", "formatted_address": "Calle 2, Madrid"},
]  # fmt: skip
SHEET = """Time;Name;Day;Slug;Types;Address;Timezone;Notes;Contact 1 Name;Shoe size
6:00 PM;Caf\u00e9;Monday;cafe;"Open, Discussion, Online Meeting";"Calle 1, Madrid";Europe/Madrid;'=1+1;Somebody;42
;By asking;;asked;;Calle 2;Europe/Madrid;;;
"""
BMLT = {"meetings": [
    {"id_bigint": "7", "worldid_mixed": "G7", "service_body_bigint": "3", "weekday_tinyint": "2", "venue_type": "3",
     "start_time": "19:00:00", "duration_time": "01:30:00", "time_zone": "America/New_York", "formats": "O,D,Zz",
     "meeting_name": "Bay", "longitude": "-75.1", "latitude": "44.2", "location_text": "Hall", "location_street": "1 Bay St",
     "location_info": "back door",
     "location_municipality": "Bay", "location_province": "NY",
     "location_postal_code_1": "13601", "comments": "Tea.",
     "virtual_meeting_link": "https://zoom.us/j/7", "bus_lines": "4", "contact_name_1": "Somebody"}],
    "formats": [{"key_string": "Zz", "name_string": "Zigzag",
                 "description_string": "to and fro", "world_id": "", "id": "99"}]}  # fmt: skip
BODIES = [{"id": "3", "parent_id": "0", "name": "Bay Area", "type": "AS", "world_id": "AR3"}]
NAWS = """Committee,CommitteeName,AreaRegion,ParentName,Closed,WheelChr,Day,Time,Place,Address,City,State,Zip,Directions,Format1,Format2,Longitude,Latitude,TimeZone,bmlt_id,ContactName
G7,Bay,AR3,Bay Area,CLOSED,TRUE,Monday,1900,Hall,1 Bay St,Bay,NY,13601,back door,STEP,TC,-75.1,44.2,America/New_York,7,
"""  # noqa: E501
SMALL = {
    "guide": [json.dumps(GUIDE).encode()],
    "sheet": [b"\xef\xbb\xbf" + SHEET.encode()],
    "bmlt": [json.dumps(BMLT).encode(), json.dumps(BODIES).encode()],
    "naws": [NAWS.encode()],
}
SHARED = {
    "guide": ["tsml_baltimore_sample.json"],
    "sheet": ["tsml_baltimore_sample.csv"],
    "bmlt": ["bmlt_northern_ny_getsearchresults.json", "bmlt_northern_ny_getservicebodies.json"],
    "naws": ["naws_cape_cod_sample.csv"],
}


def brought_in(raws, source):
    given = read_files(raws)
    reports = take(given.lines, source=source, zone="America/New_York", bodies=given.bodies, read=given.read, save=True,
                   known=True, now=NOW)  # fmt: skip
    return given, [str(each.outcome) for each in reports.meetings]


def out(client, form):
    """What the world reads of us in this format, and for BMLT the tree beside it."""
    area = Body.objects.exclude(kind="group").order_by("-pk").first()
    answer = client.get(ADDRESS[form].format(area.pk if area else 0))
    whole = [b"".join(answer) if answer.streaming else answer.content]
    return (
        [*whole, client.get("/client_interface/json/?switcher=GetServiceBodies").content] if form == "bmlt" else whole
    )


def as_told(form, raws):
    """The rows without the numbers, days and addresses that each house has of its own."""
    own = {"guide": {"updated"}, "sheet": {"Updated"}, "naws": {"id_bigint"}}.get(
        form, {"id_bigint", "service_body_bigint", "root_server_uri", "format_shared_id_list"}
    )
    rows = [line.row for line in read_files(raws).lines]
    return sorted(sorted((name, str(value)) for name, value in row.items() if name not in own) for row in rows)


@pytest.mark.parametrize("form", list(SMALL))
@pytest.mark.parametrize("which", ["small", "shared"])
def test_in_out_and_in_again_changes_nothing_that_the_format_can_say(client, form, which):
    if which == "shared" and not (DATA / SHARED[form][0]).exists():
        pytest.skip("the samples are not on this machine")
    raws = SMALL[form] if which == "small" else [(DATA / name).read_bytes() for name in SHARED[form]]
    given, outcomes = brought_in(raws, "first")
    assert (given.form, set(outcomes)) == (form, {"new", "refused"} if (form, which) == ("naws", "shared") else {"new"})
    assert set(brought_in(raws, "first")[1]) <= {"unchanged", "refused"}
    told = out(client, form)
    Body.objects.all().delete()  # an empty house
    _given, outcomes = brought_in(told, "second")
    assert set(outcomes) == {"new"}
    assert as_told(form, out(client, form)) == as_told(form, told)
    assert set(brought_in(told, "second")[1]) == {"unchanged"}


def test_what_a_format_cannot_say_is_told():
    told = {form: what_it_cannot_say(read_files(raws)) for form, raws in SMALL.items()}
    assert all("by the month" in words[0] for words in told.values())
    assert told["guide"][1:] == [
        "Never read, because it is about people: email.",
        "Passed over, because we have no place for it: favourite_colour.",
    ]
    assert told["sheet"][1:] == [
        "Never read, because it is about people: contact_1_name.",
        "Passed over, because we have no place for it: shoe_size.",
    ]
    assert "contact_name_1" in told["bmlt"][1]
    assert "ContactName" in told["naws"][1]


@pytest.mark.parametrize(
    "raw",
    [SHEET.encode("cp1252"), SHEET.replace(";", "\t").encode(), SHEET.replace("\n", "\r\n").encode("utf-8-sig")],
)
def test_a_sheet_comes_from_whatever_program_saved_it(raw):
    brought_in([raw], "sheet")
    cafe, asked = Meeting.objects.get(name="Caf\u00e9"), Meeting.objects.get(name="By asking")
    assert (cafe.name, cafe.days, f"{cafe.time:%H:%M}", cafe.types) == ("Caf\u00e9", [1], "18:00", ["O", "D"])
    assert (cafe.address, cafe.notes, asked.days, asked.time) == ("Calle 1, Madrid", "=1+1", [], None)
