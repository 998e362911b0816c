"""Somebody to keep a group that was brought here: those who served in it are not named in its file, and not here."""

from datetime import datetime

from django.db import transaction

from groups.models import Group
from groups.rules.claims import keep_for_now
from members.models import Member
from rotation.models import HOLDING, Duty, Term
from rotation.rules.terms import call_off, end_early


@transaction.atomic
def hand_to(*, group: Group, member: Member, now: datetime) -> None:
    """`member` keeps the group's listing for six months. Nobody's terms as its secretary end today; the record says so.

    Raises what `rotation.rules.terms.begin` does, and then nothing is changed.
    """
    today = now.astimezone(group.body.tz).date()
    nobodys = Term.objects.filter(role__body=group.body, alias__member=None, kind__in=HOLDING, ends_on__gt=today)
    for term in nobodys.select_related("role__body"):
        if Duty.SECRETARY not in term.role.duties:
            continue
        if term.starts_on < today:
            end_early(term=term, on=today, by=None, now=now)
        elif term.starts_on > today:
            call_off(term=term, by=None, now=now)
    keep_for_now(group=group, member=member, now=now)
