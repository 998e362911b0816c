"""Where a member is signed in, and ending it there. A device is known by what its sealed session is filed under."""

from datetime import UTC, date, datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from members.models import Device, Member


def week_of(now: datetime) -> date:
    """The Monday (UTC) of the week of `now`."""
    today = now.astimezone(UTC).date()
    return today - timedelta(days=today.weekday())


def devices_of(member: Member, *, now: datetime) -> QuerySet[Device]:
    """Where `member` is signed in; a session past its end is none."""
    return Device.objects.filter(member=member, session__expire_date__gt=now)


@transaction.atomic
def note_use(*, member: Member, filed_under: str, now: datetime) -> date:
    """Note that this device was used in the week of `now`, which is given back; a new one has no word yet."""
    week = week_of(now)
    Device.objects.update_or_create(pk=filed_under, defaults={"member": member, "used_in": week})
    return week


@transaction.atomic
def sweep(*, now: datetime) -> None:
    """Take away sessions past their end, and with them what joined them to a member; some hundreds at a time.

    Forty may come in at once: each leaves alone what another is already taking away.
    """
    ended = Session.objects.select_for_update(skip_locked=True).filter(expire_date__lte=now)
    Session.objects.filter(pk__in=list(ended.values_list("pk", flat=True)[:500])).delete()


def call_it(*, member: Member, filed_under: str, word: str) -> None:
    """Keep the member's own word for one of their devices."""
    Device.objects.filter(member=member, pk=filed_under).update(word=word)


def end(*, member: Member, filed_under: str) -> None:
    """Sign one of the member's devices out, at once."""
    Session.objects.filter(pk__in=Device.objects.filter(member=member, pk=filed_under).values("pk")).delete()


def end_others(*, member: Member, but: str = "") -> int:
    """Sign out all of the member's devices `but` one. Gives how many."""
    others = list(Device.objects.filter(member=member).exclude(pk=but).values_list("pk", flat=True))
    Session.objects.filter(pk__in=others).delete()
    return len(others)
