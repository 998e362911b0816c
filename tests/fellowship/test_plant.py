from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from groups.models import Meeting
from members.models import Member
from rotation.models import Body


def plant():
    out = StringIO()
    try:
        call_command("plant", stdout=out)
    finally:
        connection.close()
    return out.getvalue().splitlines()


@pytest.mark.django_db
def test_plant_says_whom_to_sign_in_as_and_plants_only_once():
    out = StringIO()
    call_command("plant", stdout=out)
    said = out.getvalue()
    assert said.startswith("Planted a small fellowship.\n")
    assert "The password of all three is: candlelight" in said
    planted = (Body.objects.count(), Meeting.objects.count(), Member.objects.count())
    again = StringIO()
    call_command("plant", stdout=again)
    assert again.getvalue() == "A fellowship stands here already; nothing was planted.\n"
    assert (Body.objects.count(), Meeting.objects.count(), Member.objects.count()) == planted


@pytest.mark.django_db
def test_plant_leaves_a_house_alone_where_anything_stands():
    Body.objects.create(name="Ours", slug="ours", created_at="2026-01-01T00:00Z")
    out = StringIO()
    call_command("plant", stdout=out)
    assert out.getvalue() == "A fellowship stands here already; nothing was planted.\n"
    assert (Body.objects.count(), Member.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_two_who_plant_at_once_plant_one_fellowship():
    with ThreadPoolExecutor(3) as planters:
        said = [future.result()[0] for future in [planters.submit(plant) for _ in range(3)]]
    assert sorted(said) == ["A fellowship stands here already; nothing was planted."] * 2 + [
        "Planted a small fellowship."
    ]
    assert Body.objects.filter(slug="orilla").count() == 1
