from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feeds.models import Staged
from feeds.rules import staging
from feeds.rules.imports import bring_in
from feeds.rules.meeting_guide import Line, listing_of
from feeds.rules.reports import Report
from groups.models import Contact, Group, HeldChange, Meeting
from groups.rules.claims import claim
from rotation.models import Record
from tests.groups.cast import NOW, a_member

PLAIN = {"slug": "morning-light", "name": "Morning Light", "day": 1, "time": "07:00", "timezone": "Europe/Madrid"}


def taken(*rows, save=True, source="feed", zone=""):
    lines = [Line(number, row) for number, row in enumerate(rows, start=1)]
    return list(bring_in(lines, source=source, zone=zone, save=save, now=NOW))


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
    assert not [each for each in seen if each["sql"].startswith(("INSERT", "UPDATE"))]


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

    more = [{**PLAIN, "time": "08:00"}] + [{**PLAIN, "slug": f"more-{number}"} for number in range(staging.A_BATCH)]
    reports = bring_in([Line(1, row) for row in more], source="feed", zone="", save=True, now=NOW, read=read)
    assert (reports[0].outcome, reports[0].words) == ("changed", "time")
    meeting = Meeting.objects.get(slug="morning-light")
    assert (meeting.version, meeting.time, Meeting.objects.count()) == (2, time(8), staging.A_BATCH + 1)
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


@pytest.mark.django_db
def test_a_link_of_a_listing_whose_group_has_a_contact_waits_for_its_yes():
    taken(PLAIN)
    Contact.objects.create(group=Group.objects.get(), mailbox="lamp@example.org", kept_at=NOW)
    elsewhere = {**PLAIN, "conference_url": "https://example.org/other", "attendance_option": "in_person"}
    told = "waits for the group's yes: link"
    assert taken(elsewhere, save=False) == [Report(1, "morning-light", "kept", told)]
    assert not HeldChange.objects.exists()
    assert taken(elsewhere) == [Report(1, "morning-light", "kept", told)]
    assert taken({**elsewhere, "time": "08:00"}) == [Report(1, "morning-light", "changed", f"time; {told}")]
    waits, meeting = HeldChange.objects.get(), Meeting.objects.get()
    assert (waits.wanted, waits.of) == ({"link": "https://example.org/other"}, "feed")
    assert (meeting.link, meeting.time) == ("", time(8))
    taken({**PLAIN, "time": "08:00"})  # the list takes it back
    assert not HeldChange.objects.exists()
