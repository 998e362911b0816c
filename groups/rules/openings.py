"""What groups say of openings, which rotation reads from terms and lists without knowing any group."""

from datetime import datetime

from django.db.models import QuerySet

from groups.access import listed_groups
from groups.models import Group, Membership
from members.models import Member
from rotation.models import Body


def bodies_without_openings(*, now: datetime) -> list[QuerySet]:
    """The bodies of groups nobody can go to now: nobody is asked to help there (asked by rotation)."""
    return [Group.objects.exclude(pk__in=listed_groups(now=now)).values("body")]


def bodies_belonged_to(*, member: Member) -> list[Body]:
    """The bodies of the groups `member` belongs to (asked by rotation)."""
    own = Membership.objects.filter(member=member, ended_on=None).values("group__body")
    return list(Body.objects.filter(pk__in=own))
