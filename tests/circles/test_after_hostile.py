"""Whoever comes to the after-meeting with something else in mind: wrong person, forged, replayed, too much, all at once."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connections
from django.test import Client

from circles.access import after_cookie_name, cookie_name
from circles.models import After, AfterLine, AfterPlace, Circle
from tests.circles.cast import SHARING
from tests.circles.staying import (
    a_closed_circle,
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
)
from tests.members.cast import a_member

pytestmark = pytest.mark.django_db


def test_outsiders_find_nothing_at_any_of_its_addresses():
    circle, (maple, _willow) = a_talk("Maple", "Willow")
    signed_in = Client()
    signed_in.force_login(a_member("Cleo"))
    for each in (Client(), signed_in):
        assert [each.get(room(part)).status_code for part in ("", "ring/", "state/")] == [404] * 3
        assert [talks(each, verb).status_code for verb in ("say", "leave", "pause", "dance")] == [404] * 4
        assert [each.post(page(circle, part)).status_code for part in ("stay/", "go-home/")] == [404, 404]
    assert [maple.get(page(circle, "stay/")).status_code, maple.get(room("do/say/")).status_code] == [405, 405]
    assert talks(maple, "dance").status_code == 404


def test_forged_or_borrowed_cookies_open_nothing():
    circle, (maple, _willow, reed) = a_closed_circle("Maple", "Willow", "Reed")
    stays(maple, circle, "Maple")
    slug = After.objects.get().slug
    own = maple.cookies[after_cookie_name(slug)].value
    of_the_circle = reed.cookies[cookie_name(circle.slug)].value
    kept = AfterPlace.objects.filter(number=None).first()
    for proof in ("", own[:-1], of_the_circle, kept.id, f'["{kept.id}","{slug}","guest"]'):
        client = Client()
        client.cookies[after_cookie_name(slug)] = proof
        assert [client.get(room()).status_code, talks(client, "say", words="x").status_code] == [404, 404]
    client = Client()
    client.cookies[cookie_name(circle.slug)] = own
    assert [client.get(page(circle)).status_code, stays(client, circle).status_code] == [404, 404]


def test_who_signed_out_holds_nothing():
    meeting = a_meeting_on_now(script=[SHARING])
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    willow, _ = a_guest("Willow")
    does(ben, circle, "open")
    closes(circle, ben, willow)
    stays(ben, circle, "Ben")
    proof = ben.cookies[after_cookie_name(After.objects.get().slug)].value
    ben.logout()
    ben.cookies[after_cookie_name(After.objects.get().slug)] = proof
    assert ben.get(room()).status_code == 404


def test_replayed_key_says_nothing_twice_and_anothers_key_is_nobodys():
    _circle, (maple, willow) = a_talk("Maple", "Willow")
    for _ in range(3):
        assert talks(maple, "say", words="Once", key="one-and-the-same").status_code == 302
    assert talks(willow, "say", words="Mine", key="one-and-the-same").status_code == 302
    assert [reads(maple).count("Once"), reads(maple).count("Mine"), AfterLine.objects.count()] == [1, 1, 2]


def test_what_arrives_broken_or_too_long_or_too_fast_is_said_kindly_and_stays_typed():
    _circle, (maple, _willow) = a_talk("Maple", "Willow")
    for typed, status in [
        ({"key": "short", "words": "Mine"}, 400), ({"key": "a b c d e f g h", "words": "Mine"}, 400),
        ({"key": "a-key-of-mine", "words": "Mine" * 501}, 409), ({"key": "a-key-of-mine", "words": "Mine\x00"}, 400),
    ]:  # fmt: skip
        refused = maple.post(room("do/say/"), typed)
        assert [refused.status_code, "Mine" in refused.content.decode()] == [status, True]
    assert talks(maple, "say", words="   ").status_code == 409
    assert talks(maple, "quiet", to="99").status_code == talks(maple, "quiet", to="-1").status_code == 409
    statuses = [talks(maple, "say", words=f"Line {number}").status_code for number in range(40)]
    assert {*statuses[:20]} == {302}
    assert {*statuses[-10:]} == {429}
    fast = talks(maple, "say", words="My last thought")
    assert [fast.status_code, "My last thought</textarea>" in fast.content.decode()] == [429, True]


def test_returning_to_a_place_left_is_by_the_closed_circles_page_only():
    circle, (maple, _willow) = a_talk("Maple", "Willow")
    AfterPlace.objects.filter(pk=place_of(maple).pk).update(left_at=datetime.now(UTC))
    assert [maple.get(room()).status_code, talks(maple, "say", words="x").status_code] == [410, 410]
    assert stays(maple, circle, "Maple").status_code == 302
    assert [maple.get(room()).status_code, AfterPlace.objects.exclude(number=None).count()] == [200, 2]


def test_state_of_a_closed_circle_is_gone_for_those_who_had_a_place_and_nothing_for_others():
    circle, (maple, _willow) = a_closed_circle("Maple", "Willow")
    assert [each.get(page(circle, "state/")).status_code for each in (maple, Client())] == [410, 404]


@pytest.mark.django_db(transaction=True)
def test_hundred_come_in_and_talk_at_once():
    """Everyone gets a place of their own, a name of their own, and nobody's line is lost."""
    a_meeting_on_now(script=[SHARING])
    clients = [a_guest(f"Reed {number}", may_speak=False)[0] for number in range(20)]
    circle = Circle.objects.get()
    does(clients[0], circle, "open")
    closes(circle, *clients[:2])
    for number, client in enumerate(clients):
        client.number = number
    gate, answers = threading.Barrier(len(clients)), []

    def comes(client):
        try:
            gate.wait(30)
            answers.append(stays(client, circle, f"Reed {client.number}").status_code)
            answers.extend(talks(client, "say", words=f"From {client.number} again {n}").status_code for n in range(4))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=comes, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert answers == [302] * 100
    numbers = list(AfterPlace.objects.values_list("number", flat=True))
    assert sorted(numbers) == list(range(1, 21))
    assert list(AfterLine.objects.values_list("number", flat=True)) == list(range(1, 81))
