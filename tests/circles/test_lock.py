"""Changing the lock (circles.md 8.13): a new address at once, for those who sit here and for nobody else."""

import json

import pytest
from django.test import Client

from circles.models import CareTaken, Circle, Knock, Seat
from circles.rules.acts import able
from circles.rules.lock import AT_ONCE
from circles.rules.refusals import LockJustChanged, NotYours
from circles.scene import line_text, my_line
from rooms.memory import memory
from tests.circles.cast import BEN, CLEO, DEE, EVA, HANDS, PIECE, SHARING, after, does, piece
from tests.circles.test_hostile import NOT_YOURS, an_evening_with_sockets, code_of, socket_of
from tests.circles.test_knocks_pages import WAITING, a_host_and_a_knock
from tests.circles.test_safety_views import aims, evening  # noqa: F401
from tests.circles.troubled import cares, speaking, with_door
from tests.circles.visiting import (
    DOOR,
    SCRIPTED,
    a_guest,
    cookies_of,
    does_by_script,
    page,
    seat_of,
    text,
)
from tests.circles.visiting import does as presses

# Who may


@pytest.mark.parametrize("seat", ["ana", "ben"])
def test_point_13_lock_is_changed_by_the_host_or_the_door_alone(seat):
    table = with_door(speaking(), "ben")
    before = table.circle.slug
    does(table, seat, "change-lock", after(10))
    assert table.circle.slug != before
    assert [table.circle.lock_changed_at, table.circle.slow_door, piece(table)] == [after(10), True, ("share", "cleo")]
    assert cares(table) == [("change-lock", seat, None)]


@pytest.mark.parametrize("seat", ["ben", "cleo"])
def test_point_13_lock_is_nobody_elses_to_change_while_someone_serves(seat):
    table = speaking()
    with pytest.raises(NotYours):
        does(table, seat, "change-lock", after(10))
    assert [table.circle.lock_changed_at, "change-lock" in able(table, seat, after(10))] == [None, False]


def test_point_13_lock_takes_two_members_where_neither_host_nor_door_is_here_and_never_a_guest():
    table = speaking(host=None)
    before = table.circle.slug
    does(table, "ben", "change-lock", after(10))
    with pytest.raises(NotYours):
        does(table, "eva", "change-lock", after(11))
    assert table.circle.slug == before
    does(table, "dee", "change-lock", after(20))
    assert [table.circle.slug != before, cares(table)] == [
        True,
        [("change-lock", "ben", None), ("change-lock", "dee", None)],
    ]


def test_point_13_wish_to_change_the_lock_stands_while_the_script_goes_on_and_lapses_by_itself():
    table = speaking([BEN, DEE, CLEO, EVA], host=None, script=(HANDS, SHARING, PIECE))
    does(table, "cleo", "done", after(1))
    does(table, "eva", "listen", after(1))
    does(table, "ben", "change-lock", after(2))
    for seat in ("ben", "dee"):
        does(table, seat, "forward", after(3))
    does(table, "dee", "change-lock", after(63))
    assert [table.circle.segment, table.circle.lock_changed_at] == [1, None]
    does(table, "ben", "change-lock", after(64))
    assert table.circle.lock_changed_at == after(64)


def test_point_13_lock_pressed_by_two_at_once_is_changed_once_and_again_a_little_later():
    table = with_door(speaking(), "ben")
    does(table, "ana", "change-lock", after(10))
    address = table.circle.slug
    with pytest.raises(LockJustChanged):
        does(table, "ben", "change-lock", after(10))
    assert table.circle.slug == address
    does(table, "ben", "change-lock", after(10) + AT_ONCE)
    assert table.circle.slug != address


def test_own_line_with_the_new_address_is_still_short():
    table = with_door(speaking(), "ana")
    for duty in ("time", "greet", "caption", "read"):
        does(table, "ana", f"take-{duty}", after(70))
    does(table, "ana", "change-lock", after(71))
    lines = [line_text(my_line(table, seat, after(72))) for seat in table.seats]
    assert {json.loads(line)["at"] for line in lines} == {table.circle.slug}
    assert max(len(line) for line in lines) <= 400


# Through the doors


def changed(client, circle, by=presses):
    """The circle as it is once that person has changed its lock."""
    assert by(client, circle, "change-lock").status_code in (200, 302)
    now = Circle.objects.get()
    assert [now.slug != circle.slug, now.room] == [True, circle.room]
    return now


def proves_nothing_at(circle, *clients):
    """That the circle's address is nobody's for these."""
    return [each.get(page(circle, part)).status_code for each in clients for part in ("", "ring/", "state/")]


@pytest.mark.django_db
def test_point_13_lock_leads_whoever_sits_here_to_the_new_address_by_plain_pages(evening):  # noqa: F811
    people, circle = evening
    key = memory.known_key(circle.room)
    answer = presses(people["Ben"], circle, "change-lock")
    now = Circle.objects.get()
    assert [answer.status_code, answer["Location"]] == [302, page(now)]
    assert people["Ben"].get(page(now)).status_code == 200
    came = people["Maple"].get(page(circle))
    assert [came.status_code, came["Location"]] == [302, page(now)]
    assert "Everyone hears you" in text(people["Maple"].get(page(now)))
    framed = people["Willow"].get(page(circle, "ring/"))
    assert [framed["Location"], people["Willow"].get(page(now)).status_code] == [page(now, "ring/"), 200]
    assert [memory.known_key(now.room), Seat.objects.filter(left_at=None).count()] == [key, 4]
    proof, renewed = (people["Maple"].cookies[f"place-{slug}"] for slug in (circle.slug, now.slug))
    kept = ("httponly", "samesite", "secure", "path", "max-age")
    assert {name: renewed[name] for name in kept} == {name: proof[name] for name in kept}


@pytest.mark.django_db
def test_point_13_act_sent_to_the_old_address_counts_and_leads_to_the_new_one(evening):  # noqa: F811
    people, circle = evening
    now = changed(people["Ben"], circle)
    hand = presses(people["Willow"], circle, "hand")
    assert [hand.status_code, hand["Location"]] == [302, page(now)]
    assert [seat_of(people["Willow"], now).hand, people["Willow"].get(page(now)).status_code] == [2, 200]
    assert does_by_script(people["Maple"], circle, "done").status_code == 200
    assert people["Maple"].get(page(now)).status_code == 200
    refused = presses(people["Dee"], circle, "open")
    assert [refused.status_code, f"/circles/{now.slug}/do/hand/" in refused.content.decode()] == [409, True]
    assert people["Dee"].get(page(now)).status_code == 200


@pytest.mark.django_db
def test_point_13_lock_gives_a_script_the_new_address_with_the_proof_it_needs(evening):  # noqa: F811
    people, circle = evening
    now = changed(people["Ben"], circle, does_by_script)
    said = people["Maple"].get(page(circle, "state/"), **SCRIPTED)
    assert json.loads(said.content.decode().partition("\n")[0])["at"] == now.slug
    assert people["Maple"].get(page(now, "state/"), **SCRIPTED).status_code == 200
    again = does_by_script(people["Ben"], circle, "change-lock")
    assert [again.status_code, "has just been changed" in again.json()["say"]] == [409, True]


@pytest.mark.django_db
def test_point_13_old_address_tells_an_outsider_nothing_and_the_new_one_is_no_way_in(evening):  # noqa: F811
    people, circle = evening
    now, cleo = changed(people["Ben"], circle), Client()
    answers = [cleo.get(page(each)) for each in (circle, now, Circle())]
    assert [(each.status_code, each.content.replace(each.request["PATH_INFO"].encode(), b"")) for each in answers] == [
        (404, answers[2].content.replace(answers[2].request["PATH_INFO"].encode(), b""))
    ] * 3
    stolen = Client()
    stolen.cookies[f"place-{now.slug}"] = people["Maple"].cookies[f"place-{circle.slug}"].value
    assert proves_nothing_at(now, cleo, stolen) == [404] * 6
    assert now.slug not in text(cleo.get(DOOR)) + cleo.get(DOOR).content.decode()


@pytest.mark.django_db
def test_point_13_lock_carries_nobody_who_left_waits_or_was_asked_to_leave(evening):  # noqa: F811
    people, circle = evening
    reed, _ = a_guest("Reed")
    proof = reed.cookies[f"place-{circle.slug}"].value
    presses(reed, circle, "leave")
    reed.cookies[f"place-{circle.slug}"] = proof
    for each in ("Ben", "Dee"):
        aims(people, circle, each, "ask-to-leave", "Willow")
    aims(people, circle, "Ben", "to-door", "Maple")
    now = changed(people["Ben"], circle)
    door = people["Maple"].get(page(circle))
    assert ["Please wait at the door" in text(door), now.slug in door.content.decode()] == [True, False]
    assert "You were asked to leave" in text(people["Willow"].get(page(circle)))
    assert "You were asked to leave" in text(people["Willow"].get(DOOR))
    assert reed.get(page(circle))["Location"] == DOOR
    outside = [people["Maple"], people["Willow"], reed]
    assert proves_nothing_at(now, *outside) == [404] * 9
    assert [f"place-{now.slug}" in each.cookies for each in outside] == [False] * 3
    assert "Guests knock here" in text(reed.get(DOOR))
    back = reed.post(DOOR, {"name": "Reed", "how": "listen"})
    assert [back["Location"], Knock.objects.count(), now.slug in text(reed.get(WAITING))] == [WAITING, 1, False]
    presses(people["Ben"], now, "let-in", to="1")
    assert reed.get(WAITING)["Location"] == page(now)
    assert [reed.get(page(now)).status_code, Seat.objects.count()] == [200, 5]


@pytest.mark.django_db
def test_point_13_wait_at_the_door_ends_as_promised_though_the_lock_was_changed(evening):  # noqa: F811
    """circles.md 8.12: one servant alone keeps nobody out for longer than five minutes, by whatever they press."""
    people, circle = evening
    place = str(seat_of(people["Maple"], circle).place)
    aims(people, circle, "Ben", "to-door", "Maple")
    now = changed(people["Ben"], circle)
    assert people["Maple"].get(page(circle), **SCRIPTED).json() == {"state": "door"}
    assert presses(people["Ben"], now, "from-door", to=place).status_code == 302
    assert people["Maple"].get(page(circle), **SCRIPTED).json() == {"to": page(now)}
    assert people["Maple"].get(page(now)).status_code == 200


@pytest.mark.django_db
def test_point_13_lock_lets_nobody_in_who_had_been_answered_and_not_come_yet():
    ben, maple, circle = a_host_and_a_knock()
    presses(ben, circle, "let-in", to="1")
    now = changed(ben, circle)
    assert maple.get(WAITING, **SCRIPTED).json() == {"state": "knock"}
    assert Seat.objects.count() == 1
    presses(ben, now, "let-in", to="1")
    assert maple.get(WAITING, **SCRIPTED).json() == {"to": page(now)}


@pytest.mark.django_db
def test_point_13_wish_to_change_the_lock_is_read_by_the_other_member_alone(evening):  # noqa: F811
    people, circle = evening
    presses(people["Ben"], circle, "put-host")
    presses(people["Ben"], circle, "change-lock")
    said = "Ben wishes that the lock be changed."
    assert [said in text(people[name].get(page(circle))) for name in ("Dee", "Maple", "Willow")] == [True, False, False]
    now = changed(people["Dee"], circle)
    assert CareTaken.objects.filter(circle=now, verb="change-lock").count() == 2


@pytest.mark.django_db
def test_point_13_lock_speaks_spanish_too(evening):  # noqa: F811
    people, circle = evening
    ben = people["Ben"]
    ben.cookies["django_language"] = "es"
    assert "Cambiar la cerradura" in text(ben.get(page(circle)))
    changed(ben, circle)
    assert "se acaba de cambiar" in does_by_script(ben, circle, "change-lock").json()["say"]


@pytest.mark.django_db
def test_after_a_changed_lock_the_closing_says_what_it_always_says(evening):  # noqa: F811
    people, circle = evening
    now = changed(people["Ben"], circle)
    for who, verb in (("Maple", "done"), ("Ben", "forward"), ("Ben", "close")):
        assert presses(people[who], circle, verb).status_code in (302, 410)
    closed = people["Willow"].get(page(circle))  # a page nobody had looked at since
    assert [closed.status_code, "Or stay and talk" in text(closed)] == [410, True]
    assert [memory.known_key(now.room), Circle.objects.get().lock_changed_at] == [None, None]
    assert Client().get(page(circle)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_point_13_sockets_stay_open_and_come_back_by_the_old_address_only_for_those_who_sit_here():
    with an_evening_with_sockets() as (server, ben, circle):
        maple, _ = a_guest("Maple")
        presses(ben, circle, "take-host")
        with socket_of(server, circle, ben) as mine, socket_of(server, circle, maple) as theirs:
            for socket in (mine, theirs):
                socket.recv(timeout=10)
            presses(maple, circle, "leave")
            assert code_of(theirs) is not None
            now = changed(ben, circle)
            while json.loads(mine.recv(timeout=10).partition("\n")[0]).get("at") != now.slug:
                pass
            with socket_of(server, circle, ben) as again:  # a process that was started anew
                assert json.loads(again.recv(timeout=10).partition("\n")[0])["at"] == now.slug
            with socket_of(server, circle, maple) as gone:
                assert code_of(gone) == NOT_YOURS
            with socket_of(server, now, **cookies_of(maple)) as gone:
                assert code_of(gone) == NOT_YOURS
