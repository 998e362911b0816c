"""Which groups are listed, and which of them the outside may read of."""

from datetime import timedelta

import pytest
from django.utils import timezone

from groups.access import listed_groups, published_groups
from groups.models import Group
from tests.groups.cast import NOW, a_group, a_meeting

pytestmark = pytest.mark.django_db
A_MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("facts", "listed"),
    [
        ({}, True),
        ({"starts_at": NOW}, True),
        ({"starts_at": NOW + A_MOMENT}, False),
        ({"resting_since": NOW}, False),
        ({"closed_at": NOW}, False),
        ({"left_at": NOW}, False),
    ],
)
def test_listed_is_what_has_begun_and_neither_rests_nor_is_over(facts, listed):
    a_group(known_at=NOW, **facts)
    a_group(name="New", slug="new", **facts)
    assert [str(group) for group in listed_groups(now=NOW)] == (["New", "Tuesday Candlelight"] if listed else [])
    assert [str(group) for group in published_groups(now=NOW)] == (["Tuesday Candlelight"] if listed else [])


def test_a_merged_group_is_listed_by_the_other_one():
    other = a_group(name="Harbour", slug="harbour")
    a_group(merged_into=other)
    assert list(listed_groups(now=NOW)) == [other]


def test_what_is_not_listed_is_neither_among_the_groups_nor_on_the_front_page(client):
    a_meeting(a_group(), days=[0, 1, 2, 3, 4, 5, 6])
    for path in ("/groups/", "/"):
        assert "andlelight" in client.get(path).content.decode()
    Group.objects.update(closed_at=timezone.now())
    for path in ("/groups/", "/"):
        assert "andlelight" not in client.get(path).content.decode()
    gone = client.get("/groups/tuesday-candlelight/")  # whoever has the address is told that it has closed
    assert gone.status_code == 410
    assert "andlelight" in gone.content.decode()
