"""manage.py plant"""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils import timezone

from fellowship.storeys import built

ONE_AT_A_TIME = 7_463_180  # any number of our own: the name of the lock that planters wait at


class Command(BaseCommand):
    """Plant a small believable fellowship in an empty house, storey by storey; where one stands, nothing."""

    help = "Plant a small believable fellowship, if there is none yet."

    @transaction.atomic
    def handle(self, *_args: Any, **_options: Any) -> None:
        # Two that start at once must not both find the house empty. SQLite's transactions queue up by themselves.
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        plantings = built("planting")
        if any(planting.is_planted() for planting in plantings if hasattr(planting, "is_planted")):
            self.stdout.write("A fellowship stands here already; nothing was planted.")
            return
        now = timezone.now()
        words = [word for planting in plantings for word in planting.plant(now=now) or []]
        self.stdout.write("Planted a small fellowship." if plantings else "There is nothing to plant in these storeys.")
        for word in words:
            self.stdout.write(word)
