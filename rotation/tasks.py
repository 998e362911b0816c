"""What the clock does for service: telling servants what is coming. No power begins or ends by it."""

from celery import shared_task
from django.utils import timezone

from rotation.rules.reminders import sweep


@shared_task
def look_what_is_due() -> int:
    return sweep(now=timezone.now())
