"""The circle drawn: everyone at their place, and a large one in few bytes."""

import re

import pytest

from circles.live import View, live_html
from circles.models import Circle
from circles.ring import DRAWN_AT_MOST
from circles.rules.table import read_table
from circles.scene import NAMES_OPEN
from tests.circles.cast import SHARING, a_circle, a_meeting, after, all_here, key_of, performs, seated

pytestmark = pytest.mark.django_db


def drawn(count):
    """The parts of the page of a circle with so many people, one of whom speaks and one stands in line."""
    circle = a_circle(a_meeting(script=[SHARING]))
    seats = [seated(circle, f"Guest {number}") for number in range(count)]
    for seat, verb, second in ((0, "open", 60), (0, "hand", 61), (0, "begin", 62), (1, "hand", 63)):
        performs(seats[seat], verb, after(second))
    table = read_table(Circle.objects.get(), presence=all_here(circle, after(64)), key=key_of(circle))
    return live_html(View(table, key_of(circle), after(64)))


def names_in(html):
    return [re.findall(r"<li data-place[^>]*>([^<]+)", part) for part in html.split('data-part="names')[1:]]


def test_everyone_is_drawn_and_named_one_by_one():
    html = drawn(DRAWN_AT_MOST)
    assert (len(re.findall("dot__place", html)), "ring__row" in html) == (DRAWN_AT_MOST, False)
    assert [len(names) for names in names_in(html)] == [DRAWN_AT_MOST, 0, 0, 0, 0, 0]


def test_a_large_circle_is_one_line_of_dots_and_names_in_folds():
    """circles.md 8.4: every connected seat is drawn."""
    count = NAMES_OPEN + 10
    html = drawn(count)
    assert f'pathLength="{count}" stroke-dasharray="0 1"' in html
    assert re.findall(r'class="dot dot--(\w+)"', html) == ["speaking", "next"]  # over the line
    names = names_in(html)
    assert [len(each) for each in names] == [NAMES_OPEN, 10, 0, 0, 0, 0]
    assert sorted(name for fold in names for name in fold) == sorted(f"Guest {number}" for number in range(count))
    assert "and 10 more" in html
