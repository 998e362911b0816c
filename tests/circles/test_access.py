"""Every door of a circle, tried by those who have no business there, and by those who have."""

import re
from datetime import datetime

import pytest
from django.core import signing
from django.test import Client

from circles.access import SALT, cookie_name, place_in, place_proof
from circles.models import Circle, Seat
from tests.circles.cast import a_circle, seated
from tests.circles.visiting import (
    DOOR,
    SCRIPTED,
    a_guest,
    a_meeting_on_now,
    a_member_inside,
    comes_in,
    cookies_of,
    does,
    door_to,
    one_who_belongs,
    page,
    seat_of,
    text,
)
from tests.groups.cast import a_member, belongs

pytestmark = pytest.mark.django_db
NOWHERE = Circle()  # an address of the same kind, with nothing at it
PARTS = ["", "ring/", "state/"]


def the_same(answer, circle):
    """What an outsider can learn from an answer: everything but the address they asked for themselves."""
    words = answer.content.decode().replace(circle.slug, "SLUG")
    return answer.status_code, dict(answer.headers), words


@pytest.mark.parametrize("headers", [{}, SCRIPTED], ids=["plain", "scripted"])
@pytest.mark.parametrize("part", PARTS)
def test_page_of_a_circle_is_not_there_for_cleo_whether_it_exists_or_not(part, headers):
    a_meeting_on_now()
    _ben, circle = a_guest("Ben")
    seen = [the_same(Client().get(page(each, part), **headers), each) for each in (circle, NOWHERE)]
    assert seen[0] == seen[1]
    assert seen[0][0] == 404


@pytest.mark.parametrize("headers", [{}, SCRIPTED], ids=["plain", "scripted"])
@pytest.mark.parametrize("verb", ["hand", "open", "leave", "close", "no-such-act"])
def test_act_of_cleo_changes_nothing_and_cannot_tell_whether_there_is_a_circle(verb, headers):
    a_meeting_on_now()
    _ben, circle = a_guest("Ben")
    typed = {"key": "key-of-cleo"}
    seen = [the_same(Client().post(door_to(each, verb), typed, **headers), each) for each in (circle, NOWHERE)]
    assert seen[0] == seen[1]
    assert seen[0][0] in (404, 410)
    assert Circle.objects.values_list("version", flat=True).get() == 0


def test_member_without_a_place_is_as_much_an_outsider_as_cleo():
    meeting = a_meeting_on_now()
    _maple, circle = a_guest("Maple")
    ben = Client()
    ben.force_login(one_who_belongs(a_member("Ben"), meeting))
    assert [ben.get(page(circle, part)).status_code for part in PARTS] == [404, 404, 404]


@pytest.mark.parametrize("why", [{"claimed": False}, {"has_circle": False}])
def test_door_of_a_group_that_has_not_answered_or_holds_no_circle_is_not_there(why):
    a_meeting_on_now(**why)
    nowhere = Circle(slug="nowhere")
    seen = [
        the_same(getattr(Client(), way)(f"/meetings/{slug}/door/", {"name": "Cleo", "how": "listen"}), each)
        for way in ("get", "post")
        for slug, each in [("candlelight", Circle(slug="candlelight")), ("nowhere", nowhere)]
    ]
    assert [status for status, _headers, _words in seen] == [404, 404, 404, 404]
    assert seen[0][2] == seen[1][2]
    assert [Circle.objects.count(), Seat.objects.count()] == [0, 0]


def test_page_of_a_circle_someone_sits_in_opens_for_a_guest_and_for_a_member():
    meeting = a_meeting_on_now()
    maple, circle = a_guest("Maple")
    ben, same = a_member_inside(one_who_belongs(a_member("Ben"), meeting), "Benjamin")
    assert circle == same
    assert [each.get(page(circle, part)).status_code for each in (maple, ben) for part in PARTS] == [200] * 6


# The place cookie


def test_place_of_a_member_is_refused_once_signed_out():
    meeting = a_meeting_on_now()
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    ben.post("/sign-out/")
    assert cookie_name(circle.slug) in cookies_of(ben)  # the browser still holds it; it proves nothing any more
    assert [ben.get(page(circle, part)).status_code for part in PARTS] == [404, 404, 404]
    assert does(ben, circle, "leave").status_code == 404
    assert Seat.objects.get().left_at is None


def test_place_of_a_member_is_refused_to_whoever_signs_in_next_on_the_same_browser():
    meeting = a_meeting_on_now()
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    ben.post("/sign-out/")
    ben.force_login(a_member("Cleo"))
    assert ben.get(page(circle)).status_code == 404


def test_place_of_a_guest_holds_beside_a_later_sign_in_and_out():
    a_meeting_on_now()
    maple, circle = a_guest("Maple")
    maple.force_login(a_member("Maple"))
    assert maple.get(page(circle)).status_code == 200
    maple.post("/sign-out/")
    assert maple.get(page(circle)).status_code == 200


def proofs_that_prove_nothing(circle, seat, other):
    good = place_proof(seat, session_cookie=None)
    return {
        "nothing": "",
        "a bare id": seat.id,
        "cut short": good[:-1],
        "another end": good[:-4] + ("AAAA" if not good.endswith("AAAA") else "BBBB"),
        "another place of ours": place_proof(other, session_cookie=None),
        "another salt": signing.dumps([seat.id, circle.slug, "guest"], salt="other"),
        "another secret": signing.dumps([seat.id, circle.slug, "guest"], salt=SALT, key="not ours"),
        "another shape": signing.dumps([seat.id], salt=SALT),
        "no list": signing.dumps(7, salt=SALT),
        "a member's, unbound": signing.dumps([seat.id, circle.slug, "0" * 24], salt=SALT),
        "a seat that never was": signing.dumps(["f" * 16, circle.slug, "guest"], salt=SALT),
    }


def test_place_cookie_that_is_forged_or_taken_elsewhere_opens_nothing():
    circle, elsewhere = a_circle(a_meeting_on_now()), a_circle(a_meeting_on_now(slug="elsewhere"))
    seat, other = seated(circle, "Ben"), seated(elsewhere, "Cleo")
    tried = proofs_that_prove_nothing(circle, seat, other)
    assert {what: opened_with(proof, circle, "state/") for what, proof in tried.items()} == dict.fromkeys(tried, 404)
    assert opened_with(place_proof(seat, session_cookie=None), circle, "state/") == 200  # as the rest could have


def test_place_in_knows_a_seat_only_for_its_own_circle_and_sign_in():
    circle = a_circle(a_meeting_on_now())
    seat = seated(circle, "Ben")
    proof = place_proof(seat, session_cookie="a sign-in")
    cookies = {cookie_name(circle.slug): proof, "sessionid": "a sign-in"}
    assert place_in(cookies, circle.slug) == seat.id
    assert place_in(cookies | {"sessionid": "another"}, circle.slug) is None
    assert place_in({cookie_name(circle.slug): proof}, circle.slug) is None
    assert place_in({cookie_name("elsewhere"): proof, "sessionid": "a sign-in"}, "elsewhere") is None


def test_place_cookie_names_nobody_and_can_be_read_by_no_script():
    a_meeting_on_now()
    maple, circle = a_guest("Maple")
    kept = {name: maple.cookies[name] for name in (cookie_name(circle.slug), "guest")}
    assert [(each["httponly"], each["samesite"], each["max-age"]) for each in kept.values()] == [(True, "Lax", "")] * 2
    assert ["Maple" in each.value for each in kept.values()] == [False, False]
    assert signing.loads(kept[cookie_name(circle.slug)].value, salt=SALT) == [
        seat_of(maple, circle).id,
        circle.slug,
        "guest",
    ]


def test_two_tabs_of_one_browser_share_a_place_and_may_sit_in_two_circles():
    a_meeting_on_now()
    a_meeting_on_now(slug="elsewhere")
    maple, circle = a_guest("Maple")
    other = comes_in(maple, "Maple", door="/meetings/elsewhere/door/")
    assert [maple.get(page(each)).status_code for each in (circle, other, circle)] == [200, 200, 200]
    assert [Seat.objects.filter(circle=each).count() for each in (circle, other)] == [1, 1]


# Coming back


def test_guest_who_comes_through_the_door_again_has_the_same_place_under_the_new_name():
    a_meeting_on_now()
    maple, circle = a_guest("Maple")
    seat = seat_of(maple, circle)
    assert "Back to my place" in text(maple.get(DOOR))
    comes_in(maple, "Willow")
    assert [seat_of(maple, circle).id, Seat.objects.count()] == [seat.id, 1]
    assert "You are here as Willow." in text(maple.get(page(circle)))


def test_guest_whose_place_cookie_is_gone_is_known_by_the_guest_cookie():
    a_meeting_on_now()
    maple, circle = a_guest("Maple")
    seat = seat_of(maple, circle)
    del maple.cookies[cookie_name(circle.slug)]
    comes_in(maple, "Maple")
    assert [seat_of(maple, circle), Seat.objects.count()] == [seat, 1]


def test_guest_who_presses_the_doors_button_twice_gets_one_place():
    a_meeting_on_now()
    door = Client().get(DOOR).content.decode()
    typed = {"name": "Maple", "how": "listen", "guest": re.search(r'name="guest" value="([^"]+)"', door)[1]}
    # A browser drops the answer to the first press, and its cookies with it.
    answers = [Client().post(DOOR, typed) for _ in range(2)]
    assert [[answer.status_code for answer in answers], Seat.objects.count()] == [[302, 302], 1]


def test_guest_token_that_we_did_not_sign_makes_a_new_guest():
    a_meeting_on_now()
    forged = {"how": "listen", "guest": "forged"}
    assert [Client().post(DOOR, forged | {"name": name}).status_code for name in ("Maple", "Willow")] == [302, 302]
    assert Seat.objects.count() == 2


def test_member_on_a_second_device_has_the_same_place():
    meeting = a_meeting_on_now()
    ben = one_who_belongs(a_member("Ben"), meeting)
    phone, circle = a_member_inside(ben, "Benjamin")
    laptop, _ = a_member_inside(ben, "Benjamin")
    assert [seat_of(phone, circle), Seat.objects.count()] == [seat_of(laptop, circle), 1]
    assert [each.get(page(circle)).status_code for each in (phone, laptop)] == [200, 200]


def test_two_guests_have_two_places():
    a_meeting_on_now()
    maple, circle = a_guest("Maple")
    willow, _ = a_guest("Willow")
    assert [seat_of(each, circle).place for each in (maple, willow)] == [1, 2]


def opened_with(proof, circle, part):
    client = Client()
    client.cookies[cookie_name(circle.slug)] = proof
    return client.get(page(circle, part)).status_code


def test_whoever_left_is_out_and_may_come_back_to_the_same_place():
    a_meeting_on_now()
    maple, circle = a_guest("Maple")
    seat, proof = seat_of(maple, circle), maple.cookies[cookie_name(circle.slug)].value
    a_guest("Willow")
    left = does(maple, circle, "leave")
    assert [left.status_code, left["Location"]] == [302, "/"]
    assert [maple.get(page(circle)).status_code, maple.get(page(circle, "state/")).status_code] == [404, 404]
    assert {part: opened_with(proof, circle, part) for part in PARTS} == {"": 302, "ring/": 410, "state/": 404}
    comes_in(maple, "Maple")
    assert [seat_of(maple, circle).id, seat_of(maple, circle).place, seat_of(maple, circle).left_at] == [
        seat.id,
        1,
        None,
    ]
    assert maple.get(page(circle)).status_code == 200


# After closing


def test_closed_circle_says_so_kindly_to_whoever_sat_there_and_is_not_there_for_others():
    meeting = a_meeting_on_now(script=[{"kind": "closing", "title": "Closing"}], after_meeting=False)
    ben, circle = a_member_inside(one_who_belongs(a_member("Ben"), meeting))
    maple, _ = a_guest("Maple")
    assert does(ben, circle, "open").status_code == 302
    assert does(ben, circle, "close").status_code == 302
    assert does(maple, circle, "close").status_code == 302
    assert Circle.objects.get().closed_at is not None
    inside = maple.get(page(circle))
    assert [inside.status_code, "This circle has closed" in text(inside)] == [410, True]
    assert "Thank you for having been there." in text(inside)
    assert inside.cookies[cookie_name(circle.slug)]["max-age"] == 0
    assert [ben.get(page(circle, "state/")).status_code, ben.get(page(circle, "ring/")).status_code] == [410, 410]
    assert [does(ben, circle, "hand").status_code, Client().get(page(circle)).status_code] == [410, 404]
    shut = Client().get(DOOR)
    assert [shut.status_code, "Tonight’s circle has closed." in text(shut)] == [200, True]


# Standing


def test_member_who_said_they_belong_today_cannot_steer_tonight():
    meeting = a_meeting_on_now()
    ben = a_member("Ben")
    belongs(ben, meeting.group, since=datetime.now(meeting.group.body.tz).date())
    inside, circle = a_member_inside(ben)
    one_who_does, _ = a_member_inside(one_who_belongs(a_member("Dee"), meeting))
    assert [
        does(inside, circle, "take-host").status_code,
        does(one_who_does, circle, "take-host").status_code,
    ] == [409, 302]
