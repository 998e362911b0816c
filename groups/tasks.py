"""What the clock does for groups. Nothing depends on it for sixty days."""

from celery import shared_task
from django.utils import timezone

from groups.rules.calendar import lay_out_all


@shared_task
def lay_out_evenings() -> int:
    return lay_out_all(now=timezone.now())
