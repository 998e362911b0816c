"""The semantic interface, question by question, over a region of our own making."""

import csv
import io
import json
from datetime import time

import pytest
from django.db.models import Q
from django.http import QueryDict

from feeds.models import ListedBody, ListedMeeting
from feeds.rules.bmlt.answers import Asked
from feeds.rules.bmlt.naws import COLUMNS
from feeds.rules.bmlt.searching import found
from feeds.rules.placing import place_under
from groups.access import published_groups
from groups.models import Meeting, Venue
from rotation.models import Body
from tests.groups.cast import NOW, a_group, a_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def region():
    """Two areas under a region: daybreak twice a week in one, an online evening in the other, and a group nobody knows."""
    bodies = []
    for number, (kind, name) in enumerate([("region", "North"), ("area", "East"), ("area", "West")], start=1):
        body = Body.objects.create(kind=kind, name=name, slug=name.lower(), created_at=NOW)
        ListedBody.objects.create(body=body, source="s", source_key=str(number), facts={"world_id": f"AR{number}"})
        bodies.append(body)
    for body in bodies[1:]:
        place_under({body.pk: "1"}, source="s", now=NOW)
    day = a_group("Daybreak", slug="daybreak", zone="America/New_York", claimed=False, known_at=NOW)
    place_under({day.body.pk: "2"}, source="s", now=NOW)
    where = {"venue": Venue.PLACE, "address": "1 Quay Street, Whitby", "latitude": 42.0, "longitude": -75.0}
    a_meeting(day, "daybreak", name="Daybreak", days=[1, 4], time=time(7), types=["O", "X", "B"], **where)
    dusk = a_group("Dusk", slug="dusk", zone="America/New_York", claimed=False, known_at=NOW)
    place_under({dusk.body.pk: "3"}, source="s", now=NOW)
    online = {"venue": Venue.ONLINE, "link": "https://example.org/dusk", "latitude": 43.0, "longitude": -76.0}
    a_meeting(dusk, "dusk", name="Dusk", days=[5], time=time(20, 30), minutes=90, types=["C"], nths=[1], **online)
    a_meeting(dusk, "whenever", name="Whenever", days=[], time=None)
    a_meeting(a_group("Unknown", slug="unknown", claimed=False), "unknown", name="Unknown")
    return bodies


@pytest.fixture
def ask(client, region):
    def asked(switcher="GetSearchResults", form="json", **query):
        return client.get(f"/client_interface/{form}/", {"switcher": switcher, **query})

    return asked


def names(answer):
    return [f"{row['meeting_name']} {row['weekday_tinyint']}" for row in answer.json()]


def test_each_day_is_a_record_of_strings_with_an_id_that_stays(ask):
    rows = ask().json()
    assert [f"{row['meeting_name']} {row['weekday_tinyint']}" for row in rows] == ["Daybreak 2", "Daybreak 5", "Dusk 6"]
    assert all(isinstance(value, str) for row in rows for value in row.values())
    assert [int(row["id_bigint"]) % 10 for row in rows] == [2, 5, 6]
    assert rows[0]["start_time"] == "07:00:00"
    assert rows[2]["duration_time"] == "01:30:00"
    assert [row["formats"] for row in rows] == ["O,WC,MG-B", "O,WC,MG-B", "C,VM"]
    assert rows[2]["comments"]  # the first Friday only, in words
    assert {row["root_server_uri"] for row in rows} == {"http://testserver"}


def test_formats_and_meetings_name_the_same_house(ask):
    answer = ask(get_used_formats="").json()
    assert {row["root_server_uri"] for row in answer["formats"]} == {"http://testserver"}
    assert [row["key_string"] for row in answer["formats"]] == ["C", "O", "WC", "VM", "MG-B"]
    assert [row["key_string"] for row in ask("GetFormats", **{"key_strings[]": ["TC", "HY"]}).json()] == ["HY", "TC"]
    assert len(ask("GetFormats", show_all="1").json()) > 80
    assert [row["key_string"] for row in ask(get_formats_only="1").json()] == ["C", "O", "WC", "VM", "MG-B"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"weekdays": "2,6"}, ["Daybreak 2", "Dusk 6"]),
        ({"weekdays[]": "-2"}, ["Daybreak 5", "Dusk 6"]),
        ({"venue_types": "2"}, ["Dusk 6"]),
        ({"venue_types[]": "-2"}, ["Daybreak 2", "Daybreak 5"]),
        ({"formats": "17"}, ["Daybreak 2", "Daybreak 5"]),
        ({"formats": "-17"}, ["Dusk 6"]),
        ({"formats": "4,17"}, []),
        ({"formats": "4,17", "formats_comparison_operator": "OR"}, ["Daybreak 2", "Daybreak 5", "Dusk 6"]),
        ({"SearchString": "QUAY whitby"}, ["Daybreak 2", "Daybreak 5"]),
        ({"SearchString": "quay", "StringSearchIsAnAddress": "1"}, []),
        ({"StartsAfterH": "7"}, ["Dusk 6"]),
        ({"StartsAfterH": "6", "StartsAfterM": "59", "StartsBeforeH": "8"}, ["Daybreak 2", "Daybreak 5"]),
        ({"EndsBeforeH": "8"}, ["Daybreak 2", "Daybreak 5"]),
        ({"MinDurationH": "1", "MinDurationM": "30"}, ["Dusk 6"]),
        ({"MaxDurationH": "1"}, ["Daybreak 2", "Daybreak 5"]),
        ({"lat_val": "42", "long_val": "-75", "geo_width": "10"}, ["Daybreak 2", "Daybreak 5"]),
        ({"lat_val": "43", "long_val": "-76", "geo_width": "-1"}, ["Dusk 6"]),
        ({"meeting_key": "meeting_name", "meeting_key_value": "dusk"}, ["Dusk 6"]),
        ({"sort_keys": "meeting_name,weekday_tinyint"}, ["Daybreak 2", "Daybreak 5", "Dusk 6"]),
        ({"page_size": "2", "page_num": "2"}, ["Dusk 6"]),
        ({"advanced_published": "-1"}, []),
        ({"weekdays": "tuesday"}, []),
        ({"services": "9" * 40}, []),
        ({"lat_val": "nan", "long_val": "1", "geo_width": "1"}, []),
        ({"meeting_key": "contact_phone_1", "meeting_key_value": ""}, []),
    ],
)
def test_a_search_finds_what_it_asks_for(ask, query, found):
    assert names(ask(**query)) == found


def test_bodies_are_a_tree_and_meetings_are_found_by_it(ask, region):
    north, east, west = (str(body.pk) for body in region)
    rows = ask("GetServiceBodies").json()
    assert [(row["id"], row["parent_id"], row["type"]) for row in rows] == [
        (north, "0", "RS"), (east, north, "AS"), (west, north, "AS"),
    ]  # fmt: skip
    assert [row["id"] for row in ask("GetServiceBodies", services=east, parents="1").json()] == [north, east]
    assert names(ask(services=north)) == []
    assert names(ask(**{"services[]": north, "recursive": "1"})) == ["Daybreak 2", "Daybreak 5", "Dusk 6"]
    assert names(ask(services=f"-{east}")) == ["Dusk 6"]


def test_fields_are_chosen_and_their_values_told(ask):
    assert ask(data_field_key="meeting_name,weekday_tinyint", weekdays="6").json() == [
        {"meeting_name": "Dusk", "weekday_tinyint": "6"}
    ]
    assert {"key": "id_bigint", "description": "ID"} in ask("GetFieldKeys").json()
    assert [row["meeting_name"] for row in ask("GetFieldValues", meeting_key="meeting_name").json()] == [
        "Daybreak",
        "Dusk",
    ]
    assert ask("GetFieldValues", meeting_key="no such").json() == []


def test_the_others_answer_with_one(ask):
    assert ask("GetServerInfo").json()[0]["distanceUnits"] == "km"
    assert ask("GetCoverageArea").json() == [
        {"nw_corner_longitude": "-76.0", "nw_corner_latitude": "43.0",
         "se_corner_longitude": "-75.0", "se_corner_latitude": "42.0"}
    ]  # fmt: skip
    assert ask("GetChanges").json() == []
    assert ask("GetChanges", start_date="yesterday").json() == []


@pytest.mark.parametrize(
    ("form", "query"),
    [
        ("json", {}),
        ("json", {"switcher": "GetEverything"}),
        ("json", {"switcher": "GetNAWSDump"}),
        ("csv", {"switcher": "GetSearchResults"}),
        ("csv", {"switcher": "GetNAWSDump"}),
        ("tsml", {"switcher": "GetFormats"}),
        ("jsonp", {"switcher": "GetFormats"}),
        ("jsonp", {"switcher": "GetFormats", "callback": "alert(1)//"}),
        ("jsonp", {"switcher": "GetFormats", "callback": "a\n"}),
    ],
)
def test_anything_else_is_not_understood(client, form, query):
    answer = client.get(f"/client_interface/{form}/", query)
    assert answer.status_code == 422
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_script_calls_the_name_it_was_given(ask):
    answer = ask("GetServerInfo", form="jsonp", callback="jsonp_1.done")
    assert answer.headers["Content-Type"] == "application/javascript"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    text = answer.content.decode()
    assert text.startswith("/**/jsonp_1.done([")
    assert json.loads(text.removeprefix("/**/jsonp_1.done(").removesuffix(");"))


def test_old_clients_put_more_slashes_in_front(client):
    more = client.get("/", {"switcher": "GetServerInfo"}, PATH_INFO="//client_interface/json/")
    assert more.json()[0]["charSet"] == "UTF-8"
    assert client.get("/client_interface/json", {"switcher": "GetServerInfo"}).status_code == 200


def test_the_other_worlds_format_has_one_row_for_several_days(ask):
    rows = ask(form="tsml").json()
    assert [(row["name"], row["day"]) for row in rows] == [("Daybreak", [1, 4]), ("Dusk", 5)]


def test_the_spreadsheet_has_its_columns_and_nobody_in_them(ask, region):
    answer = ask("GetNAWSDump", form="csv", sb_id=region[0].pk)
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(rows[0]) == COLUMNS
    assert len(COLUMNS) == 52
    assert [(row["CommitteeName"], row["Day"], row["Time"], row["Closed"]) for row in rows] == [
        ("Daybreak", "Monday", "0700", "OPEN"), ("Daybreak", "Thursday", "0700", "OPEN"),
        ("Dusk", "Friday", "2030", "CLOSED"),
    ]  # fmt: skip
    assert rows[0]["WheelChr"] == "TRUE"
    assert rows[2]["Format1"] == "VM"
    assert not any(row[name] for row in rows for name in COLUMNS if name.startswith("Contact"))


@pytest.mark.parametrize(
    "asked",
    ["", "weekdays=2", "weekdays=-2", "weekdays=1,6", "venue_types=2", "venue_types=-2", "services=2", "services=1&recursive=1",
     "services=-2", "formats=4", "formats=4,17&formats_comparison_operator=OR", "formats=-4", "StartsAfterH=7",
     "StartsAfterH=6&StartsAfterM=59",
     "StartsBeforeH=8", "EndsBeforeH=9", "MinDurationH=1&MinDurationM=30", "MaxDurationH=1", "SearchString=dusk",
     "SearchString=quay whitby", "SearchString=west", "SearchString=first", "SearchString=grass", "SearchString=kept",
     "lat_val=42&long_val=-75&geo_width_km=5", "lat_val=42&long_val=-75&geo_width=200&sort_results_by_distance=1",
     "lat_val=42&long_val=-75&geo_width=-1", "lat_val=42&long_val=-75&geo_width_km=-3",
     "lat_val=89.9&long_val=0&geo_width_km=9000"],
)  # fmt: skip
def test_what_the_database_narrows_is_what_looking_at_every_record_finds(region, asked):
    a_meeting(
        a_group("More", slug="more", claimed=False, known_at=NOW), "more", days=[0, 6], latitude=42.01, longitude=-75.0
    )
    ListedMeeting.objects.create(
        meeting=Meeting.objects.get(slug="more"), facts={"bmlt": {"location_info": "Kept besides"}}
    )
    whole = Asked(QueryDict(asked), published_groups(now=NOW), "https://rooms.example")
    everyone, _formats = whole.read(Q())
    assert whole.found()[0] == found(everyone, whole.query, whole.tree)


@pytest.mark.parametrize(
    "switcher",
    ["GetSearchResults", "GetFormats", "GetServiceBodies", "GetFieldValues", "GetChanges", "GetServerInfo"],
)
def test_more_meetings_ask_no_more_of_the_database(ask, django_assert_max_num_queries, switcher):
    for number in range(3):
        group = a_group(f"More {number}", slug=f"more-{number}", claimed=False, known_at=NOW)
        place_under({group.body.pk: "3"}, source="s", now=NOW)
        a_meeting(group, f"more-{number}", name="More", changed_at=NOW)
    with django_assert_max_num_queries(7):
        more = {"meeting_key": "meeting_name"} if switcher == "GetFieldValues" else {}
        assert ask(switcher, **more).json()
