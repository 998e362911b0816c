from datetime import timedelta

import pytest

from members.models import Member
from rotation.access import duties_of, services_of
from rotation.models import Body
from rotation.planting import is_planted, plant
from tests.rotation.cast import NOW

pytestmark = pytest.mark.django_db


def test_plant_sets_people_and_a_body_with_one_role_open():
    assert not is_planted()
    words = plant(now=NOW)
    ana, body = Member.objects.get(name="Ana"), Body.objects.get()
    assert is_planted()
    assert sorted(Member.objects.values_list("name", flat=True)) == ["Ana", "Ben", "Cleo"]
    assert ana.check_password("candlelight")
    assert [(each.role.title, each.names, each.is_open) for each in services_of(member=ana, body=body, now=NOW)] == [
        ("Convener", ["Ana"], False),
        ("Greeter", [], True),
        ("Welcome", ["Ana"], False),
    ]
    assert duties_of(member=ana, body=body, now=NOW + timedelta(days=120)) == set()
    assert words[-1] == "The password of all three is: candlelight"


def test_plant_leaves_a_member_of_that_name_and_their_password_alone():
    Member.objects.create_user("ana", "something else entirely")
    plant(now=NOW)
    assert Member.objects.get(name__iexact="ana").check_password("something else entirely")
