"""The page of a body's place among others: everyone reads it, whoever serves as secretary says yes or no."""

from datetime import date

import pytest
from django.test import Client

from rotation.models import Link
from tests.rotation.cast import a_body, a_member, a_role, a_term

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def served(name):
    body, servant, client = a_body(name, slug=name.lower()), a_member(f"{name} servant"), Client()
    a_term(servant, a_role(body), starts_on=date(2000, 1, 1), ends_on=date(2999, 1, 1))
    client.force_login(servant)
    return client, f"/bodies/{body.slug}/links/"


def words(client, page):
    return client.get(page).content.decode()


def test_two_servants_link_their_bodies_and_the_lower_one_leaves(client):
    (ana, lamp), (ben, north) = served("Lamp"), served("North")
    assert ana.post(lamp, {"other": "north", "way": "up", "kind": "voice"}, follow=True).status_code == 200
    assert "Lamp would have its place in North" in words(ben, north)
    link = Link.objects.get()
    assert "We say yes" not in words(ana, lamp)
    assert "Take it back" in words(ana, lamp)
    ben.post(north, {"yes": link.pk})
    assert '<a href="/bodies/north/links/">North</a>' in words(client, lamp)
    assert '<a href="/bodies/lamp/">Lamp</a>' in words(client, north)
    ana.post(lamp, {"end": link.pk})
    assert "Nowhere yet." in words(client, lamp)


def test_naming_another_while_one_stands_asks_to_move():
    (ana, lamp), (ben, north), (cid, south) = served("Lamp"), served("North"), served("South")
    ana.post(lamp, {"other": "North", "way": "up", "kind": "voice"})
    ben.post(north, {"yes": Link.objects.get().pk})
    ana.post(lamp, {"other": "South", "way": "up", "kind": "voice"})
    asked = Link.objects.exclude(leaves=None).get()
    for client, page in ((ben, north), (cid, south)):
        assert "Lamp would move from North to South" in words(client, page)
        client.post(page, {"yes": asked.pk})
    assert "South</a>" in words(ana, lamp)
    assert "North</a>" not in words(ana, lamp)


def test_others_read_and_have_no_form(client):
    _ana, lamp = served("Lamp")
    assert "<form method" not in words(client, lamp).partition("<main")[2]
    assert client.post(lamp, {"other": "lamp", "way": "up", "kind": "voice"}).status_code == 404
    client.force_login(a_member("Cleo"))
    assert client.post(lamp, {"other": "lamp", "way": "up", "kind": "voice"}).status_code == 404


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"other": "nowhere", "way": "up", "kind": "voice"}, 400, "There is no body of that name here."),
        ({"other": "lamp", "way": "up", "kind": "voice"}, 400, "A body has no place in itself."),
        ({"other": "Twin", "way": "up", "kind": "voice"}, 400, "Several go by that name"),
        ({"yes": "9" * 5000}, 404, ""),
        ({"end": "1"}, 404, ""),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(sent, status, said):
    ana, lamp = served("Lamp")
    for slug in ("twin", "twin-2"):
        a_body("Twin", slug=slug)
    answer = ana.post(lamp, sent)
    assert (answer.status_code, said in answer.content.decode(), Link.objects.count()) == (status, True, 0)


def test_a_ring_is_refused_in_words():
    (ana, lamp), (ben, north) = served("Lamp"), served("North")
    ana.post(lamp, {"other": "north", "way": "up", "kind": "voice"})
    ben.post(north, {"yes": Link.objects.get().pk})
    said = ana.post(lamp, {"other": "north", "way": "down", "kind": "voice"}, follow=True).content.decode()
    assert "No body is above itself." in said


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_the_same_queries_however_many_have_a_place(rows, client, django_assert_num_queries):
    (ben, north) = served("North")
    for row in range(rows):
        ana, lamp = served(f"Lamp{row}")
        ana.post(lamp, {"other": "north", "way": "up", "kind": "voice"})
        ben.post(north, {"yes": Link.objects.latest("pk").pk})
    with django_assert_num_queries(7):
        client.get(north)
