"""Doors to groups and meetings, who may keep a listing, and what the front page says is on."""

from datetime import date, datetime
from typing import Any

from django.shortcuts import get_object_or_404

from groups.models import Group, Meeting, Membership
from members.models import Member
from members.panels import Panel
from rotation.access import duties_of
from rotation.models import Duty


def meeting_for(member: Member | None, slug: str) -> Meeting:
    """The meeting at that address, with its group and body; meetings are open listings, so only a wrong address is a 404."""
    return get_object_or_404(Meeting.objects.select_related("group__body"), slug=slug)


def group_for(member: Member | None, slug: str) -> Group:
    """The group at that address, with its body, or 404."""
    return get_object_or_404(Group.objects.select_related("body"), body__slug=slug)


def belongs_since(*, member: Member | None, group: Group) -> date | None:
    """The day from which `member` says they belong to `group`; None for those who do not."""
    if member is None:
        return None
    return Membership.objects.filter(group=group, member=member, ended_on=None).values_list("since", flat=True).first()


def may_keep_listing(*, member: Member | None, group: Group, now: datetime) -> bool:
    """Whether `member` serves as the group's secretary today."""
    return Duty.SECRETARY in duties_of(member=member, body=group.body, now=now)


def waiting_for(*, member: Member | None, now: datetime) -> list[Panel]:
    """The front page's answer to "what is on now, and what next"."""
    context: dict[str, Any] = {}
    return [Panel("groups/_now_and_next.html", context)]
