from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import Http404
from django.utils import timezone

from groups import access
from groups.access import belongs_since, group_for, may_keep_listing, meeting_for, meeting_to_keep, waiting_for
from rotation.models import Body
from tests.groups.cast import NOW, a_group, a_meeting, a_member, belongs

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Way:
    meeting_id: int
    url: str
    label: str
    people: bool | None


def shown(member=None, now=NOW, zone="UTC"):
    """The front page's two lists as (meeting, when, way) for a viewer in that zone."""
    with timezone.override(ZoneInfo(zone)):
        (panel,) = waiting_for(member=member, now=now)
    rows = [[(row.meeting.slug, row.when, row.way) for row in panel.context[name]] for name in ("on", "coming")]
    return tuple(rows)


def test_doors_give_what_is_there_and_404_for_what_is_not():
    group = a_group()
    meeting = a_meeting(group)
    assert (meeting_for(None, "candlelight"), group_for(None, "tuesday-candlelight")) == (meeting, group)
    for door in (meeting_for, group_for):
        with pytest.raises(Http404):
            door(None, "nowhere")


def test_belongs_since_is_the_day_of_the_current_membership():
    ben, cleo, group = a_member("Ben"), a_member("Cleo"), a_group()
    belongs(ben, group, date(2026, 11, 2))
    left = belongs(cleo, group)
    left.ended_on = date(2026, 11, 20)
    left.save()
    assert [belongs_since(member=each, group=group) for each in (ben, cleo, None)] == [date(2026, 11, 2), None, None]


def test_only_the_secretary_of_this_group_keeps_its_listing_invariant_49():
    ana, ben = a_member("Ana"), a_member("Ben")
    group, other = a_group(secretary=ana), a_group("Orilla", slug="orilla")
    belongs(ben, group)
    asked = [(ana, group), (ben, group), (None, group), (ana, other)]
    assert [may_keep_listing(member=who, group=where, now=NOW) for who, where in asked] == [True, False, False, False]
    meeting = a_meeting(group)
    assert meeting_to_keep(ana, meeting.slug, now=NOW) == meeting
    with pytest.raises(Http404):
        meeting_to_keep(ben, meeting.slug, now=NOW)


def test_front_page_says_what_is_on_and_next_in_the_viewers_zone_and_the_meetings_own():
    madrid = a_group(zone="Europe/Madrid")
    a_meeting(madrid, "on-monday", days=[1], time=time(12, 30))  # 11:30 UTC, an hour long
    a_meeting(madrid, "on-tuesday", days=[2], time=time(0, 30))  # Monday 23:30 UTC
    on, coming = shown(zone="America/New_York")
    assert on == [("on-monday", "today 06:30 your time · 12:30 Madrid", None)]
    assert coming == [("on-tuesday", "today 18:30 your time · Tuesday 00:30 Madrid", None)]


def test_front_page_calls_utc_by_its_name_and_one_shared_zone_by_its_place():
    a_meeting(a_group(), "tuesday")
    assert shown(zone="UTC") == ([], [("tuesday", "tomorrow 19:00 UTC · 20:00 Madrid", None)])
    assert shown(zone="Europe/Madrid") == ([], [("tuesday", "tomorrow 20:00 Madrid", None)])


def test_front_page_shows_a_group_once_among_the_next_and_the_soonest_first():
    first, second = a_group(), a_group("Orilla", slug="orilla")
    for slug, days in (("thursday", [4]), ("wednesday", [3])):
        a_meeting(first, slug, days=days)
    a_meeting(second, "tuesday", days=[2])
    _, coming = shown()
    assert [slug for slug, _, _ in coming] == ["tuesday", "wednesday"]


def test_front_page_keeps_room_for_our_own_groups_among_many_listings():
    a_meeting(a_group(), "ours", days=[6])
    for row in range(10):
        listed = a_group(f"Listed {row}", slug=f"listed-{row}", claimed=False)
        a_meeting(listed, f"listed-{row}", days=[2], time=time(10 + row))
    _, coming = shown()
    assert [slug for slug, _, _ in coming] == [f"listed-{row}" for row in range(7)] + ["ours"]


def test_front_page_counts_open_doors_as_on_and_goes_on_to_the_evening_after():
    a_meeting(a_group(zone="UTC"), "noon", days=[1, 2], time=time(12, 10))
    (panel,) = waiting_for(member=None, now=NOW)
    assert [(row.meeting.slug, row.has_begun) for row in panel.context["on"]] == [("noon", False)]
    coming = [(row.occurrence.starts_at, row.opens) for row in panel.context["coming"]]
    assert coming == [(datetime(2026, 11, 24, 12, 10, tzinfo=UTC), "11:55")]


def test_front_page_leaves_out_listings_that_rest_and_meetings_by_appointment():
    unclaimed = a_group(claimed=False, zone="UTC")
    a_meeting(unclaimed, "rests", days=[1], time=time(12), types=["TC"])
    a_meeting(unclaimed, "has-a-link", days=[1], time=time(12), types=["TC"], link="https://example.org/")
    a_meeting(a_group("Orilla", slug="orilla"), "by-appointment", time=None)
    on, coming = shown()
    assert [slug for slug, _, _ in on] == ["has-a-link"]
    assert [slug for slug, _, _ in coming] == ["has-a-link"]


def test_front_page_asks_the_storeys_above_for_ways_into_claimed_groups_only(monkeypatch):
    ana = a_member("Ana")
    claimed = a_meeting(a_group(zone="UTC"), "claimed", days=[1], time=time(12))
    a_meeting(a_group("Far", slug="far", zone="UTC", claimed=False), "unclaimed", days=[1], time=time(12))
    asked = []

    def ways_in(*, meetings, member, now):
        asked.append(([meeting.slug for meeting in meetings], member, now))
        return [Way(meeting.pk, "/circles/x/", "Come in", True) for meeting in meetings]

    monkeypatch.setattr(access, "ways_in", ways_in, raising=False)
    on, _ = shown(member=ana)
    way = Way(claimed.pk, "/circles/x/", "Come in", True)
    assert [(slug, found) for slug, _, found in on] == [("claimed", way), ("unclaimed", None)]
    assert asked == [(["claimed"], ana, NOW)]


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_front_page_asks_as_often_whatever_the_number_of_meetings(rows, django_assert_num_queries):
    for row in range(rows):
        group = a_group(f"Group {row}", slug=f"group-{row}", zone="UTC")
        a_meeting(group, f"on-{row}", days=[1], time=time(12))
    with django_assert_num_queries(3):
        on, coming = shown()
    assert (len(on), len(coming)) == (min(rows, 12), min(rows, 8))


def test_front_page_draws_ways_in_links_and_words_but_never_a_number(client, monkeypatch):
    now = timezone.now()
    start = (now - timedelta(minutes=10)).time().replace(second=0, microsecond=0)
    here, soon, far = (
        a_group(name, slug=name.lower(), zone="UTC", claimed=name != "Far") for name in ("Here", "Soon", "Far")
    )
    for group in (here, soon, far):
        slug = group.body.slug
        a_meeting(
            group, slug, name=f"At {slug}", days=[0, 1, 2, 3, 4, 5, 6], time=start, link=f"https://example.org/{slug}"
        )

    def ways_in(*, meetings, member, now):
        return [Way(each.pk, f"/in/{each.slug}/", "Come in", each.slug == "here") for each in meetings]

    monkeypatch.setattr(access, "ways_in", ways_in, raising=False)
    page = client.get("/").content.decode()
    assert ["/in/here/" in page, "/in/soon/" in page, "/in/far/" in page] == [True, True, False]
    assert ["https://example.org/far" in page, "https://example.org/here" in page] == [True, False]
    assert ["people are here" in page, "nobody yet" in page] == [True, True]


def test_front_page_with_nothing_on_names_the_next_opening_and_the_help_link(client):
    now = timezone.now()
    start = now + timedelta(hours=5)
    at = start.time().replace(second=0, microsecond=0)
    a_meeting(a_group(zone="UTC"), "later", days=[start.isoweekday() % 7], time=at)
    page = client.get("/").content.decode()
    assert "It is quiet for now." in page
    assert f"its doors open at {(start - timedelta(minutes=15)):%H:%M}" in " ".join(page.split())
    assert "If you need someone now:" in page


def test_front_page_of_an_empty_house_has_a_kind_word(client):
    assert Body.objects.count() == 0
    assert "It is good that you came" in client.get("/").content.decode()
