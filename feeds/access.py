"""What feeds offer on the pages of the storeys beneath."""

from django.urls import reverse

from members.panels import Alternate


def alternates() -> list[Alternate]:
    """Where programs find our meetings. The title is what the Meeting Guide format looks for, in every language."""
    return [Alternate("application/json", reverse("feed_meetings"), "Meetings Feed")]
