"""The Meeting Guide feed: what it says, what it never says, and that what came in goes out again."""

import json
from datetime import time, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feeds.models import ListedMeeting
from feeds.rules.guide_out import rows_of
from feeds.rules.imports import bring_in
from feeds.rules.meeting_guide import Line, listing_of, read_feed
from feeds.rules.published import in_batches, published_meetings, state_of_all
from groups.models import Group, Meeting
from tests.groups.cast import NOW, a_group, a_meeting

SAMPLE = Path(__file__).parents[3] / "shared/data/ecosystem/tsml_baltimore_sample.json"
PLAIN = {"slug": "morning-light", "name": "Morning Light", "day": 1, "time": "07:00", "timezone": "Europe/Madrid"}
FEED = "/feeds/meetings.json"
ROOT = "https://rooms.example"

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def published(**facts):
    return a_group(**{"known_at": NOW} | facts)


def taken(rows, *, source="feed", known=True, save=True):
    lines = [Line(number, row) for number, row in enumerate(rows, start=1)]
    return list(bring_in(lines, source=source, zone="", save=save, now=NOW, known=known))


def fed(client, **headers):
    return client.get(FEED, headers=headers)


def rows(client):
    return json.loads(fed(client).getvalue())


def row_of(meeting):
    return next(iter(rows_of([meeting], root=ROOT)))


def test_a_feed_without_meetings_is_an_empty_list(client):
    answer = fed(client)
    assert (answer.status_code, answer.getvalue(), answer["Content-Type"]) == (200, b"[]", "application/json")


def test_a_meeting_held_here_is_reached_by_its_page_here():
    meeting = a_meeting(
        published(), days=[2, 5], types=["C", "O", "D", "NOT"], notes="Bring tea.", link="https://example.org/x",
        region="Spain > Madrid", changed_at=NOW,
    )  # fmt: skip
    assert row_of(meeting) == {
        "slug": "candlelight",
        "name": "Candlelight",
        "day": [2, 5],
        "time": "20:00",
        "end_time": "21:00",
        "timezone": "Europe/Madrid",
        "types": ["C", "D"],
        "notes": "Bring tea.",
        "approximate": "yes",
        "regions": ["Spain", "Madrid"],
        "region": "Spain",
        "sub_region": "Madrid",
        "conference_url": "https://rooms.example/meetings/candlelight/",
        "attendance_option": "online",
        "group": "Tuesday Candlelight",
        "updated": "2026-11-23 12:00:00",
        "url": "https://rooms.example/meetings/candlelight/",
    }


def test_a_circle_without_any_place_gets_its_zones_city_because_finders_drop_it_otherwise():
    row = row_of(a_meeting(published(zone="America/New_York")))
    assert (row["formatted_address"], row["approximate"], row["day"]) == ("New York", "yes", 2)
    assert (listing_of(row).facts["address"], listing_of(row).kept) == ("", {"url": row["url"]})


def test_a_meeting_over_midnight_and_one_by_appointment():
    group = published()
    late = row_of(a_meeting(group, time=time(23, 30), minutes=90))
    assert (late["time"], late["end_time"]) == ("23:30", "01:00")
    asked = row_of(a_meeting(group, "asked", days=[], time=None))
    assert {"day", "time", "end_time"} & set(asked) == set()


def test_only_groups_that_are_known_are_in_the_feed(client):
    a_meeting(a_group(known_at=None))
    a_meeting(published(slug="known"), "known")
    assert [row["slug"] for row in rows(client)] == ["known"]


def test_the_feed_says_to_programs_where_it_is(client):
    page = client.get("/").content.decode()
    assert '<link rel="alternate" type="application/json" title="Meetings Feed" href="/feeds/meetings.json">' in page


def test_anyone_may_read_it_on_any_site_and_no_cookie_is_set(client):
    answer = fed(client)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.cookies == {}
    asked = client.options(FEED)
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")
    assert client.post(FEED).status_code == 405
    assert client.head(FEED).status_code == 200


def test_whoever_has_it_is_told_that_nothing_changed_and_by_one_query(client):
    a_meeting(published())
    first = fed(client)
    tag = first["ETag"]
    assert b"".join(first.streaming_content)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        again = fed(client, if_none_match=tag)
    assert (again.status_code, again.content, again["Access-Control-Allow-Origin"]) == (304, b"", "*")
    assert len(asked) == 1


def test_its_tag_is_another_after_every_change(client):
    group = published()
    tags = [fed(client)["ETag"]]
    meeting = a_meeting(group)
    tags.append(fed(client)["ETag"])
    Meeting.objects.update(version=1, changed_at=NOW + timedelta(minutes=1))
    tags.append(fed(client)["ETag"])
    a_meeting(group, "another")
    tags.append(fed(client)["ETag"])
    meeting.delete()
    tags.append(fed(client)["ETag"])
    ListedMeeting.objects.create(meeting=Meeting.objects.get(), facts={"guide": {"district": "4"}})
    tags.append(fed(client)["ETag"])
    Group.objects.update(known_at=None)
    tags.append(fed(client)["ETag"])
    assert len(set(tags)) == len(tags)
    assert client.get(FEED, headers={"host": "127.0.0.1"})["ETag"] != tags[-1]


def test_its_tag_is_another_when_a_group_begins_on_the_day_it_said(client):
    published(starts_at=NOW)
    before, then = (state_of_all(now=NOW + timedelta(seconds=each)) for each in (-1, 0))
    assert before != then == state_of_all(now=NOW + timedelta(days=1))


def test_batches_hold_everything_once_and_cost_the_same_for_one_and_for_three(client):
    group = published()
    a_meeting(group, "one")
    with CaptureQueriesContext(connection) as for_one:
        rows(client)
    for slug in ("two", "three"):
        a_meeting(group, slug)
    with CaptureQueriesContext(connection) as for_three:
        assert [row["slug"] for row in rows(client)] == ["one", "two", "three"]
    assert len(for_one) == len(for_three)
    assert [len(batch) for batch in in_batches(published_meetings(now=NOW), at_once=2)] == [2, 1]


EXTRAS = {
    "venmo": "@lights",
    "square": "$lights",
    "paypal": "lights",
    "homegroup_online": "morning-light",
    "location_notes": "Upstairs",
    "group_notes": "Since 1990",
    "notes": "Bring tea",
    "conference_phone_notes": "Ask for the code",
    "district": "District 12",
    "entity": "Area 5",
    "entity_url": "https://example.org/area",
    "url": "https://example.org/morning-light",
    "approximate": "yes",
    "id": 42,
}


def test_what_we_have_no_field_for_is_kept_and_given_back():
    taken([{**PLAIN, **EXTRAS}])
    meeting = Meeting.objects.select_related("group__body").get()
    assert meeting.notes == "Bring tea\n\nUpstairs\n\nSince 1990"
    row = row_of(meeting)
    assert {name: row.get(name) for name in EXTRAS} == EXTRAS
    assert [each.outcome for each in taken([row])] == ["unchanged"]
    changed = taken([{**row, "venmo": "@lamps"}])
    assert [(each.outcome, each.words) for each in changed] == [("changed", "venmo")]
    assert ListedMeeting.objects.get().facts["guide"]["venmo"] == "@lamps"


def test_notes_changed_here_are_one_text():
    taken([{**PLAIN, **EXTRAS}])
    Meeting.objects.update(notes="Bring coffee")
    row = row_of(Meeting.objects.select_related("group__body").get())
    assert (row["notes"], "location_notes" in row, "group_notes" in row) == ("Bring coffee", False, False)


def test_people_are_neither_kept_nor_told():
    people = {
        "contact_1_name": "Someone", "contact_1_email": "a@example.org", "contact_1_phone": "555", "email": "a@example.org",
        "feedback_emails": ["a@example.org"], "edit_url": "https://example.org/edit", "author": "Someone", "phone": "555",
        "entity": "Area", "entity_email": "area@example.org", "mailing_address": "1 Home Street",
    }  # fmt: skip
    taken([{**PLAIN, **people}])
    assert ListedMeeting.objects.get().facts == {"guide": {"entity": "Area"}}
    row = row_of(Meeting.objects.select_related("group__body").get())
    assert set(row) & set(people) == {"entity"}


@pytest.mark.parametrize(
    "wrong",
    [{"venmo": "lights"}, {"square": "@x"}, {"paypal": "https://x"}, {"homegroup_online": "a b"}, {"venmo": ["@x"]},
     {"url": "javascript:alert(1)"}, {"entity_url": "https://example.org"}, {"district": {"a": 1}}, {"id": True},
     {"approximate": "maybe"}, {"website": 7}, {"url": "http://localhost:8000/meetings/x/"}],
)  # fmt: skip
def test_an_extra_that_is_not_of_its_form_is_left_out(wrong):
    assert listing_of({**PLAIN, **wrong}).kept == {}


def test_a_directory_one_trusts_makes_its_groups_known_and_an_ordinary_import_does_not():
    taken([PLAIN], known=False)
    assert Group.objects.get().known_at is None
    taken([PLAIN], save=False)
    assert Group.objects.get().known_at is None
    taken([PLAIN])
    assert Group.objects.get().known_at == NOW


@pytest.mark.skipif(not SAMPLE.exists(), reason="the Baltimore sample is not on this machine")
def test_baltimore_goes_round_unchanged_here_and_in_an_empty_house(client):
    listed = [line.row for line in read_feed(SAMPLE.read_bytes())]
    taken(listed)
    out = rows(client)
    assert [each.outcome for each in taken(out)] == ["unchanged"] * 12
    assert rows(client) == out
    Group.objects.all().delete()
    assert [each.outcome for each in taken(out, source="elsewhere")] == ["new"] * 12
    assert [without_its_day(row) for row in rows(client)] == [without_its_day(row) for row in out]


def without_its_day(row):
    return {name: value for name, value in row.items() if name != "updated"}


@pytest.mark.skipif(not SAMPLE.exists(), reason="the Baltimore sample is not on this machine")
def test_of_baltimore_everything_is_told_again_but_what_is_named_here(client):
    """`updated` is our own day, codes that are not published are inferred by whoever reads, and a clock in words is not sent."""
    listed = {row["slug"]: row for row in json.loads(SAMPLE.read_text())}
    taken(listed.values())
    differing = {
        name
        for row in rows(client)
        for name in listed[row["slug"]]
        if listed[row["slug"]][name] not in ("", row.get(name))
    }
    assert differing == {"updated", "types", "time_formatted"}
