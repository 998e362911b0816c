"""A neighbouring group walks with a new one: offered, accepted, done."""

import pytest
from django.test import Client
from django.utils import timezone

from groups.models import Walk
from groups.rules.refusals import NotTheSecretary
from groups.rules.visits import NotANeighbour
from groups.rules.walking import IsOver, accept_walk, end_walk, offer_to_walk
from members.models import Member
from rotation.models import Record
from tests.groups.cast import NOW, a_group, a_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def lamp():
    return a_group("Lamp", slug="lamp", secretary=a_member("Ana"))


@pytest.fixture
def harbour():
    return a_group("Harbour", slug="harbour", secretary=a_member("Ben"), known_at=NOW)


def _member(name):
    return Member.objects.get(name=name)


def test_offered_by_a_servant_accepted_by_the_new_group_and_done(lamp, harbour):
    walks = [offer_to_walk(group=lamp, neighbour=harbour, member=_member("Ben"), now=NOW) for _twice in range(2)]
    assert (walks[0], Walk.objects.count()) == (walks[1], 1)
    with pytest.raises(NotTheSecretary):
        accept_walk(walk=walks[0], member=_member("Ben"), now=NOW)
    assert accept_walk(walk=walks[0], member=_member("Ana"), now=NOW).accepted_at == NOW
    assert end_walk(walk=walks[0], speaking=harbour, member=_member("Ben"), now=NOW).done_at == NOW
    with pytest.raises(IsOver):
        end_walk(walk=walks[0], speaking=lamp, member=_member("Ana"), now=NOW)
    told = [[line.verb for line in Record.objects.filter(body=each.body)][1:] for each in (lamp, harbour)]
    assert told == [["walk-offered", "walk-accepted", "walk-done"]] * 2


def test_nobody_offers_for_a_group_that_they_do_not_serve_or_that_nobody_knows(lamp, harbour):
    for group, neighbour, name in ((lamp, harbour, "Ana"), (harbour, lamp, "Ana"), (harbour, harbour, "Ben")):
        with pytest.raises(NotANeighbour):
            offer_to_walk(group=group, neighbour=neighbour, member=_member(name), now=NOW)


def test_page_says_who_walks_along_and_lets_the_two_speak(lamp, harbour):
    ana, ben, visitor = Client(), Client(), Client()
    ana.force_login(_member("Ana"))
    ben.force_login(_member("Ben"))
    page = "/groups/lamp/company/"
    assert "Harbour would walk with them" in ben.get(page).content.decode()
    ben.post(page, {"act": "offer", "neighbour": harbour.pk})
    walk = {"walk": Walk.objects.get().pk}
    assert "Yes, gladly" in ana.get(page).content.decode()
    ana.post(page, {"act": "accept"} | walk)
    assert "walks along since" in visitor.get(page).content.decode()
    assert visitor.post(page, {"act": "end"} | walk).status_code == 404
    assert ana.post(page, {"act": "beans"} | walk).status_code == 404
    ben.post(page, {"act": "end"} | walk)
    assert "Nobody just now." in visitor.get(page).content.decode()
    assert Walk.objects.get().done_at <= timezone.now()
