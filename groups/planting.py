"""Three home groups in three parts of the day, one of them always on, and a listing nobody has answered for."""

from datetime import datetime, time, timedelta
from typing import Any

from groups.models import Group, Meeting, Membership, TurnMode
from groups.planting_words import CANDLELIGHT, HARBOUR, ORILLA, PORCH, Words
from groups.rules.imports import bring_in
from groups.rules.meeting_guide import Line
from members.models import Member
from rotation.models import Body, Duty, Role
from rotation.planting import ANA, BEN, serve
from rotation.rules.record import note

PORCH_HOURS = ["Midnight", "Small Hours", "Early", "Morning", "Noon", "Afternoon", "Evening", "Night"]


def plant(*, now: datetime) -> list[str]:
    """Plant the groups over the people that rotation has planted. Gives what to tell whoever asked for it."""
    candlelight = _a_group(CANDLELIGHT, "tuesday-candlelight", "America/New_York", now)
    _a_meeting(candlelight, CANDLELIGHT, "tuesday-candlelight", "Tuesday Candlelight", days=[2], time=time(19))
    orilla = _a_group(ORILLA, "orilla", "Europe/Madrid", now)
    customs = {"turn_mode": TurnMode.ROUND, "types": ["O", "D", "S"], "languages": ["es"], "share_seconds": 240}
    _a_meeting(orilla, ORILLA, "orilla", "Orilla", days=[0, 3], time=time(20), **customs)
    porch = _a_group(PORCH, "the-porch", "UTC", now)
    for number, part in enumerate(PORCH_HOURS):
        _a_meeting(porch, PORCH, f"porch-{number * 3:02}", f"{part} Porch", time=time(number * 3), minutes=180)
    list(bring_in([Line(1, HARBOUR)], source="planted", zone="", save=True, now=now))
    return ["The Porch is always on: one of its meetings is open now, day and night."]


def _a_group(words: Words, slug: str, zone: str, now: datetime) -> Group:
    """A group that Ana serves as secretary and host, to which Ben has belonged for a week, with two roles open."""
    body = Body.objects.create(name=words.name, slug=slug, zone=zone, created_at=now)
    group = Group.objects.create(body=body, about=words.about, welcome=words.welcome, claimed_at=now)
    note(body=body, member=None, verb="planted", facts={}, now=now)
    for (title, purpose), duty in zip(words.roles, (Duty.SECRETARY, Duty.HOST, Duty.TIME, Duty.GREET), strict=True):
        role = Role.objects.create(body=body, title=title, purpose=purpose, duties=[str(duty)])
        if duty in (Duty.SECRETARY, Duty.HOST):
            serve(role, Member.objects.get(name__iexact=ANA), now)
    today = now.astimezone(body.tz).date()
    for name, days in ((ANA, 90), (BEN, 7)):
        Membership.objects.create(
            group=group, member=Member.objects.get(name__iexact=name), since=today - timedelta(days)
        )
    return group


def _a_meeting(group: Group, words: Words, slug: str, name: str, **when_and_how: Any) -> None:
    usual = {"types": ["O", "D", "EN"], "languages": ["en"]}
    Meeting.objects.create(
        group=group,
        slug=slug,
        name=name,
        zone=group.body.zone,
        thanks=words.thanks,
        crosstalk_words=words.crosstalk,
        script=[dict(zip(("kind", "title", "text", "minutes"), part, strict=True)) for part in words.script],
        **usual | when_and_how,
    )
