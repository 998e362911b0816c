"""Saying "I belong to this group", and that one no longer does. Within the day each undoes the other."""

from datetime import date, datetime

from django.db import transaction

from groups.models import Group, Membership
from members.models import Member


@transaction.atomic
def belong(*, group: Group, member: Member, now: datetime) -> Membership:
    """Let `member` belong from today (the group's own day). Whoever left today belongs again as if they had not."""
    today = _today_of(group, now)
    own = Membership.objects.filter(group=group, member=member)
    if current := own.filter(ended_on=None).first():
        return current
    if left_today := own.filter(ended_on=today).order_by("since").first():
        left_today.ended_on = None
        left_today.save(update_fields=["ended_on"])
        return left_today
    return Membership.objects.create(group=group, member=member, since=today)


@transaction.atomic
def leave(*, group: Group, member: Member, now: datetime) -> None:
    """Let `member` belong no longer. Whoever came only today leaves no trace."""
    today = _today_of(group, now)
    current = Membership.objects.filter(group=group, member=member, ended_on=None)
    current.filter(since__gte=today).delete()
    current.update(ended_on=today)


def _today_of(group: Group, now: datetime) -> date:
    """The group's day, with the group held so that two clicks at once count once."""
    locked = Group.objects.select_for_update(of=("self",)).select_related("body").get(pk=group.pk)
    return now.astimezone(locked.body.tz).date()
