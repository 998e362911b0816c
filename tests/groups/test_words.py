from datetime import date, time

import pytest
from django.utils import translation

from groups.models import Meeting
from groups.rules.words import beyond_weekly_in_words, weekly_in_words

pytestmark = pytest.mark.once

THURSDAY, MONDAY = 4, 1
EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]
CLOCK = "19:00 New York, 60 minutes"
FIRST = date(2026, 1, 5)
RULES = [
    ({"days": [2, 5]}, f"Tuesday and Friday, {CLOCK}", ""),
    ({"days": EVERY_DAY}, f"every day, {CLOCK}", ""),
    ({"days": [THURSDAY], "nths": [3, 1]}, f"every first and third Thursday of the month, {CLOCK}",
     "Every first and third Thursday of the month."),
    ({"days": [THURSDAY], "nths": [-1, 2]}, f"every second and last Thursday of the month, {CLOCK}",
     "Every second and last Thursday of the month."),
    (
        {"days": [THURSDAY], "nths": [1], "every": 3, "first_on": FIRST},
        f"every first Thursday of the month, every 3 months, {CLOCK}, from 5 January 2026 on",
        "Every first Thursday of the month, every 3 months, from 5 January 2026 on.",
    ),
    (
        {"days": [MONDAY], "every": 2, "first_on": FIRST},
        f"every other Monday, {CLOCK}, from 5 January 2026 on",
        "Every other Monday, from 5 January 2026 on.",
    ),
    (
        {"days": [MONDAY], "every": 4, "first_on": FIRST},
        f"Monday, every 4 weeks, {CLOCK}, from 5 January 2026 on",
        "Monday, every 4 weeks, from 5 January 2026 on.",
    ),
    (
        {"days": [MONDAY], "months": [8, 6, 7], "last_on": date(2026, 8, 17), "except_on": ["2026-07-06", "2026-06-08"]},
        f"Monday, {CLOCK}, in June, July and August, until 17 August 2026, not on 8 June 2026 and 6 July 2026",
        "In June, July and August, until 17 August 2026, not on 8 June 2026 and 6 July 2026.",
    ),
    ({"days": [MONDAY], "also_on": ["2026-12-24"]}, f"Monday, {CLOCK}, also on 24 December 2026", "Also on 24 December 2026."),
    ({"days": [], "also_on": ["2026-12-24"]}, f"{CLOCK}, on 24 December 2026", "On 24 December 2026."),
    ({"days": []}, "by appointment", ""),
    ({"days": [MONDAY], "time": None, "nths": [1]}, "by appointment", ""),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "whole", "beyond"), RULES)
def test_a_rule_is_said_whole_and_what_weeks_cannot_say_by_itself(rule, whole, beyond):
    meeting = Meeting(**{"time": time(19), "zone": "America/New_York", "minutes": 60} | rule)
    assert (weekly_in_words(meeting), beyond_weekly_in_words(meeting)) == (whole, beyond)


def test_a_rule_is_said_in_spanish():
    meeting = Meeting(
        days=[THURSDAY], nths=[1, -1], months=[6], time=time(19), zone="Europe/Madrid", minutes=60,
        except_on=["2026-06-25"],
    )  # fmt: skip
    with translation.override("es"):
        said = "cada primer y último jueves del mes, 19:00 Madrid, 60 minutos, en junio, menos el 25 de junio de 2026"
        assert weekly_in_words(meeting) == said
