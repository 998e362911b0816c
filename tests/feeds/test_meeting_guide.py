from datetime import time

import pytest

from feeds.rules.meeting_guide import Line, NotAFeed, listing_of, read_feed
from groups.rules.meeting_fields import RowIsRefused

PLAIN = {"slug": "morning-light", "name": "Morning Light", "day": 1, "time": "07:00", "timezone": "Europe/Madrid"}


def refusal_of(**changes):
    with pytest.raises(RowIsRefused) as refusal:
        listing_of({**PLAIN, **changes})
    return str(refusal.value)


def test_read_feed_gives_each_row_with_the_line_it_starts_on():
    raw = b'\xef\xbb\xbf[\n {"slug": "a",\n  "name": "x"},\n {"slug": "b"}, 7\n]\n'
    assert read_feed(raw) == [Line(2, {"slug": "a", "name": "x"}), Line(4, {"slug": "b"}), Line(4, 7)]
    assert read_feed(b" [ ] ") == []


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"\xff\xfe[]", "The file is not UTF-8 (byte 0)."),
        (b"", "The file is not JSON: line 1, Expecting value."),
        (b'[{"slug": "a"}\n {}]', "The file is not JSON: line 2, a comma or the end of the list is missing."),
        (b"[1,]", "The file is not JSON: line 1, Expecting value."),
        (b"[1", "The file is not JSON: line 1, a comma or the end of the list is missing."),
        (b"[] []", "The file is not JSON: line 1, something stands after the list."),
        (b'{"meetings": []}', "The file is JSON, but not a list of meetings."),
        (b"[NaN]", "The file is not JSON: NaN is not a number."),
        (b"[" * 100_000, "The file is nested too deeply."),
        (b'[{"a":' * 50_000, "The file is nested too deeply."),
        (b" " * (50 * 1024 * 1024 + 1), "The file is larger than 50 MiB."),
    ],
)
def test_read_feed_says_what_is_wrong_with_a_file(raw, words):
    with pytest.raises(NotAFeed) as refusal:
        read_feed(raw)
    assert str(refusal.value) == words


def test_listing_of_takes_the_fields_and_no_contact():
    row = {
        **PLAIN,
        "day": ["2", "Monday", 2],
        "end_time": "06:30",
        "types": ["C", "O", "S", "ONL", "unheard-of"],
        "notes": "Bring <b>tea</b>.<br>Ring &amp; wait.\u202e",
        "location_notes": "Upstairs",
        "location": "Casa",
        "address": "Calle 1",
        "city": "Madrid",
        "regions": ["Centro", "Lavapiés"],
        "conference_url": "https://example.org/room",
        "conference_phone": "+34 1",
        "group": "Luz",
        "contact_1_name": "Someone Realname",
        "contact_1_phone": "555",
        "email": "someone@example.org",
        "feedback_emails": ["other@example.org"],
    }
    listing = listing_of(row)
    assert (listing.key, listing.name, listing.group, listing.group_key) == (
        "morning-light",
        "Morning Light",
        "Luz",
        "group luz",
    )
    assert (listing.days, listing.time, listing.zone) == ([1, 2], time(7), "Europe/Madrid")
    assert listing.facts == {
        "minutes": 23 * 60 + 30,
        "types": ["C", "S"],
        "languages": ["es"],
        "notes": "Bring tea.\nRing & wait.\n\nUpstairs",
        "place": "Casa",
        "address": "Calle 1, Madrid",
        "region": "Centro > Lavapiés",
        "link": "https://example.org/room",
        "link_notes": "",
        "phone": "+34 1",
        "latitude": None,
        "longitude": None,
        "venue": "hybrid",
    }


@pytest.mark.parametrize(
    ("row", "zone"),
    [
        ({"timezone": "US/Eastern", "latitude": 40.4, "longitude": -3.7}, "US/Eastern"),
        ({"latitude": 40.4, "longitude": -3.7}, "Europe/Madrid"),
        ({"latitude": "39.23", "longitude": "-76.82"}, "America/New_York"),
        ({"latitude": 0, "longitude": 0}, "Asia/Kolkata"),
        ({}, "Asia/Kolkata"),
    ],
)
def test_listing_of_finds_the_zone_by_name_then_place_then_the_one_given(row, zone):
    assert listing_of({"slug": "a", "name": "A", **row}, zone="Asia/Kolkata").zone == zone


@pytest.mark.parametrize(
    ("written", "meant"), [("19:00", time(19)), ("7:05", time(7, 5)), ("7:30 PM", time(19, 30)), ("12:00 am", time(0))]
)
def test_listing_of_reads_clocks_of_24_and_of_12_hours(written, meant):
    assert listing_of({**PLAIN, "time": written}).time == meant


@pytest.mark.parametrize("missing", [{"day": None}, {"day": []}, {"time": None}, {"time": ""}])
def test_listing_of_without_day_or_time_is_by_appointment(missing):
    listing = listing_of({**PLAIN, **missing})
    assert (listing.days, listing.time) == ([], None)


def test_listing_of_refuses_with_the_reason():
    assert refusal_of(name="") == "name is missing"
    assert refusal_of(name="<p> </p>") == "name is missing"
    assert refusal_of(slug=None) == "slug is missing"
    assert refusal_of(name="x" * 256) == "name is longer than 255 characters"
    assert refusal_of(name=["x"]) == "name is not text"
    assert refusal_of(notes="x" * 5001) == "notes is longer than 5000 characters"
    assert refusal_of(notes="<a " * 4000) == "notes is full of broken markup"
    assert refusal_of(day=7) == refusal_of(day=True) == refusal_of(day="someday") == refusal_of(day=[1, None])
    assert refusal_of(day=7) == "day is not a day of the week (0 for Sunday to 6)"
    assert refusal_of(time="25:00") == refusal_of(time=1900) == "time is not a time of day"
    assert refusal_of(end_time="soon") == "end_time is not a time of day"
    assert refusal_of(end_time="07:03") == "it would last only 3 minutes"
    assert refusal_of(timezone="Mars/Olympus") == "timezone “Mars/Olympus” is not one we know"
    assert refusal_of(timezone="../../etc/passwd") == "timezone “../../etc/passwd” is not one we know"
    assert refusal_of(timezone="") == "no timezone, no place to tell it from, and no --zone was given"
    assert refusal_of(latitude=91, longitude=0) == "latitude and longitude are not on this earth"
    assert refusal_of(latitude=1) == refusal_of(latitude="x", longitude="y")
    assert refusal_of(latitude=1) == "latitude and longitude are not both numbers"
    assert refusal_of(types={"O": 1}) == "types is not a list"
    for link in ("javascript:alert(1)", "ftp://example.org/", "http://", "//example.org", "https://me:pw@example.org/"):
        assert refusal_of(conference_url=link) == "conference_url is not a web address (http or https)"
    assert refusal_of(regions=[[[[[[[1]]]]]]]) == "it is nested too deeply"
    with pytest.raises(RowIsRefused, match="this is not an object"):
        listing_of(7)
