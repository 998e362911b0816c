"""Every change of a listing: who by position, when, before and after; and putting any of them back."""

from datetime import time

import pytest

from groups.models import HeldChange, Meeting, Side
from groups.rules.answering import keep_ours
from groups.rules.holding import hold_back
from groups.rules.listings import edit_meeting
from tests.groups.cast import NOW, a_group, a_meeting, a_member, belongs

pytestmark = pytest.mark.django_db

PAGE = "/meetings/candlelight/history/"


@pytest.fixture
def ana():
    return a_member("Ana")


@pytest.fixture
def meeting(ana):
    return a_meeting(a_group(secretary=ana), phone="1")


def edits(meeting, ana, **changes):
    edit_meeting(meeting=meeting, member=ana, changes=changes, seen=Meeting.objects.get().version, now=NOW)


def test_members_read_what_changed_and_who_by_position(client, meeting, ana):
    edits(meeting, ana, time=time(19, 30), phone="2")
    hold_back(wanted={meeting.pk: {"phone": "3"}}, side=Side.SOURCE, of="North list", now=NOW)
    keep_ours(held=HeldChange.objects.get(), member=ana, now=NOW)
    ben = a_member("Ben")
    for who in (None, ben):
        client.logout() if who is None else client.force_login(who)
        assert client.get(PAGE).status_code == 404
    belongs(ben, meeting.group)
    left, changed = client.get(PAGE).context["changes"]
    assert [(row.label, row.before, row.after) for row in changed.rows] == [
        ("Begins at", "20:00", "19:30"),
        ("Telephone", "1", "2"),
    ]
    assert [changed.by, changed.was_taken] == ["Written down by the group's secretary.", True]
    assert [left.was_taken, left.by.startswith("Given by a list elsewhere: North list.")] == [False, True]
    assert "Put this back" not in client.get(PAGE).content.decode()


def test_an_earlier_change_is_put_back_and_what_came_after_stays(client, meeting, ana):
    edits(meeting, ana, time=time(19, 30))
    edits(meeting, ana, phone="2")
    client.force_login(ana)
    first = client.get(PAGE).context["changes"][1]
    there = f"/meetings/candlelight/undo/?change={first.number}"
    assert there in client.get(PAGE).content.decode()
    assert [(row.before, row.after) for row in client.get(there).context["rows"]] == [("19:30", "20:00")]
    client.post(there, {"version": 2})
    kept = Meeting.objects.get()
    assert (kept.time, kept.phone) == (time(20), "2")
    assert "Nothing would change." in client.get("/meetings/candlelight/undo/?change=999").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_history_takes_the_same_queries(rows, client, meeting, ana, django_assert_num_queries):
    for number in range(rows):
        edits(meeting, ana, phone=f"{number} more")
    client.force_login(ana)
    client.get(PAGE)
    with django_assert_num_queries(7):
        assert len(client.get(PAGE).context["changes"]) == rows
