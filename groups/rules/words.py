"""Times in words: the viewer's time first, with the meeting's own zone named beside it."""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.formats import date_format, get_format, time_format
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groups.models import Meeting
from groups.rules.recurrence import is_plain_weekly

# Which of its weekday in the month a day is, counted from either end.
NTHS = {
    1: gettext_lazy("first"),
    2: gettext_lazy("second"),
    3: gettext_lazy("third"),
    4: gettext_lazy("fourth"),
    5: gettext_lazy("fifth"),
    -5: gettext_lazy("fifth from the end"),
    -4: gettext_lazy("fourth from the end"),
    -3: gettext_lazy("third from the end"),
    -2: gettext_lazy("last but one"),
    -1: gettext_lazy("last"),
}


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
    """The meeting's whole rule: "every first Thursday of the month, 19:00 New York, 60 minutes, in June and July"."""
    if meeting.time is None or not (meeting.days or meeting.also_on):
        return _("by appointment")
    clock = f"{time_format(meeting.time, 'H:i')} {city_of(meeting.tz)}"
    days = [_days_in_words(meeting)] if meeting.days else []
    return ", ".join([*days, clock, length_in_words(meeting.minutes * 60), *_narrowed_in_words(meeting)])


def beyond_weekly_in_words(meeting: Meeting) -> str:
    """What "these days, every week" leaves out of the meeting's rule, as one sentence; empty where it leaves out nothing.

    It is what feeds that know weeks only carry in their notes.
    """
    if is_plain_weekly(meeting) or meeting.time is None or not (meeting.days or meeting.also_on):
        return ""
    by_the_week = meeting.every == 1 and not meeting.nths
    days = [] if by_the_week or not meeting.days else [_days_in_words(meeting)]
    return capfirst(", ".join([*days, *_narrowed_in_words(meeting)])) + "."


def day_in_words(day: date) -> str:
    """A day of the calendar with its year: "24 December 2026"."""
    # Translators: day, month, year in the letters of Django's date filter; backslash what should stand as it is.
    return date_format(day, _("j F Y"))


def _days_in_words(meeting: Meeting) -> str:
    """Its days, and which of them: "Tuesday and Friday", "every other Monday", "every first Sunday of the month"."""
    names = [day_name(day) for day in in_week_order(set(meeting.days))]
    if meeting.nths:
        which = _listed([str(NTHS[nth]) for nth in sorted(set(meeting.nths), key=in_month)])
        said = {"which": which, "days": _listed(names), "count": meeting.every}
        if meeting.every == 1:
            return _("every %(which)s %(days)s of the month") % said
        return _("every %(which)s %(days)s of the month, every %(count)d months") % said
    days = _("every day") if len(names) == 7 else _listed(names)
    if meeting.every == 1:
        return days
    if meeting.every == 2 and len(names) < 7:
        return _("every other %(days)s") % {"days": days}
    return _("%(days)s, every %(count)d weeks") % {"days": days, "count": meeting.every}


def _narrowed_in_words(meeting: Meeting) -> list[str]:
    """What else narrows the days, or adds to them."""
    said = []
    if meeting.months:
        said.append(_("in %(months)s") % {"months": _listed([str(MONTHS[month]) for month in sorted(meeting.months)])})
    if meeting.first_on:
        said.append(_("from %(day)s on") % {"day": day_in_words(meeting.first_on)})
    if meeting.last_on:
        said.append(_("until %(day)s") % {"day": day_in_words(meeting.last_on)})
    if meeting.except_on:
        said.append(_("not on %(days)s") % {"days": _iso_days(meeting.except_on)})
    if meeting.also_on:
        also = _("also on %(days)s") if meeting.days else _("on %(days)s")
        said.append(also % {"days": _iso_days(meeting.also_on)})
    return said


def _iso_days(days: Iterable[str]) -> str:
    return _listed([day_in_words(date.fromisoformat(day)) for day in sorted(set(days))])


def _listed(words: list[str]) -> str:
    return get_text_list(words, _("and"))


def in_month(nth: int) -> int:
    """First to last: what is counted from the end comes after what is counted from the start."""
    return nth if nth > 0 else 10 + nth


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
