"""What was shared last and written of it: read once, however many audiences and languages it is shown in."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from circles.live import circles
from tests.circles.cast import HANDS
from tests.circles.visiting import an_open_circle, does_by_script

pytestmark = pytest.mark.django_db


def queries(circle, *tongues):
    """(how many queries a reading took, how many states it rendered, how many of these hold the words)."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        reading = circles.reading(circle.slug, timezone.now(), frozenset(tongues))
    return len(asked), len(reading.shared), sum("I planted beans." in html for html in reading.shared.values())


def test_a_reading_costs_the_same_in_every_number_of_languages():
    maple, willow, circle = an_open_circle(HANDS)
    for verb, words in (("hand", ""), ("words", "I planted beans.")):
        does_by_script(maple, circle, verb, words=words)
    does_by_script(willow, circle, "take-time")
    one, three = queries(circle, "en"), queries(circle, "en", "es", "es lean")
    assert (one[1:], three[1:]) == ((1, 1), (3, 3))
    assert three[0] == one[0]
