"""Calendars say what the house says: every evening of a year, in zones that change their clocks and in those that do not."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from icalendar import Calendar

from feeds.rules.calendar_out import calendar_of, first_day
from groups.models import Group, Meeting
from groups.rules.times import occurrences
from rotation.models import Body, BodyKind, Link
from tests.groups.cast import NOW, a_group, a_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ROOT = "https://rooms.example"
THURSDAY, SUNDAY = 4, 0
RULES = {
    "weekly": {"days": [1, 4]},
    "first Thursday": {"days": [THURSDAY], "nths": [1]},
    "last and second Sunday": {"days": [SUNDAY], "nths": [-1, 2]},
    "every other Monday": {"days": [1], "every": 2, "first_on": date(2026, 11, 26)},
    "every third month": {"days": [2], "nths": [3], "every": 3, "first_on": date(2026, 12, 20)},
    "in summer": {"days": [3], "months": [6, 7]},
    "ends with its last day": {"days": [5], "last_on": date(2027, 3, 26)},
    "but for some days": {"days": [1], "except_on": ["2026-11-30", "2027-03-29", "2027-07-07"]},
    "and on some more": {"days": [1], "also_on": ["2026-11-25", "2027-03-28", "2027-11-01"]},
    "its first day falls out": {"days": [1], "first_on": date(2026, 11, 30), "except_on": ["2026-11-30"]},
    "more days before it begins": {"days": [1], "first_on": date(2027, 5, 1), "also_on": ["2026-12-24", "2027-06-01"]},
    "only single days": {"days": [], "also_on": ["2026-12-24", "2026-12-25"], "except_on": ["2026-12-25"]},
    "never again": {"days": [1], "last_on": date(2020, 1, 1)},
}
HOURS = {  # zones and hours at which their clocks are changed, and those without a change
    "America/New_York": time(2, 30),
    "Europe/Madrid": time(2, 0),
    "Australia/Lord_Howe": time(1, 45),
    "Africa/Casablanca": time(23, 30),
    "Asia/Kolkata": time(19, 0),
    "UTC": time(0, 0),
}


def file_of(*meetings):
    return calendar_of(meetings, name="Meetings", zone="Europe/Madrid", root=ROOT)


def expanded(raw, start, end):
    events = recurring_ical_events.of(Calendar.from_ical(raw)).between(start, end)
    return sorted((event.start.astimezone(UTC), event.end.astimezone(UTC)) for event in events)


@pytest.mark.parametrize("zone", HOURS)
@pytest.mark.parametrize("rule", RULES)
def test_a_calendar_names_the_same_evenings_as_the_house_for_a_year(rule, zone):
    meeting = a_meeting(a_group(zone=zone), time=HOURS[zone], minutes=90, **RULES[rule])
    start, end = NOW + timedelta(days=1), NOW + timedelta(days=366)
    ours = [(each.starts_at, each.ends_at) for each in occurrences(meeting, start, end)]
    theirs = [pair for pair in expanded(file_of(meeting), start, end) if start <= pair[0] < end]
    assert [pair[0] for pair in theirs] == [pair[0] for pair in ours]
    # While a clock is being changed, the library counts how long it lasts on that clock; we count minutes.
    assert {theirs[at][1] != ours[at][1] for at in range(len(ours)) if not changes_during(ours[at], meeting)} <= {False}


def changes_during(pair, meeting):
    start, end = (moment.astimezone(meeting.tz) for moment in pair)
    return start.utcoffset() != end.utcoffset() or start.time() != meeting.time


@pytest.mark.parametrize("zone", HOURS)
def test_the_zone_in_the_file_changes_when_the_zone_does(zone):
    meeting = a_meeting(a_group(zone=zone), time=HOURS[zone])
    (told,) = (part for part in Calendar.from_ical(file_of(meeting)).walk("VTIMEZONE"))
    for part in told.subcomponents:
        before, after = part.TZOFFSETFROM, part.TZOFFSETTO
        if before != after:
            moment = (part["dtstart"].dt - before).replace(tzinfo=UTC)
            sides = [
                (moment + step).astimezone(ZoneInfo(zone)).utcoffset() for step in (timedelta(seconds=-1), timedelta())
            ]
            assert sides == [before, after]


def test_an_event_says_what_the_listing_says_and_names_nobody():
    meeting = a_meeting(a_group(), version=3, changed_at=NOW, notes="Bring tea.", link="https://example.org/x")
    (event,) = Calendar.from_ical(file_of(meeting)).walk("VEVENT")
    assert (event["SUMMARY"], event["SEQUENCE"], event["URL"]) == ("Candlelight", 3, f"{ROOT}/meetings/candlelight/")
    assert event["LOCATION"] == f"{ROOT}/meetings/candlelight/"
    assert event["DESCRIPTION"] == "Tuesday, 20:00 Madrid, 60 minutes\n\nBring tea."
    assert not {"ORGANIZER", "ATTENDEE", "CONTACT"} & set(event)


def test_its_mark_stays_whatever_is_changed():
    group = a_group()
    meeting = a_meeting(group)
    marks = {event["UID"] for event in Calendar.from_ical(file_of(meeting)).walk("VEVENT")}
    meeting.name, meeting.time, meeting.slug, meeting.version = "Lamplight", time(9), "lamplight", 9
    marks |= {event["UID"] for event in Calendar.from_ical(file_of(meeting)).walk("VEVENT")}
    marks |= {
        event["UID"]
        for event in Calendar.from_ical(calendar_of([meeting], name="", zone="UTC", root="http://x")).walk("VEVENT")
    }
    assert len(marks) == 1
    other = a_meeting(group, "another")
    assert len({event["UID"] for event in Calendar.from_ical(file_of(meeting, other)).walk("VEVENT")}) == 2


def test_the_first_day_is_a_real_one():
    group = a_group()
    assert first_day(a_meeting(group)) == date(2026, 11, 24)
    assert first_day(a_meeting(group, "b", days=[THURSDAY], nths=[1])) == date(2026, 12, 3)
    assert first_day(a_meeting(group, "c", days=[SUNDAY], nths=[5], months=[2])) == date(2032, 2, 29)


def test_a_calendar_without_any_evening_is_still_a_calendar():
    by_appointment = a_meeting(a_group(), days=[], time=None)
    for raw in (file_of(), file_of(by_appointment)):
        told = Calendar.from_ical(raw)
        assert [part.name for part in told.subcomponents] == ["VTIMEZONE"]


def test_each_page_has_its_calendar(client):
    group = a_group(known_at=NOW)
    a_meeting(group)
    for path in ("/meetings/candlelight/", "/groups/tuesday-candlelight/", "/bodies/tuesday-candlelight/"):
        answer = client.get(path + "calendar.ics")
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
        assert answer.content.count(b"BEGIN:VEVENT") == 1
        assert answer.cookies == {}
        assert client.get(path.replace("candlelight", "nothing") + "calendar.ics").status_code == 404


def test_a_group_is_in_no_calendar_until_it_is_known_and_in_an_empty_one_while_it_rests(client):
    group = a_group()
    a_meeting(group)
    paths = ["/meetings/candlelight/calendar.ics", "/groups/tuesday-candlelight/calendar.ics"]
    assert [client.get(path).status_code for path in paths] == [404, 404]
    assert "calendar.ics" not in client.get("/meetings/candlelight/").content.decode()
    for facts, statuses, evenings in (
        ({"known_at": NOW}, [200, 200], 1), ({"resting_since": NOW}, [200, 200], 0), ({"closed_at": NOW}, [410, 410], 0),
    ):  # fmt: skip
        Group.objects.filter(pk=group.pk).update(**facts)
        answers = [client.get(path) for path in paths]
        assert [answer.status_code for answer in answers] == statuses
        assert {answer.content.count(b"BEGIN:VEVENT") for answer in answers} == {evenings}


def test_a_bodys_calendar_holds_what_is_published_below_it_and_nothing_else(client):
    area, region = (
        Body.objects.create(name=slug, slug=slug, kind=BodyKind.AREA, created_at=NOW) for slug in ("area", "region")
    )
    below, listed, offered, unknown = (
        a_group(slug=slug, known_at=None if slug == "unknown" else NOW)
        for slug in ("below", "listed", "offered", "unknown")
    )
    for group in Group.objects.all():
        a_meeting(group, group.body.slug, name=group.body.slug)
    agreed = {"offered_at": NOW, "child_yes_at": NOW, "parent_yes_at": NOW}
    Link.objects.create(child=area, parent=region, **agreed)
    Link.objects.create(child=below.body, parent=area, **agreed)
    Link.objects.create(child=unknown.body, parent=area, **agreed)
    Link.objects.create(child=listed.body, parent=area, source="feed", offered_at=NOW)
    Link.objects.create(child=offered.body, parent=area, offered_at=NOW, child_yes_at=NOW)
    raw = client.get("/bodies/region/calendar.ics")
    assert {str(event["SUMMARY"]) for event in Calendar.from_ical(raw.content).walk("VEVENT")} == {"below", "listed"}
    assert client.get("/bodies/region/calendar.ics", headers={"if-none-match": raw["ETag"]}).status_code == 304
    Meeting.objects.filter(slug="below").update(version=1)
    assert client.get("/bodies/region/calendar.ics", headers={"if-none-match": raw["ETag"]}).status_code == 200


def test_the_clock_change_moves_a_meeting_in_utc_and_not_on_its_own_clock():
    meeting = a_meeting(a_group(zone="America/New_York"), days=[THURSDAY], nths=[1], time=time(19))
    starts = [pair[0] for pair in expanded(file_of(meeting), NOW, NOW + timedelta(days=150))]
    assert starts == [datetime(2026, 12, 4, tzinfo=UTC), datetime(2027, 1, 8, tzinfo=UTC), datetime(2027, 2, 5, tzinfo=UTC),
                      datetime(2027, 3, 5, tzinfo=UTC), datetime(2027, 4, 1, 23, tzinfo=UTC)]  # fmt: skip


def test_a_meetings_page_leads_to_its_calendar_and_keeps_its_other_words(client, settings):
    """The link is no panel: where no storey above has one, the page still says whom to write to."""
    settings.STOREYS = settings.STOREYS[: settings.STOREYS.index("feeds") + 1]
    meeting = a_meeting(a_group(known_at=NOW), safety_contact="safe@example.org")
    page = client.get(f"/meetings/{meeting.slug}/").content.decode()
    assert [f"/meetings/{meeting.slug}/calendar.ics" in page, "safe@example.org" in page] == [True, True]
