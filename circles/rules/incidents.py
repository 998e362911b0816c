"""Incident notes: what those involved in a safety act write down within a day, for the group's servants; kept twelve months."""

import hmac
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from circles.models import CareTaken, Circle, Incident
from circles.models.circle import known_at
from circles.rules.refusals import NotNow
from groups.models import Group

WITHIN = timedelta(days=1)  # after the closing
KEPT = timedelta(days=365)
LENGTH = 2000  # characters of each answer


def mark(seat: str) -> str:
    """What is remembered, for a day, of a place involved: its row is erased, so this joins to nothing here."""
    derived = hmac.digest(settings.SECRET_KEY.encode(), b"circles.incident", sha256)
    return hmac.digest(derived, seat.encode(), sha256).hex()[:24]


def involved_in(circle: Circle) -> list[str]:
    """Marks of the places a safety act of that circle came from or went to. Asked just before they are erased."""
    rows = CareTaken.objects.filter(circle=circle).values_list("by_id", "to_id")
    return sorted({mark(seat) for row in rows for seat in row if seat})


def may_note(*, slug: str, seat: str, now: datetime) -> bool:
    """Whether a note about that circle may still be written from that place, which was involved and is erased."""
    circle = Circle.objects.filter(known_at(slug), closed_at__gt=now - WITHIN).first() if seat else None
    return circle is not None and mark(seat) in circle.involved


@transaction.atomic
def file_note(*, slug: str, seat: str, part: str, what: str, done: str, now: datetime) -> Incident:
    """Keep a note; each place involved may write one. It holds the day, and nothing that tells who wrote it.

    Raises NotNow when the time is past or the note was written already.
    """
    circle = Circle.objects.select_for_update(of=("self",)).select_related("meeting").filter(known_at(slug)).first()
    if circle is None or not may_note(slug=slug, seat=seat, now=now):
        raise NotNow
    circle.involved = [each for each in circle.involved if each != mark(seat)]
    circle.save(update_fields=["involved"])
    day = circle.starts_at.astimezone(circle.meeting.tz).date()
    return Incident.objects.create(
        meeting=circle.meeting, day=day, part=part, what=what, done=done, kept_until=_today(now) + KEPT
    )


def notes_for(*, group: Group, now: datetime) -> list[Incident]:
    """A group's notes of the last twelve months, newest first."""
    return list(Incident.objects.filter(meeting__group=group, kept_until__gte=_today(now)).select_related("meeting"))


def forget_old(*, now: datetime) -> None:
    """Notes go after their year, and marks after their day."""
    Incident.objects.filter(kept_until__lt=_today(now)).delete()
    Circle.objects.filter(closed_at__lte=now - WITHIN).exclude(involved=[]).update(involved=[])


def _today(now: datetime) -> date:
    return now.date()
