"""Times in words: the viewer's time first, with the meeting's own zone named beside it."""

from collections.abc import Iterable
from datetime import datetime, tzinfo

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, get_format, time_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.models import Meeting


def when_in_words(moment: datetime, own: tzinfo, now: datetime, viewer: tzinfo) -> str:
    """The moment for this viewer with the meeting's own zone named, as in "today 19:00 your time · 20:00 Madrid"."""
    here, there = moment.astimezone(viewer), moment.astimezone(own)
    clock = f"{_day_in_words(here, now.astimezone(viewer))} {date_format(here, 'H:i')}"
    if str(viewer) == str(own):
        return f"{clock} {city_of(own)}"
    # A viewer who has told no zone sees UTC, and it would be untrue to call that theirs.
    mine = f"{clock} UTC" if str(viewer) == "UTC" else _("%(clock)s your time") % {"clock": clock}
    theirs = date_format(there, "H:i" if there.date() == here.date() else "l H:i")
    return f"{mine} · {theirs} {city_of(own)}"


def city_of(zone: tzinfo) -> str:
    """The place a zone is named after: "New York" for America/New_York."""
    return str(zone).rpartition("/")[2].replace("_", " ")


def _day_in_words(day: datetime, now: datetime) -> str:
    apart = (day.date() - now.date()).days
    words = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    # Translators: weekday, day, month in the letters of Django's date filter; backslash what should stand as it is.
    return words.get(apart) or date_format(day, "l" if 0 < apart < 7 else _("l j F"))


def weekly_in_words(meeting: Meeting) -> str:
    """The meeting's own rule: "Tuesday and Friday, 19:00 New York, 60 minutes"."""
    if meeting.time is None or not meeting.days:
        return _("by appointment")
    days = (
        _("every day")
        if len(set(meeting.days)) == 7
        else get_text_list([day_name(day) for day in in_week_order(meeting.days)], _("and"))
    )
    clock = f"{time_format(meeting.time, 'H:i')} {city_of(meeting.tz)}"
    return f"{days}, {clock}, {length_in_words(meeting.minutes * 60)}"


def in_week_order(days: Iterable[int]) -> list[int]:
    """The days as a week goes in the viewer's language: from Sunday on in English, from Monday on in Spanish."""
    return sorted(days, key=lambda day: (day - get_format("FIRST_DAY_OF_WEEK")) % 7)


def day_name(day: int) -> str:
    """The name of a day counted from 0, Sunday."""
    return str(WEEKDAYS[(day - 1) % 7])


def length_in_words(seconds: int) -> str:
    """So many minutes, or seconds where they are no whole minutes."""
    if seconds % 60:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    return ngettext("%(count)d minute", "%(count)d minutes", seconds // 60) % {"count": seconds // 60}
