"""What the clock does for service: telling servants what is coming, opening lists, forgetting. No power begins or ends by it."""

from celery import shared_task
from django.utils import timezone

from rotation.rules.absences import forget_past
from rotation.rules.handing_over import forget_contacts, open_what_ends
from rotation.rules.reminders import sweep


@shared_task
def look_what_is_due() -> int:
    return sweep(now=timezone.now())


@shared_task
def open_hand_overs() -> int:
    return open_what_ends(now=timezone.now())


@shared_task
def forget_what_is_over() -> int:
    now = timezone.now()
    return forget_contacts(now=now) + forget_past(now=now)
