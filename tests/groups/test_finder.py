import re
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.forms import Select
from django.utils import timezone, translation

from groups.forms.finder import FinderForm
from groups.rules.finder import find
from groups.rules.narrowing import FEW, Near, Search
from tests.groups.cast import NOW, a_group, a_meeting

pytestmark = pytest.mark.django_db
FINDER = "/meetings/"


def found(zone="UTC", after="", now=NOW, few=FEW, **asked):
    return find(search=Search(**asked), after=after, now=now, viewer=ZoneInfo(zone), few=few)


def slugs(**asked):
    return [row.meeting.slug for row in found(**asked).rows]


@pytest.fixture
def some():
    """Five meetings of two groups: on now, tonight, a monthly one, a place, and one in Spanish."""
    ours, theirs = a_group(zone="UTC"), a_group("Harbour", slug="harbour", zone="Europe/Madrid", claimed=False)
    a_meeting(ours, "on", days=[1], time=time(11, 30), types=["O", "D"])
    a_meeting(ours, "daily", days=[0, 1, 2, 3, 4, 5, 6], time=time(19), types=["C"])
    a_meeting(
        ours,
        "monthly",
        name="First Sunday",
        days=[0],
        nths=[1],
        time=time(10),
        has_circle=False,
        link="https://a.example/",
    )
    here = {"latitude": 41.39, "longitude": 2.17, "region": "Barcelona", "place": "Hall", "venue": "place"}
    a_meeting(theirs, "hall", days=[3], time=time(20), **here)
    a_meeting(theirs, "spanish", days=[4], time=time(9), languages=["es"], venue="hybrid", latitude=41.5, longitude=2.3)


def test_each_meeting_stands_once_in_order_of_its_next_start(some):
    assert slugs() == ["on", "daily", "hall", "spanish"]
    assert slugs(far=True) == ["on", "daily", "hall", "spanish", "monthly"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"on_now": True}, ["on"]),
        ({"day": 3}, ["daily", "hall"]),
        ({"day": 3, "hours": "night"}, []),
        ({"hours": "morning"}, ["on", "spanish"]),
        ({"hours": "evening"}, ["daily", "hall"]),
        ({"where": "here"}, ["on", "daily"]),
        ({"where": "place"}, ["hall", "spanish"]),
        ({"where": "online"}, ["on", "daily", "spanish"]),
        ({"kind": "D"}, ["on"]),
        ({"language": "es"}, ["spanish"]),
        ({"place": "barcelona"}, ["hall"]),
        ({"words": "first sunday"}, ["monthly"]),
        ({"words": "harbour hall"}, ["hall"]),
        ({"words": "nothing"}, []),
        ({"words": "candle", "kind": "D"}, ["on"]),
        ({"near": Near(41.38, 2.18, 25), "language": "es"}, ["spanish"]),
    ],
)
def test_whatever_is_asked_narrows(some, asked, expected):
    assert slugs(**asked) == expected
    assert slugs(**asked, few=0) == expected  # as where many answer, and one walks through time


def test_days_and_hours_are_those_of_the_viewer(some):
    # 19:00 UTC on Wednesday is four in the morning on Thursday in Tokyo, in the night that began on Wednesday.
    assert slugs(zone="Asia/Tokyo", day=4, hours="night") == ["daily"]
    assert slugs(zone="Asia/Tokyo", day=3, hours="night") == ["daily", "hall"]
    (row, *_more) = found(zone="Asia/Tokyo", day=3, hours="night").rows
    assert row.when == "Thursday 04:00 your time · Wednesday 19:00 UTC"


def test_nearest_comes_first_and_what_is_too_far_does_not_come(some):
    near = found(near=Near(41.38, 2.18, 25))
    assert [row.meeting.slug for row in near.rows] == ["hall", "spanish"]
    assert [round(each, 1) for each in near.distances] == [1.4, 16.7]
    assert slugs(near=Near(41.38, 2.18, 5)) == ["hall"]
    assert slugs(near=Near(90, 0, 100)) == []


@pytest.mark.parametrize("asked", [{}, {"where": "online"}, {"where": "online", "few": 0}])
def test_pages_go_on_where_the_one_before_ended(asked):
    group = a_group(zone="UTC")
    for row in range(45):  # named backwards: the order is that of time, whatever they are called
        a_meeting(group, f"m{row:02}", name=f"M {99 - row}", days=[2], time=time(8 + row // 10))
    pages, after = [], ""
    while not pages or after:
        page = found(after=after, **asked)
        pages.append([row.meeting.slug for row in page.rows])
        after = page.following
    assert [len(page) for page in pages] == [20, 20, 5]
    assert [slug for page in pages for slug in page] == [f"m{row:02}" for row in range(45)]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("query", "queries"), [("", 2), ("where=online", 5), ("q=candle", 6), ("q=candle&kind=O", 6)])
def test_page_takes_a_fixed_number_of_queries(rows, query, queries, client, django_assert_num_queries):
    group = a_group(claimed=False)
    for row in range(rows):
        a_meeting(group, f"m{row}", days=[0, 1, 2, 3, 4, 5, 6], types=["O"])
    with django_assert_num_queries(queries):
        answer = client.get(f"{FINDER}?{query}")
    assert len(answer.context["rows"]) == rows


@pytest.mark.parametrize(
    "query",
    ["day=9", "now=x&hours=noon", "after=x", "after=1-" + "9" * 40, "after=99999999999-1", "latitude=91&longitude=0",
     "latitude=nan&longitude=inf",
     "q=%00", "q=" + "a" * 200, "within=7&latitude=1&longitude=1", "kind=%22", "far=1", "latitude=1&longitude=1&after=99999"],
)  # fmt: skip
def test_what_cannot_be_read_is_said_and_left_out(query, client):
    a_meeting(a_group(), days=[0, 1, 2, 3, 4, 5, 6])
    assert client.get(f"{FINDER}?{query}").status_code == 200


def test_page_says_what_it_found_and_what_to_do_where_it_found_nothing(client):
    meeting = a_meeting(a_group(), days=[0, 1, 2, 3, 4, 5, 6])
    shown = " ".join(client.get(FINDER).content.decode().split())
    assert [words in shown for words in ("Candlelight", "in a circle here", "Madrid")] == [True] * 3
    assert "Asking for less finds more." in client.get(FINDER, {"kind": "M"}).content.decode()
    meeting.group.closed_at = timezone.now() - timedelta(days=1)
    meeting.group.save()
    assert "No meeting comes" in client.get(FINDER).content.decode()


@pytest.mark.once
@pytest.mark.parametrize("data", [{}, {"day": "3", "kind": "D", "language": "es"}, {"language": '"><b>'}])
def test_lists_drawn_once_mark_what_is_chosen(data):
    for language in ("en", "es"):
        with translation.override(language):
            form = FinderForm(data)
            for field in (form[name] for name in ("day", "hours", "where", "kind", "language")):
                plain = Select.render(field.field.widget, field.html_name, field.value(), {"id": field.id_for_label})
                assert _options(str(field)) == _options(plain)


def _options(html):
    options = re.findall(r"<option ([^>]*)>([^<]*)<", html)
    return [(re.search('value="([^"]*)"', said)[1], "selected" in said, words) for said, words in options]


def test_meetings_by_appointment_are_found_by_themselves_page_by_page(client):
    group = a_group()
    for row in range(22):
        a_meeting(group, f"asked-{row:02}", days=[], time=None, types=["O"], languages=["es", "en"])
    a_meeting(group, "weekly", days=[0, 1, 2, 3, 4, 5, 6])
    resting = a_group("Resting", slug="resting", resting_since=NOW)
    a_meeting(resting, "asked-rests", days=[], time=None)
    asked = {"hours": "appointment", "kind": "O", "language": "es"}
    first = found(**asked)
    second = found(after=first.following, **asked)
    assert [len(first.rows), len(second.rows), second.following] == [20, 2, ""]
    assert {row.when for row in first.rows + second.rows} == {"by appointment"}
    assert slugs(hours="appointment", kind="D") == slugs(hours="appointment", language="fr") == []
    assert slugs(hours="appointment", on_now=True) != slugs(hours="appointment")
    shown = client.get(FINDER, {"hours": "appointment", "q": "candle"})
    assert [len(shown.context["rows"]), "<time" in shown.content.decode()] == [20, False]
    assert client.get(FINDER, {"hours": "appointment", "after": "9" * 5000}).status_code == 200
