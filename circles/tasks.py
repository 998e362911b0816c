"""What the clock does for circles. Nothing depends on it: whoever looks at a circle settles it first."""

from celery import shared_task
from django.utils import timezone

from circles.live import close_forgotten


@shared_task
def close_forgotten_circles() -> int:
    return close_forgotten(now=timezone.now())
