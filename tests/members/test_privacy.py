"""Everything held about me: seen, taken along, erased. The walk through all storeys is tests/journeys/test_forgotten.py."""

import json
from importlib import import_module
from importlib.util import find_spec

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings as house

from members.models import Member
from members.rules.mail import keep_address
from tests.members.cast import PASSWORD, a_member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    member = a_member("Ana", zone="Europe/Madrid")
    keep_address(member=member, address="ana@example.org")
    return signed_in(client, member)


def own_part(client):
    return json.loads(client.post("/you/privacy/").content)["you"]


def test_page_says_in_words_what_is_held(ana):
    part = ana.get("/you/privacy/").context["held"][0]
    assert [part.title, *part.lines[:4]] == [
        "You",
        "The name Ana.",
        "Your password, as a hash from which it cannot be read. It is left out of the file.",
        "The e-mail address ana@example.org.",
        "The time zone Europe/Madrid.",
    ]


def test_file_holds_the_same_and_its_name_says_nothing(ana, settings):
    settings.SITE_NAME, settings.QUIET_NAME = "Sober Fellowship", "Rooms"
    answer = ana.post("/you/privacy/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="rooms.json"'
    part = json.loads(answer.content)["you"]
    assert (part["name"], part["e-mail"], part["time_zone"]) == ("Ana", "ana@example.org", "Europe/Madrid")
    assert Member.objects.get().password not in answer.content.decode()


def test_cleo_reads_nothing_of_ana(ana, client):
    signed_in(client, a_member("Cleo"))
    assert "ana@example.org" not in client.get("/you/privacy/").content.decode()
    assert (own_part(client)["name"], own_part(client)["e-mail"]) == ("Cleo", "")


@pytest.mark.parametrize(("path", "method"), [("", "get"), ("", "post"), ("erase/", "get"), ("erase/", "post")])
def test_visitor_is_led_to_the_door(client, path, method):
    a_member("Ana")
    answer = getattr(client, method)(f"/you/privacy/{path}")
    assert answer.url == f"/sign-in/?next=/you/privacy/{path}"
    assert Member.objects.count() == 1


@pytest.mark.parametrize("guess", ["", "guess"])
def test_erasing_asks_for_the_password(ana, guess):
    response = ana.post("/you/privacy/erase/", {"password": guess})
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["password"])
    assert Member.objects.count() == 1


def test_password_guesses_are_slowed_per_member(ana):
    answers = [ana.post("/you/privacy/erase/", {"password": "guess"}).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_erasing_says_before_what_goes_and_leaves_nothing(ana):
    other_device = signed_in(type(ana)(), Member.objects.get())
    before = ana.get("/you/privacy/erase/")
    assert [(part.title, part.after) for part in before.context["held"]][:1] == [("You", "All of it goes.")]
    answer = ana.post("/you/privacy/erase/", {"password": PASSWORD})
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (200, '"cookies", "storage"')
    assert "It is erased" in answer.content.decode()
    assert (Member.objects.count(), EmailAddress.objects.count()) == (0, 0)
    assert [client.get("/you/").status_code for client in (ana, other_device)] == [302, 302]


def test_erased_name_is_free_and_opens_nothing_of_before(ana, client):
    ana.post("/you/privacy/erase/", {"password": PASSWORD})
    client.post("/sign-up/", {"name": "Ana", "password": "rain on a tin roof", "email": "", "device": "shared"})
    assert (own_part(client)["name"], own_part(client)["e-mail"]) == ("Ana", "")


def test_others_stay_as_they_are(ana):
    ben = a_member("Ben")
    keep_address(member=ben, address="ana@example.org")
    ana.post("/you/privacy/erase/", {"password": PASSWORD})
    assert list(Member.objects.values_list("name", flat=True)) == ["Ben"]
    assert EmailAddress.objects.get().user_id == ben.pk


def test_every_storey_that_points_at_a_member_says_what_it_holds_and_forgets_it():
    """Invariant 64: a row that names a member may not be added without both."""
    pointing = {
        model._meta.app_label
        for model in apps.get_models()
        if model._meta.app_label in set(house.STOREYS) - {"members"}
        for field in model._meta.local_fields
        if field.related_model is Member
    }
    silent = {
        storey
        for storey in pointing
        for room, hook in (("access", "held_about"), ("rules.forgetting", "forget_member"))
        if find_spec(f"{storey}.{room}") is None or not hasattr(import_module(f"{storey}.{room}"), hook)
    }
    assert silent == set()
