"""What the clock does for members: letters that say there is a note, and forgetting them."""

from celery import shared_task
from django.utils import timezone

from members.rules import notes, post


@shared_task
def hand_over_letters() -> int:
    return post.hand_over(now=timezone.now()).sent


@shared_task
def forget_old_notes() -> int:
    return notes.forget_old(now=timezone.now())
