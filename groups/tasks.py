"""What the clock does for groups. Nothing that is shown depends on it for sixty days."""

from celery import shared_task
from django.utils import timezone

from groups.rules.arriving import forget_words
from groups.rules.calendar import lay_out_all
from groups.rules.concerns import forget_concerns
from groups.rules.reminders import sweep
from groups.rules.suggestions import forget_answered


@shared_task
def lay_out_evenings() -> int:
    return lay_out_all(now=timezone.now())


@shared_task
def forget_what_was_answered() -> int:
    now = timezone.now()
    return forget_answered(now=now) + forget_concerns(now=now)


@shared_task
def forget_new_groups_words() -> int:
    return forget_words(now=timezone.now())


@shared_task
def look_what_lapses() -> int:
    return sweep(now=timezone.now())
