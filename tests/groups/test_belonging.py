from datetime import date, timedelta

import pytest

from groups.access import belongs_since
from groups.models import Membership
from groups.rules.belonging import belong, leave
from tests.groups.cast import NOW, a_group, a_member, belongs

pytestmark = pytest.mark.django_db


def test_belong_counts_from_the_groups_own_day_and_only_once():
    ben, group = a_member("Ben"), a_group(zone="Pacific/Kiritimati")  # already the 24th there
    belong(group=group, member=ben, now=NOW)
    belong(group=group, member=ben, now=NOW + timedelta(days=3))
    assert list(Membership.objects.values_list("since", "ended_on")) == [(date(2026, 11, 24), None)]


def test_leave_on_the_same_day_leaves_no_trace():
    ben, group = a_member("Ben"), a_group()
    belong(group=group, member=ben, now=NOW)
    leave(group=group, member=ben, now=NOW)
    assert Membership.objects.count() == 0


def test_belonging_again_on_the_day_of_leaving_undoes_it_whole():
    ben, group = a_member("Ben"), a_group()
    belongs(ben, group, date(2026, 1, 1))
    leave(group=group, member=ben, now=NOW)
    assert belongs_since(member=ben, group=group) is None
    belong(group=group, member=ben, now=NOW)
    assert belongs_since(member=ben, group=group) == date(2026, 1, 1)


def test_belonging_again_later_begins_anew():
    ben, group = a_member("Ben"), a_group()
    belongs(ben, group, date(2026, 1, 1))
    leave(group=group, member=ben, now=NOW)
    belong(group=group, member=ben, now=NOW + timedelta(days=1))
    assert belongs_since(member=ben, group=group) == date(2026, 11, 24)
    assert Membership.objects.count() == 2


def test_leave_by_someone_who_does_not_belong_changes_nothing():
    ben, cleo, group = a_member("Ben"), a_member("Cleo"), a_group()
    belongs(ben, group)
    leave(group=group, member=cleo, now=NOW)
    assert belongs_since(member=ben, group=group) == date(2026, 11, 16)
