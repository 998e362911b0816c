"""The clock. Each storey names its own tasks and how often they are due (`beat` in its apps.py); this gathers them."""

import os

from celery import Celery
from django.apps import apps
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellowship.settings")

app = Celery("fellowship")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(lambda: settings.STOREYS)


def schedule() -> dict[str, dict]:
    """Task name -> seconds between two runs, over all installed storeys."""
    return {
        task: {"task": task, "schedule": float(seconds)}
        for storey in settings.STOREYS
        for task, seconds in getattr(apps.get_app_config(storey), "beat", {}).items()
    }


@app.on_after_finalize.connect
def wind_up(sender: Celery, **kwargs) -> None:
    sender.conf.beat_schedule = schedule()
