"""Since when something waits, as one would say it."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext


def waiting_since(moment: datetime, *, now: datetime) -> str:
    """By the weekday within the week, by the date after it; in the reader's zone."""
    day, today = timezone.localdate(moment), timezone.localdate(now)
    if day == today:
        return gettext("waiting since today")
    if (today - day).days < 7:
        return gettext("waiting since %(day)s") % {"day": date_format(day, "l")}
    return gettext("waiting since %(day)s") % {"day": date_format(day)}
