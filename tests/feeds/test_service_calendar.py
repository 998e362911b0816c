"""A member's own calendar: where they serve and until when, at an address nobody can guess and they can take away."""

import logging
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from feeds.access import token_of
from feeds.models import ServiceCalendar
from feeds.rules.service_calendar import make, make_anew, service_of, take_away
from groups.models import Group
from rotation.models import Body, Duty, Role, Term
from rotation.rules.terms import begin, end_early
from tests.groups.cast import NOW, a_group, a_meeting, a_member

pytestmark = pytest.mark.django_db
ROOT = "https://rooms.example"


def serving(ana, **days):
    group = a_group()
    a_meeting(group)
    a_meeting(a_group("Harbour", slug="harbour"), "harbour-evening")
    role = Role.objects.create(body=group.body, title="Host", duties=[Duty.HOST])
    days = {"starts_on": date(2026, 11, 1), "ends_on": date(2027, 5, 1)} | days
    return group, begin(role=role, member=ana, by=None, now=NOW, **days)


def events(member):
    raw = service_of(calendar=make(member=member, language="en"), root=ROOT, now=NOW)
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(raw).walk("VEVENT")}


def test_it_holds_the_meetings_where_one_serves_and_the_last_day_of_each_term():
    ana = a_member("Ana Quillfeather")
    group, term = serving(ana)
    assert group.known_at is None  # no feed for the outside names it; its own servants' calendars do
    found = events(ana)
    assert set(found) == {"Candlelight", "Your last day as Host: Tuesday Candlelight"}
    assert found["Candlelight"]["RRULE"]["FREQ"] == ["WEEKLY"]
    ends = found["Your last day as Host: Tuesday Candlelight"]
    assert (ends.start, ends["SEQUENCE"], ends["URL"]) == (date(2027, 4, 30), 0, f"{ROOT}/bodies/tuesday-candlelight/")
    end_early(term=term, on=date(2027, 1, 1), by=None, now=NOW)
    sooner = events(ana)["Your last day as Host: Tuesday Candlelight"]
    assert (sooner.start, sooner["SEQUENCE"], sooner["UID"]) == (date(2026, 12, 31), 1, ends["UID"])
    assert b"Quillfeather" not in service_of(calendar=make(member=ana, language="en"), root=ROOT, now=NOW)
    Group.objects.filter(pk=group.pk).update(closed_at=NOW)
    assert set(events(ana)) == {"Your last day as Host: Tuesday Candlelight"}


@pytest.mark.parametrize(("starts", "ends", "shown"), [(1, 23, False), (1, 24, True), (25, 26, True)])
def test_a_term_ahead_is_in_it_and_one_that_is_over_is_not(starts, ends, shown):
    ana = a_member("Ana")  # it is the 23rd, in Madrid too
    serving(ana, starts_on=date(2026, 11, starts), ends_on=date(2026, 11, ends))
    assert ("Candlelight" in events(ana)) is shown


def test_its_address_is_made_anew_once_and_taken_away_by_its_member_alone(client):
    ana, ben = a_member("Ana"), a_member("Ben")
    serving(ana)
    client.force_login(ana)
    assert "Make an address" in client.get("/you/").content.decode()
    client.post("/you/calendar/", {"act": "make"})
    client.post("/you/calendar/", {"act": "make"})
    first = ServiceCalendar.objects.get()
    path = f"/calendar/{token_of(first)}/service.ics"
    assert path in client.get("/you/").content.decode()
    make_anew(member=ben, instead_of=first.key, language="en")
    anybody = Client()
    assert anybody.get(path).status_code == 200
    for _twice in range(2):
        client.post("/you/calendar/", {"act": "anew", "key": first.key})
    second = ServiceCalendar.objects.get()
    other = f"/calendar/{token_of(second)}/service.ics"
    assert [first.key == second.key, anybody.get(path).status_code, anybody.get(other).status_code] == [False, 404, 200]
    assert anybody.get(other.replace(token_of(second)[17:], "0" * 32)).status_code == 404  # a key alone opens nothing
    take_away(member=ben)
    client.post("/you/calendar/", {"act": "take-away"})
    assert [anybody.get(other).status_code, ServiceCalendar.objects.exists()] == [404, False]


def test_answer_is_the_same_whoever_asks_and_says_when_nothing_changed(client, django_assert_num_queries):
    ana = a_member("Ana")
    serving(ana)
    path = f"/calendar/{token_of(make(member=ana, language='es'))}/service.ics"
    client.force_login(ana)
    answer = client.get(path)
    assert [answer["Content-Type"], answer["Cache-Control"], dict(answer.cookies)] == [
        "text/calendar; charset=utf-8", "private, no-cache", {},
    ]  # fmt: skip
    assert "Tu último día" in answer.content.decode()
    assert client.get(path, headers={"if-none-match": answer["ETag"]}).status_code == 304
    for more in range(2):
        group = a_group(f"More {more}", slug=f"more-{more}")
        a_meeting(group, f"more-{more}")
        begin(role=Role.objects.create(body=group.body, title="Host"), member=ana, starts_on=date(2026, 11, 1),
              ends_on=date(2028, 1, 1), by=None, now=NOW)  # fmt: skip
        with django_assert_num_queries(5):  # the address, the terms, the record, the groups and their meetings
            assert client.get(path).content.count(b"BEGIN:VEVENT") == 4 + 2 * more


def test_an_address_is_in_no_log_even_when_the_house_is_at_fault(monkeypatch, caplog, settings):
    settings.ROOT_URLCONF = "tests.feeds.broken_urls"
    with caplog.at_level(logging.ERROR, logger="django.request"):
        answer = Client(raise_request_exception=False).get("/calendar/secret-word/service.ics")
    assert answer.status_code == 500
    assert "500: calendar/<slug:token>/service.ics" in caplog.text
    assert "secret-word" not in caplog.text


def test_whoever_serves_nowhere_is_offered_none_and_it_is_among_what_is_held(client):
    ben = a_member("Ben")
    client.force_login(ben)
    assert "Make an address" not in client.get("/you/").content.decode()
    make(member=ben, language="en")
    assert "calendar of your service" in client.get(reverse("privacy")).content.decode()
    ben.delete()
    assert [ServiceCalendar.objects.count(), Term.objects.count(), Body.objects.count()] == [0, 0, 0]
