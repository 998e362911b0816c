"""The form of a new group, its own address, and the queue of those who welcome it."""

import re

import pytest
from django.test import Client

from groups.access import waiting_for as groups_waiting
from groups.models import Arrival, Group
from rotation.access import waiting_for as offered
from rotation.models import Duty, Link
from tests.groups.cast import FAR_OFF, LONG_AGO, NOW, a_group, a_member, an_arrival
from tests.groups.secretary import as_sent
from tests.rotation.cast import a_body, a_role, a_term

pytestmark = pytest.mark.django_db
QUEUE = "/bodies/north/new-groups/"


@pytest.fixture
def ana():
    """A browser of Ana's, who welcomes new groups in North."""
    member, client = a_member("Ana"), Client()
    a_term(member, a_role(a_body("North", slug="north"), "Welcome", (Duty.WELCOME,)), LONG_AGO, FAR_OFF)
    client.force_login(member)
    return client


def sends(client, **typed):
    """The form as the page shows it, with that typed in."""
    form = as_sent(client.get("/new-group/"), **typed)
    return client.post("/new-group/", form), form


def test_from_the_form_to_the_listing_without_an_account(ana, client):
    page = client.get("/new-group/").context["form"]
    answer, form = sends(
        client, name="  Lamp  Light ", days=["2"], time="19:00", affirmed=list(page.lines)[:2], words="Hi"
    )
    assert client.post("/new-group/", form)["Location"] == answer["Location"]  # sent twice, there once
    here = answer["Location"]
    arrival = Arrival.objects.get()
    assert (arrival.name, arrival.body.slug, len(arrival.affirmed["lines"])) == ("Lamp Light", "north", 2)
    assert "in conversation" in client.get(here).content.decode()
    assert client.post(here, {"act": "list"}).status_code == 302
    assert not Group.objects.exists()  # not yet

    assert "1 new group would like a word" in ana.get("/bodies/north/").content.decode()
    assert "waiting since today" in ana.get(QUEUE).content.decode()
    talk = f"{QUEUE}{arrival.pk}/"
    assert "two or more people" in ana.get(talk).content.decode()
    first, second = re.findall(r'name="act" value="(\w+)">Send', ana.get(talk).content.decode())
    assert (first, second) == ("write", "answered")  # what Enter sends lists nothing
    ana.post(talk, {"words": "Hello?", "key": "f" * 32, "act": first})
    assert not Group.objects.exists()
    assert "is listed at once, as you asked" in client.get(here).content.decode()
    key = ana.get(talk).context["form"].initial["key"]
    ana.post(talk, {"words": "Welcome!", "key": key, "act": "answered"})
    assert (
        ana.post(talk, {"words": "Welcome!", "key": key, "act": "answered"}).status_code == 404
    )  # it has left the queue

    page = client.get(here).content.decode()
    assert "Welcome!" in page
    assert "You are listed" in page
    assert "New, not yet visited." in client.get("/groups/lamp-light/").content.decode()
    assert "Lamp Light" in client.get("/meetings/").content.decode()
    cleo = Client()
    assert (
        "/login" in cleo.post(here, {"act": "serve"})["Location"]
        or cleo.post(here, {"act": "serve"}).status_code == 302
    )
    cleo.force_login(a_member("Cleo"))
    cleo.post(here, {"act": "serve"})
    assert "Change this page" in cleo.get("/groups/lamp-light/").content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": ""}, "name"), ({"time": "19:00"}, "days"), ({"days": ["2"]}, "time"), ({"mailbox": "beans"}, "mailbox"),
        ({"link": "beans"}, "link"), ({"zone": "Moon/Far"}, "zone"), ({"affirmed": ["7.1"]}, "affirmed"),
    ],
)  # fmt: skip
def test_what_is_unclear_is_said_beside_it_and_nothing_written_is_lost(client, typed, says):
    answer, form = sends(client, **{"name": "Lamp", "words": "All of this stays"} | typed)
    assert (answer.status_code, [*answer.context["form"].errors]) == (400, [says])
    page = answer.content.decode()
    assert "All that you wrote is still here" in page
    assert "All of this stays" in page
    assert form["kept_as"] in page
    assert not Arrival.objects.exists()


def test_name_is_talked_about_and_changed(ana, client):
    here = sends(client, name="Lamp Clinic")[0]["Location"]
    assert "may sound like a tie" in client.get(here).content.decode()
    assert "“Clinic”" in ana.get(QUEUE).content.decode()
    client.post(f"{here}change/", as_sent(client.get(f"{here}change/"), name="Lamp"))
    assert "may sound like a tie" not in client.get(here).content.decode()
    client.post(here, {"act": "take-back"})
    assert "You took it back" in client.get(here).content.decode()
    assert "Nobody is waiting" in ana.get(QUEUE).content.decode()


def test_others_find_no_queue(ana, client):
    sends(client, name="Lamp")
    ben = Client()
    ben.force_login(a_member("Ben"))
    for other in (client, ben):
        for page in (QUEUE, f"{QUEUE}{Arrival.objects.get().pk}/"):
            assert other.get(page).status_code == 404
        assert "New groups" not in other.get("/bodies/north/").content.decode()
    assert client.get(f"/new-group/{'0' * 32}/").status_code == 404


def test_mailbox_and_words_stand_on_no_page_for_others(ana, client):
    here = sends(client, name="Lamp", days=["2"], time="19:00", mailbox="lamp@example.org", words="Private words")[0][
        "Location"
    ]
    talk = f"{QUEUE}{Arrival.objects.get().pk}/"
    ana.post(talk, {"words": "Welcome!", "key": "d" * 32, "act": "answered"})
    for page in ("/groups/lamp/", "/groups/lamp/life/", "/meetings/lamp/", "/groups/", "/bodies/north/"):
        said = Client().get(page).content.decode()
        assert [word in said for word in ("lamp@example.org", "Private words", "Welcome!", here)] == [False] * 4


@pytest.mark.parametrize("rows", [1, 3])
def test_front_page_tells_that_new_groups_and_places_wait_in_as_many_queries(rows, django_assert_num_queries):
    ana, cleo, south = a_member("Ana"), a_member("Cleo"), a_body("South", slug="south")
    a_term(ana, a_role(south, "All", (Duty.WELCOME, Duty.SECRETARY)), LONG_AGO, FAR_OFF)
    for row in range(rows):
        an_arrival(f"Lamp {row}", body=south if row else None)
        Link.objects.create(child=a_body(f"B{row}", slug=f"b{row}"), parent=south, offered_at=NOW, child_yes_at=NOW)
    with django_assert_num_queries(3):  # who serves where, with which duties, and what is offered
        lines = [line for panel in offered(member=ana, now=NOW) for line in panel.context.get("lines", [])]
        assert len(lines) == 1
    found = groups_waiting(member=ana, now=NOW) + offered(member=ana, now=NOW)
    said = {line.address: line.label for panel in found for line in panel.context.get("lines", [])}
    assert [said[each][0] for each in ("/bodies/south/new-groups/", "/bodies/south/links/")] == [str(rows)] * 2
    assert not [panel for panel in groups_waiting(member=cleo, now=NOW) if "lines" in panel.context]
    assert offered(member=cleo, now=NOW) == []


def test_welcomer_sees_that_a_group_of_this_name_is_there_and_all_that_was_written(ana, client):
    a_group("Lamp", slug="an-older-lamp")
    typed = {"place": "Red door", "address": "1 Quay Street", "venue": "place", "mailbox": "lamp@example.org"}
    here = sends(client, name="Lamp", duties=["host"], languages=["es"], **typed)[0]["Location"]
    talk = f"{QUEUE}{Arrival.objects.get().pk}/"
    for page in (ana.get(QUEUE), ana.get(talk)):
        assert "There is a group of this name already" in page.content.decode()
        assert "/groups/an-older-lamp/" in page.content.decode()
    for page in (ana.get(talk), client.get(here)):
        shown = page.content.decode()
        assert "Red door<br>1 Quay Street" in shown
        for word in ("lamp@example.org", "español", "Host", "by appointment"):
            assert word in shown
