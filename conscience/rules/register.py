"""Who may vote, as it stands now: a body's own as its kind understands that, and those who serve in it."""

from datetime import datetime

from django.db.models import Q

from conscience.rules.questions import Seat
from members.models import Member
from members.panels import panels
from rotation.models import Alias, Body, Term
from rotation.rules.aliases import alias_of


def seats_of(*, body: Body, now: datetime) -> list[Seat]:
    """A seat for everyone who belongs to the body or serves in it today. What belonging means, its own kind answers
    (`electorate(body, now)` in a storey above gives members; rotation knows only who serves)."""
    today = now.astimezone(body.tz).date()
    serving = Term.objects.serving(on=today).filter(role__body=body)
    members: dict[int, Member] = {member.pk: member for member in panels("electorate", body=body, now=now)}
    known = {
        alias.member_id: alias
        for alias in Alias.objects.filter(
            Q(pk__in=serving.values("alias")) | Q(member__in=list(members)), body=body, member__isnull=False
        )
    }
    made = [alias_of(member=member, body=body) for pk, member in members.items() if pk not in known]
    return [Seat(alias) for alias in sorted([*known.values(), *made], key=lambda alias: alias.pk)]
