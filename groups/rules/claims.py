"""Answering for a listing that came from elsewhere."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from groups.models import Group
from groups.rules.belonging import belong
from members.models import Member
from rotation.models import Duty, Role
from rotation.rules.months import months_after
from rotation.rules.record import note
from rotation.rules.terms import begin

MONTHS = 6


class AlreadyClaimed(Exception):
    """Someone of the group has answered for this listing before."""


@transaction.atomic
def claim(*, group: Group, member: Member, now: datetime) -> Group:
    """The group's own contact has answered: `member` belongs to it and keeps its listing for six months.

    Gives the group as it is now; raises AlreadyClaimed.
    """
    claimed = Group.objects.select_for_update(of=("self",)).select_related("body").get(pk=group.pk)
    if claimed.claimed_at is not None:
        raise AlreadyClaimed
    claimed.claimed_at = now
    claimed.save(update_fields=["claimed_at"])
    note(body=claimed.body, member=member, verb="group-claimed", facts={}, now=now)
    keep_for_now(group=claimed, member=member, now=now)
    return claimed


@transaction.atomic
def keep_for_now(*, group: Group, member: Member, now: datetime) -> None:
    """Let `member` belong to the group and keep its listing for six months from today."""
    belong(group=group, member=member, now=now)
    today = now.astimezone(group.body.tz).date()
    role, ends_on = _secretary_of(group), months_after(today, MONTHS)
    begin(role=role, member=member, starts_on=today, ends_on=ends_on, by=member, now=now)


def _secretary_of(group: Group) -> Role:
    for role in Role.objects.filter(body=group.body):
        if Duty.SECRETARY in role.duties:
            return role
    purpose = _("Keeps this page true and answers for the listing.")
    return Role.objects.create(
        body=group.body, title=_("Secretary"), purpose=purpose, duties=[str(Duty.SECRETARY)], months=MONTHS
    )
