"""Low bandwidth: the same circle in fewer bytes, for whoever asks for it. Issue 3; circles.md 5 and 8.5."""

import re

import pytest

from circles.consumers import _tongue
from circles.live import circles
from circles.models import Circle
from circles.rules.refusals import NotNow
from rooms.seats import SparingTab
from rooms.states import State
from tests.circles.cast import HANDS
from tests.circles.visiting import SCRIPTED, a_guest, an_open_circle, does_by_script, page, text

pytestmark = pytest.mark.once

PEOPLE = ("Maple", "Willow", "Brook", "Cedar", "Fern", "Heron", "Ivy", "Juniper", "Lark", "Moss", "Olive", "Reed")


@pytest.mark.parametrize(
    ("query", "tongue"),
    [
        (b"in=es", "es"),
        (b"in=es&lean=1", "es lean"),
        (b"lean=1", "en lean"),
        (b"", "en"),
        (b"in=xx&lean=1", "en lean"),
        (b"in=es%20lean", "en"),
        (b"in=\xff&&&=&lean", "en"),
    ],
)
def test_a_page_says_its_language_and_whether_it_spares_data(query, tongue):
    assert _tongue(query) == tongue


@pytest.mark.django_db
def test_the_plain_picture_tells_the_same_in_fewer_bytes_and_draws_no_names():
    maple, _willow, circle = an_open_circle(HANDS)
    for name in PEOPLE[2:]:
        a_guest(name)
    full = maple.get(page(circle, "state/"), **SCRIPTED)
    lean = maple.get(page(circle, "state/?lean=1"), **SCRIPTED)
    ring = lambda answer: answer.content.decode().split("</svg>")[0]  # noqa: E731
    assert [len(re.findall("<text", ring(each))) for each in (full, lean)] == [24, 0]
    assert [ring(each).count("dot__place") for each in (full, lean)] == [12, 12]  # everyone is still drawn
    assert text(lean).split("</svg>")[-1].count("Juniper") == 1  # and named in words below
    assert len(lean.content) < 0.75 * len(full.content)


@pytest.mark.django_db
def test_an_hour_of_saving_data_costs_a_fraction():
    """What the choice promises is measured: ten turns of twelve people, as sent to either kind of page."""
    maple, _willow, circle = an_open_circle(HANDS)
    people = [maple] + [a_guest(name)[0] for name in PEOPLE[2:]]
    tabs = {"en": a_tab(), "en lean": a_tab()}
    sent = dict.fromkeys(tabs, 0)
    for who in people[:10]:
        for verb, words in (("hand", ""), ("begin", ""), ("words", "I planted beans."), ("done", "")):
            try:
                does_by_script(who, circle, verb, words=words)
            except NotNow:
                continue
            reading = circles.reading(circle.slug, Circle.objects.get().starts_at, frozenset(tabs))
            _audience, line = next(iter(reading.lines.values()))
            for tongue, tab in tabs.items():
                sent[tongue] += len(tab._worded(line, State(reading.shared["everyone", tongue])).encode())
    assert sent["en lean"] < 0.6 * sent["en"]


def a_tab():
    """A tab outside of any loop, only to see how it words a state."""
    return SparingTab.__new__(SparingTab)
