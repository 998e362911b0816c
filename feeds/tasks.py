"""What the clock does for feeds: looking again where a body said to, a source at a time."""

from celery import shared_task
from django.utils import timezone

from feeds.rules import sources


@shared_task
def look_at_sources() -> int:
    now = timezone.now()
    sources.ask_for_what_is_due(now=now)
    return int(sources.take_up(now=now) is not None)
