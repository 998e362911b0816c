"""What the clock does for circles. Nothing depends on it: whoever looks at a circle settles it first."""

from celery import shared_task
from django.utils import timezone

from circles import after_live
from circles.live import close_forgotten
from circles.rules import incidents, pledges, reminders


@shared_task
def close_forgotten_circles() -> int:
    now = timezone.now()
    after_live.close_forgotten(now=now)
    pledges.forget_past(now=now)
    return close_forgotten(now=now)


@shared_task
def forget_incident_notes() -> None:
    incidents.forget_old(now=timezone.now())


@shared_task
def look_who_said_they_will() -> int:
    return reminders.sweep(now=timezone.now())
