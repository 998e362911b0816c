"""What the clock does for votes: whoever looks closes them all the same; this sees that no key waits for somebody to look."""

from celery import shared_task
from django.utils import timezone

from conscience.rules.closing import settle_all
from conscience.rules.reminders import sweep


@shared_task
def close_votes_that_are_over() -> int:
    return settle_all(now=timezone.now())


@shared_task
def look_which_votes_are_open() -> int:
    return sweep(now=timezone.now())
