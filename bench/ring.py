"""The bytes of a real change: a circle with so many people, one of them sharing, rendered as everyone gets it.

`python -m bench.ring COUNT FILE`, with DATA_DIR naming an empty folder.
"""

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
from circles.models import Circle  # noqa: E402
from circles.rules.table import read_table  # noqa: E402
from tests.circles.cast import SHARING, a_circle, a_meeting, all_here, key_of, performs, seated  # noqa: E402


def main(count: int, file: Path) -> None:
    call_command("migrate", verbosity=0)
    now = timezone.now()
    circle = a_circle(a_meeting(script=[SHARING]), now - timedelta(minutes=10))
    seats = [seated(circle, f"Person {number}") for number in range(count)]
    for verb in ("open", "hand", "begin"):
        performs(seats[0], verb, now)
    fresh = Circle.objects.select_related("meeting__group__body").get(pk=circle.pk)
    table = read_table(fresh, presence=all_here(fresh, now), key=key_of(fresh))
    file.write_text(live_html(View(table, key_of(fresh), now)))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
