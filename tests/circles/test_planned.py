"""Until when a part is meant to last tonight: what remains, never what the script had in mind for a whole evening."""

import pytest

from circles.rules.planned import planned_until
from tests.circles.cast import CLOSING, HOUR, SHARING, WELCOME, a_table, after

pytestmark = pytest.mark.once

LONG = SHARING | {"minutes": 170}
SCRIPT = [WELCOME | {"minutes": 5}, LONG, CLOSING | {"minutes": 5}]


@pytest.mark.parametrize(
    ("segment", "since", "until"),
    [
        (0, after(), after(minutes=5)),
        (1, after(minutes=5), after(minutes=55)),  # never the 170 minutes the script has in mind: the circle ends at 60
        (1, after(minutes=35), after(minutes=55)),  # whoever opens late has less
        (1, after(minutes=58), after() + HOUR),  # nothing is left beside the parts that come after: the end itself
        (1, after() + HOUR, None),
        (2, after(minutes=55), after() + HOUR),
    ],
)
def test_a_part_lasts_until_its_minutes_are_over_or_the_parts_after_it_need_what_is_left(segment, since, until):
    table = a_table(script=SCRIPT, segment=segment, now=since)
    table.circle.segment_at = since
    assert planned_until(table.circle) == until


def test_before_the_opening_and_without_minutes_nothing_is_said():
    assert planned_until(a_table(script=SCRIPT).circle) is None
    table = a_table(script=[SHARING], segment=0)
    table.circle.segment_at = after()
    assert planned_until(table.circle) is None
