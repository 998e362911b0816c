"""The people and groups of these tests: Ana serves, Ben belongs, Cleo is an outsider."""

from datetime import UTC, date, datetime, time
from typing import Any

from groups.models import Arrival, Evening, Group, Meeting, Membership
from groups.models.arrival import an_address
from groups.rules.arriving import send
from groups.rules.calendar import evenings_of
from groups.rules.norms import Decision
from members.models import Member
from rotation.models import Body, Duty, Role
from rotation.rules.terms import begin

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday
DECISION = Decision("We agreed on it after the meeting", date(2026, 11, 20))
LONG_AGO, FAR_OFF = date(2000, 1, 1), date(2999, 1, 1)


def a_member(name: str) -> Member:
    return Member.objects.create_user(name)


def a_group(
    name: str = "Tuesday Candlelight",
    *,
    slug: str = "tuesday-candlelight",
    zone: str = "Europe/Madrid",
    secretary: Member | None = None,
    claimed: bool = True,
    **facts: Any,
) -> Group:
    body = Body.objects.create(name=name, slug=slug, zone=zone, created_at=NOW)
    group = Group.objects.create(body=body, claimed_at=NOW if claimed else None, **facts)
    if secretary is not None:
        role = Role.objects.create(body=body, title="Secretary", duties=[str(Duty.SECRETARY)], longest_months=12_000)
        begin(role=role, member=secretary, starts_on=LONG_AGO, ends_on=FAR_OFF, by=None, now=NOW)
    return group


def a_meeting(group: Group, slug: str = "candlelight", **facts: Any) -> Meeting:
    usual = {"name": "Candlelight", "zone": group.body.zone, "days": [2], "time": time(20)}
    meeting = Meeting.objects.create(group=group, slug=slug, **usual | facts)
    # Some tests look at the house at NOW, others at the moment they run.
    for now in (NOW, datetime.now(UTC)):
        Evening.objects.bulk_create(evenings_of(meeting, now=now), ignore_conflicts=True)
    return meeting


def belongs(member: Member, group: Group, since: date = date(2026, 11, 16)) -> Membership:
    return Membership.objects.create(group=group, member=member, since=since)


def an_arrival(
    name: str = "Lamp", *, body: Body | None = None, now: datetime = NOW, member: Member | None = None, **facts: Any
) -> Arrival:
    """A new group that wrote its name and one meeting, and nothing else."""
    meeting = {"days": [2], "time": "19:00", "zone": "UTC", "minutes": 60, "venue": "online", "languages": ["en"]}
    more = {"name": name, "meeting": meeting} | facts
    return send(address=an_address(), body=body, member=member, facts=more, words="", now=now)
