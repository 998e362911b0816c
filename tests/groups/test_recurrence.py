from datetime import UTC, date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as some

from groups.models import Meeting
from groups.rules.recurrence import is_held_on, is_plain_weekly, rrule_of
from groups.rules.times import next_occurrence, occurrences

pytestmark = pytest.mark.once

MONDAY = date(2026, 1, 5)
THURSDAY = 4


def held(meeting, first, last):
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    return [day for day in days if is_held_on(meeting, day)]


def a_rule(days, **narrowed):
    return Meeting(days=days, time=time(19), zone="America/New_York", minutes=60, **narrowed)


def test_first_thursday_of_the_month_keeps_its_hour_over_a_clock_change():
    meeting = a_rule([THURSDAY], nths=[1])
    found = occurrences(meeting, datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 4, 10, tzinfo=UTC))
    assert [each.starts_at.strftime("%m-%d %H:%M") for each in found] == [
        "11-06 00:00",
        "12-04 00:00",
        "01-08 00:00",
        "02-05 00:00",
        "03-05 00:00",
        "04-01 23:00",
    ]


def test_other_weeks_are_counted_from_the_first_day():
    meeting = a_rule([1, 4], every=2, first_on=date(2026, 1, 8))
    assert held(meeting, date(2026, 1, 1), date(2026, 1, 31)) == [date(2026, 1, day) for day in (8, 19, 22)]


def test_seasons_ends_exceptions_and_extra_days():
    meeting = a_rule([1], months=[6, 7], last_on=date(2026, 7, 13), except_on=["2026-06-08"], also_on=["2026-08-05"])
    assert held(meeting, date(2026, 5, 25), date(2026, 8, 31)) == [
        date(2026, 6, 1), date(2026, 6, 15), date(2026, 6, 22), date(2026, 6, 29), date(2026, 7, 6), date(2026, 7, 13),
        date(2026, 8, 5),
    ]  # fmt: skip
    assert is_plain_weekly(a_rule([1]))
    assert not is_plain_weekly(meeting)


def test_the_next_of_a_season_is_found_a_year_ahead_and_the_next_of_none_is_none():
    meeting = a_rule([1], months=[1], first_on=MONDAY)
    found = next_occurrence(meeting, datetime(2026, 2, 1, tzinfo=UTC))
    assert found.starts_at == datetime(2027, 1, 5, 0, tzinfo=UTC)
    assert next_occurrence(a_rule([1], last_on=MONDAY), datetime(2026, 2, 1, tzinfo=UTC)) is None
    assert next_occurrence(a_rule([]), datetime(2026, 2, 1, tzinfo=UTC)) is None


@settings(deadline=None, max_examples=60)
@given(
    days=some.sets(some.integers(0, 6), min_size=1),
    every=some.integers(1, 4),
    nths=some.sets(some.sampled_from([1, 2, 3, 4, 5, -1, -2]), max_size=3),
    months=some.sets(some.integers(1, 12), max_size=4),
    first=some.integers(0, 40),
)
def test_the_rule_is_the_one_that_calendars_are_given(days, every, nths, months, first):
    """dateutil reads what we export; both must name the same days for two years."""
    first_on = MONDAY + timedelta(days=first)
    meeting = a_rule(sorted(days), every=every, nths=sorted(nths), months=sorted(months), first_on=first_on)
    last = first_on + timedelta(days=730)
    rule = rrulestr(rrule_of(meeting), dtstart=datetime.combine(first_on, time()))
    theirs = [
        each.date()
        for each in rule.between(datetime.combine(first_on, time()), datetime.combine(last, time()), inc=True)
    ]
    assert held(meeting, first_on, last) == theirs
