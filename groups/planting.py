"""Five home groups that between them take turns in every way there is."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from groups.models import Group, Meeting, Membership, TurnMode
from groups.planting_words import CANDLELIGHT, EMBERSIDE, ORILLA, PORCH, STILL_WATER, Words
from groups.profiles import PROFILES, starting_settings
from groups.rules.calendar import lay_out_all
from groups.rules.scripts import as_kept, check_script
from members.models import Member
from rotation.models import Body, Chosen, Duty, Role
from rotation.planting import ANA, BEN, serve
from rotation.rules.record import note

BY_ONES_OWN_WORD = (Duty.TIME, Duty.GREET)  # roles that anybody of the group may take on
PORCH_HOURS = ["Midnight", "Small Hours", "Early", "Morning", "Noon", "Afternoon", "Evening", "Night"]


def plant(*, now: datetime) -> list[str]:
    """Plant the groups over the people that rotation has planted. Gives what to tell whoever asked for it."""
    candlelight = _a_group(CANDLELIGHT, "tuesday-candlelight", "America/New_York", now)
    _a_meeting(candlelight, CANDLELIGHT, "tuesday-candlelight", "Tuesday Candlelight", "aa", days=[2], time=time(19))
    orilla = _a_group(ORILLA, "orilla", "Europe/Madrid", now)
    customs = {"turn_mode": TurnMode.ROUND, "types": ["O", "D", "S"], "languages": ["es"], "share_seconds": 240}
    _a_meeting(orilla, ORILLA, "orilla", "Orilla", "alanon", days=[0, 3], time=time(20), **customs)
    porch = _a_group(PORCH, "the-porch", "UTC", now)
    # What is on at the planting began in the same hour, so that whoever looks first finds most of it before them.
    for number, part in enumerate(PORCH_HOURS):
        hour = number * 3 + now.astimezone(UTC).hour % 3
        _a_meeting(porch, PORCH, f"porch-{hour:02}", f"{part} Porch", "na", time=time(hour), minutes=180)
    # So do these two, and each is on every day for three hours.
    for words, slug, zone, profile in (
        (STILL_WATER, "still-water", "Europe/London", "friends"),
        (EMBERSIDE, "emberside", "America/Chicago", "council"),
    ):
        group = _a_group(words, slug, zone, now)
        begins = time(now.astimezone(group.body.tz).hour)
        _a_meeting(group, words, slug, words.name, profile, time=begins, minutes=180)
    lay_out_all(now=now)
    return [
        "The Porch is always on: one of its meetings is open now, day and night.",
        "Still Water (out of the silence) and Emberside (a talking piece) are on for the next hours, and daily.",
    ]


def _a_group(words: Words, slug: str, zone: str, now: datetime) -> Group:
    """A group that Ana serves as secretary and host, to which Ben has belonged for a week, with two roles open."""
    body = Body.objects.create(name=words.name, slug=slug, zone=zone, created_at=now)
    group = Group.objects.create(body=body, about=words.about, welcome=words.welcome, claimed_at=now, known_at=now)
    note(body=body, member=None, verb="planted", facts={}, now=now)
    for (title, purpose), duty in zip(words.roles, (Duty.SECRETARY, Duty.HOST, Duty.TIME, Duty.GREET), strict=True):
        takes = (
            {"chosen": Chosen.VOLUNTEER, "minutes": 60, "months": 3}
            if duty in BY_ONES_OWN_WORD
            else {"shadow_weeks": 2}
        )
        role = Role.objects.create(body=body, title=title, purpose=purpose, duties=[str(duty)], **takes)
        if duty in (Duty.SECRETARY, Duty.HOST):
            serve(role, Member.objects.get(name__iexact=ANA), now)
    today = now.astimezone(body.tz).date()
    for name, days in ((ANA, 90), (BEN, 7)):
        Membership.objects.create(
            group=group, member=Member.objects.get(name__iexact=name), since=today - timedelta(days)
        )
    return group


def _a_meeting(group: Group, words: Words, slug: str, name: str, profile: str, **when_and_how: Any) -> None:
    """A meeting by the usual way of that profile, its script in the group's own words."""
    usual = {"types": ["O", "D", "EN"], "languages": ["en"]} | starting_settings(PROFILES[profile], ["en"])
    script = [_a_part(part, words) for part in words.script]
    check_script(script)
    Meeting.objects.create(
        group=group,
        slug=slug,
        name=name,
        zone=group.body.zone,
        crosstalk_words=words.crosstalk,
        script=script,
        **usual | {"thanks": words.thanks} | when_and_how,
    )


def _a_part(part: tuple[str, str, str, int | None], words: Words) -> dict[str, Any]:
    kind, title, text, minutes = part
    return as_kept({"kind": kind, "title": title, "text": text, "minutes": minutes} | words.cues.get(title, {}))
