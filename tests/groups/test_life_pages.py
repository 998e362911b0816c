"""The page of how a group is doing: who may say what there."""

import pytest
from django.test import Client
from django.utils import timezone

from groups.access import listed_groups
from groups.models import Contact, Group, Visit
from tests.groups.cast import a_group, a_meeting, a_member, belongs

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LIFE = "/groups/lamp/life/"


def kept(name, **facts):
    servant, client = a_member(f"{name} servant"), Client()
    group = a_group(name, slug=name.lower(), secretary=servant, **facts)
    a_meeting(group, slug=f"{name.lower()}-evening")
    client.force_login(servant)
    return client, group, servant


def test_the_secretary_keeps_the_contact_and_closes_and_comes_back():
    ana, lamp, _ = kept("Lamp")
    assert ana.post(LIFE, {"mailbox": "no mailbox"}).status_code == 400
    ana.post(LIFE, {"mailbox": "lamp@example.org"})
    assert Contact.objects.get().mailbox == "lamp@example.org"
    ana.post(LIFE, {"act": "close"})
    gone = ana.get("/groups/lamp/")
    assert (gone.status_code, "This group has closed." in gone.content.decode()) == (410, True)
    assert LIFE in gone.content.decode()
    assert LIFE not in Client().get("/groups/lamp/").content.decode()
    assert Client().get("/meetings/lamp-evening/").status_code == 410
    assert lamp not in listed_groups(now=timezone.now())
    ana.post(LIFE, {"act": "back"})
    assert lamp in listed_groups(now=timezone.now())


def test_two_secretaries_merge_and_part_again():
    (ana, lamp, _), (ben, _harbour, _) = kept("Lamp"), kept("Harbour")
    assert ana.post(LIFE, {"into": "nowhere"}).status_code == 400
    ana.post(LIFE, {"into": "harbour"})
    merger = {"merger": lamp.mergers.get().pk}
    assert "We say yes" in ben.get("/groups/harbour/life/").content.decode()
    ben.post("/groups/harbour/life/", {"act": "merge"} | merger)
    assert Group.objects.get(pk=lamp.pk).merged_into.body.slug == "harbour"
    ana.post(LIFE, {"act": "undo-merge"} | merger)
    assert Group.objects.get(pk=lamp.pk).merged_into is None


def test_a_neighbour_says_they_sat_there_and_that_it_was_a_mistake():
    kept("Lamp")
    ben, harbour, servant = kept("Harbour", known_at=timezone.now())
    belongs(servant, harbour)
    assert "New, not yet visited." in ben.get("/groups/lamp/").content.decode()
    ben.post(LIFE, {"act": "sat", "neighbour": harbour.pk})
    assert "New, not yet visited." not in ben.get("/groups/lamp/").content.decode()
    ben.post(LIFE, {"act": "did-not-sit", "neighbour": harbour.pk})
    assert Visit.objects.count() == 0
    assert ben.post(LIFE, {"act": "close"}).status_code == 404


def test_others_only_read(client):
    kept("Lamp")
    for act in ("rest", "close", "leave", "back", "sat", "answered", "unreached", "merge", "beans", ""):
        assert client.post(LIFE, {"act": act, "neighbour": "1", "merger": "1"}).status_code == 404
    assert "<form method" not in client.get(LIFE).content.decode().partition("<main")[2]


@pytest.mark.parametrize("sent", [{}, {"act": "beans"}, {"act": "sat", "neighbour": "9" * 5000}, {"act": "merge"}])
def test_what_means_nothing_is_not_found(sent):
    ana, _, _ = kept("Lamp")
    assert ana.post(LIFE, sent).status_code == 404


def test_what_a_group_lacks_is_named_to_its_own_and_to_nobody_else(client):
    group = a_group("Lamp", slug="lamp")
    a_meeting(group)
    ben = a_member("Ben")
    belongs(ben, group)
    for address in ("/groups/lamp/", "/groups/lamp/life/"):
        assert "issing yet" not in client.get(address).content.decode()
    client.force_login(ben)
    for address in ("/groups/lamp/", "/groups/lamp/life/"):
        assert "Missing yet: a contact, someone who serves." in client.get(address).content.decode()
