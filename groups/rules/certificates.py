"""Certificates: a body's word that a member may sit with young people, until a day. Issued and withdrawn by its secretary."""

from datetime import date, datetime, timedelta

from django.db import transaction

from groups.access import may_certify
from groups.models import Certificate
from members.models import Member
from rotation.models import Body
from rotation.rules.aliases import alias_of
from rotation.rules.record import note

AT_MOST = timedelta(days=2 * 366)  # looked at anew every two years at the latest


class NotTheSecretary(Exception):
    """Only whoever serves as the body's secretary today may issue or withdraw one."""


class NobodyOfThatName(Exception):
    """No member goes by exactly that name."""


class NotForOneself(Exception):
    """Nobody vouches for themselves where young people are concerned."""


class NotThatDay(Exception):
    """The day is past, or further away than a certificate may last."""


@transaction.atomic
def issue(*, body: Body, name: str, valid_until: date, by: Member, now: datetime) -> Certificate:
    """Certify the member of exactly that name until `valid_until`, the first day without it; an earlier one is replaced.

    The record says to which alias and by whom. Raises NotTheSecretary, NobodyOfThatName, NotForOneself or NotThatDay.
    """
    if not may_certify(member=by, body=body, now=now):
        raise NotTheSecretary
    member = Member.objects.select_for_update().filter(name=name).first()
    if member is None:
        raise NobodyOfThatName
    if member == by:
        raise NotForOneself
    today = now.astimezone(body.tz).date()
    if not today < valid_until <= today + AT_MOST:
        raise NotThatDay
    Certificate.objects.filter(body=body, member=member).delete()
    issued = Certificate.objects.create(body=body, member=member, issued_on=today, valid_until=valid_until)
    facts = {"alias": alias_of(member=member, body=body).mark, "valid_until": valid_until.isoformat()}
    note(body=body, member=by, verb="certificate-issued", facts=facts, now=now)
    return issued


@transaction.atomic
def withdraw(*, body: Body, certificate: int, by: Member, now: datetime) -> bool:
    """Take it back, also for a circle that is on: whoever sat there by it is asked to leave.

    Gives whether there was one. Raises NotTheSecretary.
    """
    if not may_certify(member=by, body=body, now=now):
        raise NotTheSecretary
    held = Certificate.objects.select_for_update(of=("self",)).filter(body=body, pk=certificate).first()
    if held is None:
        return False
    facts = {"alias": alias_of(member=held.member, body=body).mark}
    held.delete()
    note(body=body, member=by, verb="certificate-withdrawn", facts=facts, now=now)
    return True
