import threading

import pytest
from django.db import connection, connections, transaction
from django.db.models import Sum

from groups.models import Group, Meeting, Tally
from tests.groups.cast import a_group, a_meeting


def counted():
    return Tally.objects.aggregate(sum=Sum("changes"))["sum"] or 0


@pytest.mark.django_db
def test_every_way_of_changing_a_listing_is_counted():
    group, seen = a_group(), {counted()}
    meeting = a_meeting(group, "first")
    ways = [
        meeting.save,
        lambda: group.meetings.update(name="Another"),
        lambda: Meeting.objects.bulk_update([meeting], ["name"]),
        lambda: Group.objects.filter(pk=group.pk).update(about="We meet."),
        lambda: Group.objects.listed(group.body.created_at).update(about="We meet by the river."),
        lambda: Meeting.objects.bulk_create([Meeting(group=group, slug="second", name="Second", zone="UTC")]),
        meeting.delete,
        lambda: group.meetings.all().delete(),
    ]
    for way in ways:
        way()
        assert counted() not in seen
        seen.add(counted())


@pytest.mark.django_db(transaction=True)
def test_two_who_change_listings_at_once_do_not_wait_and_both_are_counted():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    one, other = a_group(), a_group("Other", slug="other")
    before = counted()

    def change():
        other.save()
        connections.close_all()

    with transaction.atomic():
        one.save()
        beside = threading.Thread(target=change)
        beside.start()
        beside.join(10)
        assert not beside.is_alive()
        between = counted()  # with one's own change, and what the other has committed
    assert len({before, between, counted()}) == 2
    assert Tally.objects.count() == 2
    one.save()
    assert Tally.objects.count() == 2
