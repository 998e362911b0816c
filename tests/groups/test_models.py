import pytest
from django.db import IntegrityError, transaction

from tests.groups.cast import a_group, a_meeting, a_member, belongs

pytestmark = pytest.mark.django_db


def refused_by_the_database():
    return pytest.raises(IntegrityError)


def test_a_member_belongs_to_a_group_once_at_a_time():
    ben, group = a_member("Ben"), a_group()
    first = belongs(ben, group)
    with refused_by_the_database(), transaction.atomic():
        belongs(ben, group)
    first.ended_on = first.since
    first.save()
    belongs(ben, group)


@pytest.mark.parametrize(
    "facts",
    [{"minutes": 4}, {"minutes": 1441}, {"doors_minutes": 4}, {"doors_minutes": 31}, {"share_seconds": 29}],
)
def test_a_meeting_keeps_within_its_measures(facts):
    group = a_group()
    a_meeting(group, "within", minutes=5, doors_minutes=30, share_seconds=30)
    with refused_by_the_database(), transaction.atomic():
        a_meeting(group, "beyond", **facts)


def test_an_imported_key_is_one_meeting_and_one_group_within_its_feed():
    group = a_group(source="north", source_key="group a")
    a_meeting(group, "first", source="north", source_key="a")
    a_meeting(group, "elsewhere", source="south", source_key="a")
    a_meeting(group, "our-own")
    a_meeting(group, "our-own-too")
    with refused_by_the_database(), transaction.atomic():
        a_meeting(group, "again", source="north", source_key="a")
    with refused_by_the_database(), transaction.atomic():
        a_group("Another", slug="another", source="north", source_key="group a")
