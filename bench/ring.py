"""The bytes of a real change: a circle with so many people, one of them sharing, before and after somebody raises a hand.

`python -m bench.ring COUNT FILE`, with DATA_DIR naming an empty folder. FILE gets two states as JSON, each as everyone gets it.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellowship.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from circles.live import View, live_html  # noqa: E402
from circles.models import Circle, Seat  # noqa: E402
from circles.rules.table import read_table  # noqa: E402
from tests.circles.cast import SHARING, a_circle, a_meeting, all_here, key_of, performs, seated  # noqa: E402


def a_sharing(count: int) -> tuple[Circle, list[Seat]]:
    """A circle that began ten minutes ago, with so many guests; the first of them shares."""
    now = timezone.now()
    circle = a_circle(a_meeting(script=[SHARING]), now - timedelta(minutes=10))
    seats = [seated(circle, f"Person {number}") for number in range(count)]
    for verb in ("open", "hand", "begin"):
        performs(seats[0], verb, now)
    return circle, seats


def shown(circle: Circle) -> str:
    now = timezone.now()
    fresh = Circle.objects.select_related("meeting__group__body").get(pk=circle.pk)
    table = read_table(fresh, presence=all_here(fresh, now), key=key_of(fresh))
    return live_html(View(table, key_of(fresh), now))


def main(count: int, file: Path) -> None:
    call_command("migrate", verbosity=0)
    circle, seats = a_sharing(count)
    before = shown(circle)
    performs(seats[1], "hand", timezone.now())
    file.write_text(json.dumps([before, shown(circle)]))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
