"""Keeping one another safe in the after-meeting: it takes two, and one's own leaving takes nobody (circles.md 8.15)."""

import re

import pytest

from circles import after_live
from circles.access import after_cookie_name, cookie_name
from circles.models import After, AfterPlace
from rooms.memory import memory
from tests.circles.cast import SHARING
from tests.circles.staying import (
    a_talk,
    closes,
    place_of,
    reads,
    room,
    stays,
    talks,
)
from tests.circles.visiting import (
    a_guest,
    a_meeting_on_now,
    a_member_inside,
    does,
    one_who_belongs,
    page,
    text,
)
from tests.members.cast import a_member

pytestmark = pytest.mark.django_db


def test_when_two_remain_both_read_so_beside_the_way_out():
    """circles.md 8.15"""
    _circle, (maple, willow, reed) = a_talk("Maple", "Willow", "Reed")

    def told(client):
        beside = r"<span>Only two of you are here\.</span></p>\s*<form[^>]*/do/leave/.*?Leave quietly</button>"
        return re.search(beside, client.get(room()).content.decode(), re.S) is not None

    assert [told(each) for each in (maple, willow)] == [False, False]
    talks(reed, "leave")
    assert [told(each) for each in (maple, willow)] == [True, True]


def test_who_leaves_takes_their_words_along_and_cannot_be_followed_back_in():
    circle, (maple, willow) = a_talk("Maple", "Willow")
    talks(maple, "say", words="A word of mine")
    talks(willow, "say", words="A word of another")
    left = talks(maple, "leave")
    assert [left.status_code, left["Location"], after_cookie_name(After.objects.get().slug) in left.cookies] == [
        302, "/", True
    ]  # fmt: skip
    assert ["A word of mine" in reads(willow), "A word of another" in reads(willow)] == [False, True]
    assert [maple.get(room()).status_code, maple.get(page(circle)).status_code] == [404, 404]


def test_leaving_quickly_leaves_nothing_to_read_and_goes_to_an_empty_page():
    _circle, (maple, willow) = a_talk("Maple", "Willow")
    quickly = maple.post(room("do/leave/"), {"key": "a-key-of-mine", "quickly": "1"})
    beacon = willow.post(room("do/leave/"), {})  # a page that is already gone makes no key
    assert [quickly["Location"], beacon["Location"]] == ["/page/", "/page/"]
    assert "left" not in text(maple.get("/"))
    assert AfterPlace.objects.filter(left_at=None, number__isnull=False).count() == 0


def test_two_pause_and_what_was_said_is_covered():
    _circle, (maple, willow) = a_talk("Maple", "Willow")
    talks(maple, "say", words="Something sharp")
    for each in (maple, willow):
        talks(each, "pause")
    assert ["We pause together" in reads(maple), "Something sharp" in reads(maple)] == [True, False]
    refused = talks(maple, "say", words="My long thought")
    assert [refused.status_code, "My long thought</textarea>" in refused.content.decode()] == [409, True]
    for each in (maple, willow):
        talks(each, "resume")
    assert "Something sharp" in reads(maple)


def test_quiet_covers_name_and_lines_said_before_and_after():
    """circles.md 8.14"""
    _circle, (maple, willow, reed) = a_talk("Maple", "Willow", "Reed")
    talks(reed, "say", words="Something sharp")
    number = place_of(reed).number
    talks(maple, "quiet", to=str(number))
    assert "Someone here asks that the lines of Reed be quiet" in reads(willow)
    talks(willow, "quiet", to=str(number))
    assert [word in reads(maple) for word in ("Something sharp", "Reed")] == [False, False]
    assert [talks(reed, "say", words="More").status_code, "your lines be quiet for now" in reads(reed)] == [409, True]


def test_two_members_ask_somebody_to_leave_and_old_cookies_open_nothing():
    """Who was asked to leave reads that it is about this meeting only, and whom to write to (circles.md 8.12)."""
    meeting = a_meeting_on_now(script=[SHARING], safety_contact="care@example.org")
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    dee, _ = a_member_inside(one_who_belongs(a_member("Dee"), meeting))
    reed, _ = a_guest("Reed")
    kept = reed.cookies[cookie_name(circle.slug)].value
    does(ben, circle, "open")
    closes(circle, ben, dee)
    for each, name in ((ben, "Ben"), (dee, "Dee"), (reed, "Reed")):
        stays(each, circle, name)
    number = str(place_of(reed).number)
    assert talks(reed, "ask-to-leave", to=number).status_code == 409  # not a member
    talks(ben, "ask-to-leave", to=number)
    assert ["A member asks Reed to leave" in reads(each) for each in (dee, reed)] == [True, False]
    talks(dee, "ask-to-leave", to=number)
    told = reed.get(room())
    assert [told.status_code, "you remain welcome in the fellowship" in text(told)] == [410, True]
    page_told = told.content.decode()
    assert [address in page_told for address in (f'href="/meetings/{meeting.slug}/write-to-us/"', "care@")] == [
        True,
        False,
    ]
    assert reed.get(f"/meetings/{meeting.slug}/write-to-us/").status_code == 200
    again = talks(reed, "say", words="What I was writing")
    assert [again.status_code, "What I was writing</textarea>" in again.content.decode()] == [410, True]
    assert talks(reed, "say", words="x", scripted=True).status_code == 410
    assert [reed.get(room(part)).status_code for part in ("state/", "ring/")] == [410, 410]
    reed.cookies[cookie_name(circle.slug)] = kept
    assert stays(reed, circle, "Rush").status_code == 410
    assert "Stay and talk" not in text(reed.get(page(circle)))
    assert "Reed" not in reads(ben)


def test_belonging_counts_as_the_group_knows_it_at_the_door_of_this_room():
    """A member signed out since, or who joined today in order to steer, asks nobody to leave."""
    meeting = a_meeting_on_now(script=[SHARING])
    people = [a_member_inside(one_who_belongs(a_member(name), meeting)) for name in ("Ben", "Dee", "Fay")]
    circle = people[0][1]
    clients = [client for client, _ in people]
    does(clients[0], circle, "open")
    closes(circle, *clients[:2])
    for client, name in zip(clients, ("Ben", "Dee", "Fay"), strict=True):
        stays(client, circle, name)
    assert ["Ask them to leave" in page_of(each) for each in clients] == [True] * 3
    view = after_live.look(After.objects.get().slug)
    assert [view.talk.person(place_of(each).id).belongs for each in clients] == [True] * 3


def page_of(client):
    return re.sub(r"<button[^>]*\bhidden>.*?</button>", "", client.get(room()).content.decode())


def test_lost_key_loses_words_and_never_the_room():
    _circle, (maple, willow) = a_talk("Maple", "Willow")
    talks(maple, "say", words="Before it was lost")
    memory.forget(After.objects.get().slug)  # as a Redis that was started anew
    for each in (maple, willow):
        assert each.get(room()).status_code == 200
    assert ["Before it was lost" in reads(willow), "were forgotten; your place was not" in reads(willow)] == [
        False,
        True,
    ]
    assert talks(maple, "name", name="Reed").status_code == 302
    talks(maple, "say", words="Afterwards")
    assert ["Reed" in reads(willow), "Afterwards" in reads(willow)] == [True, True]
    assert talks(willow, "name", name=" reed").status_code == 409
