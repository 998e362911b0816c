from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feeds.models import Staged
from feeds.rules import imports
from feeds.rules.imports import bring_in
from feeds.rules.meeting_guide import Line, NotAFeed, listing_of, read_feed
from feeds.rules.reports import Report
from groups.models import Group, Meeting
from groups.rules.claims import claim
from groups.rules.meeting_fields import RowIsRefused
from rotation.models import Record
from tests.groups.cast import NOW, a_member

PLAIN = {"slug": "morning-light", "name": "Morning Light", "day": 1, "time": "07:00", "timezone": "Europe/Madrid"}
CANNOT_SAY = (
    "What this format has no words for stays here as it is: meetings by the month, every other week or in season, "
    "days left out, and how a circle is held."
)


def taken(*rows, save=True, source="feed", zone=""):
    lines = [Line(number, row) for number, row in enumerate(rows, start=1)]
    return list(bring_in(lines, source=source, zone=zone, save=save, now=NOW))


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


@pytest.mark.django_db
def test_bring_in_writes_unclaimed_groups_and_finds_the_same_rows_again():
    other = {**PLAIN, "slug": "evening-light", "name": "Evening Light", "group": "Lights", "day": [1, 3]}
    assert taken(PLAIN, other) == [Report(1, "morning-light", "new"), Report(2, "evening-light", "new")]
    kept = list(
        Meeting.objects.order_by("pk").values_list("pk", "slug", "days", "group__body__name", "group__claimed_at")
    )
    assert [row[1:] for row in kept] == [
        ("morning-light", [1], "Morning Light", None),
        ("evening-light", [1, 3], "Lights", None),
    ]
    again = taken(PLAIN, {**other, "time": "20:00"})
    assert again == [Report(1, "morning-light", "unchanged"), Report(2, "evening-light", "changed", "time")]
    now = list(
        Meeting.objects.order_by("pk").values_list("pk", "slug", "days", "group__body__name", "group__claimed_at")
    )
    assert (now, Meeting.objects.get(slug="evening-light").time) == (kept, time(20))


@pytest.mark.django_db
def test_bring_in_again_writes_nothing_that_is_the_same():
    rows = [PLAIN, {**PLAIN, "slug": "other", "group": "Lights", "url": "https://example.org/other"}]
    taken(*rows)
    before = list(Meeting.objects.order_by("pk").values("pk", "changed_at", "version"))
    Meeting.objects.update(notes="touched by nobody, and so it stays")  # would be written over by any write
    later = NOW + timedelta(days=1)
    lines = [Line(number, {**row, "notes": "touched by nobody, and so it stays"}) for number, row in enumerate(rows)]
    with CaptureQueriesContext(connection) as seen:
        assert [each.outcome for each in bring_in(lines, source="feed", zone="", save=True, now=later)] == [
            "unchanged"
        ] * 2
    assert list(Meeting.objects.order_by("pk").values("pk", "changed_at", "version")) == before
    assert not Staged.objects.exists()
    assert len(seen) < 30


@pytest.mark.django_db
def test_a_change_made_meanwhile_is_seen_and_the_list_is_compared_anew():
    taken(PLAIN)
    reads = []

    def read(row, **how):
        if not reads:  # as the first comparison ends, a servant's change comes in between
            reads.append(1)
            return listing_of(row, **how)
        Meeting.objects.filter(slug="morning-light", version=0).update(version=1, time=time(9))
        return listing_of(row, **how)

    more = [{**PLAIN, "time": "08:00"}] + [{**PLAIN, "slug": f"more-{number}"} for number in range(imports.A_BATCH)]
    reports = bring_in([Line(1, row) for row in more], source="feed", zone="", save=True, now=NOW, read=read)
    assert (reports[0].outcome, reports[0].words) == ("changed", "time")
    meeting = Meeting.objects.get(slug="morning-light")
    assert (meeting.version, meeting.time, Meeting.objects.count()) == (2, time(8), imports.A_BATCH + 1)
    assert meeting.evenings.count() == 9


@pytest.mark.django_db
def test_bring_in_without_save_tells_the_same_and_writes_nothing():
    assert taken(PLAIN, save=False) == [Report(1, "morning-light", "new")]
    assert (Meeting.objects.count(), Group.objects.count()) == (0, 0)
    taken(PLAIN)
    assert taken({**PLAIN, "minutes": 3, "end_time": "08:30"}, save=False) == [
        Report(1, "morning-light", "changed", "minutes")
    ]
    assert Meeting.objects.get().minutes == 60


@pytest.mark.django_db
def test_bring_in_refuses_a_bad_row_whole_and_takes_its_neighbours():
    bad = {**PLAIN, "slug": "bad", "group": "Bad", "conference_url": "javascript:alert(1)"}
    reports = taken(bad, PLAIN, PLAIN, 7)
    assert [(each.line, each.slug, each.outcome, each.words) for each in reports] == [
        (1, "bad", "refused", "conference_url is not a web address (http or https)"),
        (2, "morning-light", "new", ""),
        (3, "morning-light", "refused", "the same slug stands on line 2"),
        (4, "?", "refused", "this is not an object"),
    ]
    assert list(Group.objects.values_list("body__name", flat=True)) == ["Morning Light"]


@pytest.mark.django_db
def test_bring_in_keeps_feeds_apart_and_addresses_unlike():
    taken(PLAIN, source="north")
    taken({**PLAIN, "name": "Another"}, source="south")
    assert list(Meeting.objects.order_by("pk").values_list("source", "slug", "name")) == [
        ("north", "morning-light", "Morning Light"),
        ("south", "morning-light-2", "Another"),
    ]


@pytest.mark.django_db
def test_bring_in_gathers_a_group_by_its_name_and_keeps_namesakes_elsewhere_apart():
    rows = [
        {**PLAIN, "slug": "a", "name": "Serenity", "formatted_address": "1 North Road"},
        {**PLAIN, "slug": "b", "name": "serenity", "formatted_address": "1 North Road"},
        {**PLAIN, "slug": "c", "name": "Serenity", "formatted_address": "9 South Road"},
        {**PLAIN, "slug": "d", "name": "Step by Step", "group": "Hill"},
        {**PLAIN, "slug": "e", "name": "Speakers", "group": "Hill"},
    ]
    taken(*rows)
    of = dict(Meeting.objects.values_list("slug", "group__body__slug"))
    assert of == {"a": "serenity", "b": "serenity", "c": "serenity-2", "d": "hill", "e": "hill"}


@pytest.mark.django_db
def test_bring_in_leaves_a_group_that_answers_for_itself_alone():
    taken({**PLAIN, "group": "Lights"})
    claim(group=Group.objects.get(), member=a_member("Ana"), now=NOW)
    lines = Record.objects.count()
    reports = taken({**PLAIN, "group": "Lights", "time": "09:00"}, {**PLAIN, "slug": "more", "group": "Lights"})
    assert [(each.outcome, each.words) for each in reports] == [("kept", "its group answers for itself here")] * 2
    assert (Meeting.objects.get().time, Record.objects.count()) == (time(7), lines)


@pytest.mark.django_db
def test_bring_in_takes_what_a_database_would_stumble_over():
    row = {**PLAIN, "slug": "日本語", "name": "Nul \u0000 and half \ud800 a sign", "notes": "🕯️" * 100}
    assert taken(row)[0].outcome == "new"
    meeting = Meeting.objects.get()
    assert (meeting.slug, meeting.name, meeting.source_key) == (
        "nul-and-half-a-sign",
        "Nul  and half  a sign",
        "日本語",
    )
