"""What belonging asks for: a body's text in versions, and a group's own word for it each year."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from groups.access import listed_groups, published_groups
from groups.models import Affirmation, Conditions
from groups.rules.conditions import A_YEAR, NotItsServant, WrittenMeanwhile, affirm, in_force, write_down
from groups.rules.held_names import TALK_WORDS
from groups.rules.refusals import NotTheSecretary
from rotation.models import Link, LinkKind
from tests.groups.cast import NOW, a_group, a_member
from tests.rotation.cast import a_body, a_role, a_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def north():
    return a_body("North", slug="north")


@pytest.fixture
def ana(north):
    """Ana serves as secretary of North and of Lamp, which has its place there."""
    ana = a_member("Ana")
    a_term(ana, a_role(north, "Convener"))
    group = a_group("Lamp", slug="lamp", secretary=ana, known_at=NOW)
    said = {"offered_at": NOW, "child_yes_at": NOW, "parent_yes_at": NOW}
    Link.objects.create(child=group.body, parent=north, kind=LinkKind.SERVICE, **said)
    ana.lamp = group
    return ana


def writes(north, member, lines, *, seen=0, words=(), now=NOW):
    said = {"lines": lines, "talk_words": list(words), "why": "Assembly of 12 October"}
    return write_down(body=north, member=member, seen=seen, now=now, **said)


def test_change_is_a_new_version_with_who_by_position_and_when(north, ana):
    assert (in_force(north).version, in_force(None).talk_words) == (0, TALK_WORDS)
    writes(north, ana, ["We meet."])
    assert writes(north, ana, ["We meet."], seen=1).version == 1  # the same is no change
    writes(north, ana, ["We meet.", "We listen."], seen=1, words=["bank"])
    now = in_force(ana.lamp.body)  # from the body above
    assert (now.version, now.lines, now.position, now.at) == (2, ["We meet.", "We listen."], "Convener", NOW)
    assert Conditions.objects.get(version=1).lines == ["We meet."]
    with pytest.raises(WrittenMeanwhile):
        writes(north, ana, ["Mine."], seen=1)
    with pytest.raises(NotItsServant):
        writes(north, a_member("Cleo"), ["Mine."], seen=2)


def test_affirmation_names_version_and_day_and_keeps_the_words(north, ana):
    writes(north, ana, ["We meet.", "We listen."])
    for _twice in range(2):
        affirm(group=ana.lamp, member=ana, lines=["We listen.", "Something else"], now=NOW)
    writes(north, ana, ["Otherwise."], seen=1)
    said = Affirmation.objects.get()
    assert (said.body, said.version, said.lines, said.at) == (north, 1, ["We listen."], NOW)
    with pytest.raises(NotTheSecretary):
        affirm(group=ana.lamp, member=a_member("Cleo"), lines=["Otherwise."], now=NOW)


def test_lapsed_affirmation_changes_one_line_on_the_groups_own_page_and_no_listing(ana):
    said = affirm(group=ana.lamp, member=ana, lines=in_force(None).lines, now=timezone.now())
    fresh = Client().get("/groups/lamp/").content.decode().splitlines()
    said.at -= A_YEAR + timedelta(days=1)
    said.save()
    lapsed = Client().get("/groups/lamp/").content.decode().splitlines()
    changed = [now for was, now in zip(fresh, lapsed, strict=True) if was != now and "csrfmiddlewaretoken" not in now]
    assert (len(changed), "yearly word is due" in changed[0]) == (1, True)
    assert ana.lamp in listed_groups(now=NOW)
    assert ana.lamp in published_groups(now=NOW)


def test_pages_are_for_everyone_to_read_and_for_servants_to_write(north, ana):
    client, cleo = Client(), Client()
    client.force_login(ana)
    page, lamp = "/bodies/north/conditions/", "/groups/lamp/affirm/"
    typed = {
        "lines": " We   meet. \n\nWe meet.\nWe listen.",
        "talk_words": "bank, bank,, clinic",
        "why": "Assembly",
        "version": "0",
    }
    assert client.post(page, typed | {"lines": "x" * 301}).status_code == 400
    assert client.post(page, typed).status_code == 302
    assert client.post(page, typed | {"lines": "Mine."}).status_code == 400  # written meanwhile, and still there
    assert "We listen." in cleo.get(page).content.decode()
    assert Conditions.objects.get().talk_words == ["bank", "clinic"]
    assert "What belonging asks for" in cleo.get("/bodies/north/").content.decode()
    assert client.post(lamp, {"affirmed": ["0.0"]}).status_code == 400  # read before the change
    assert client.post(lamp, {"affirmed": ["1.1"]}).status_code == 302
    assert Affirmation.objects.get().lines == ["We listen."]
    assert "We listen." in cleo.get(lamp).content.decode()
    assert [cleo.post(each, {}).status_code for each in (page, lamp)] == [404, 404]
