"""A listing from elsewhere that nobody has answered for yet."""

from datetime import datetime

from feeds.rules.imports import bring_in
from feeds.rules.meeting_guide import Line

# As a feed elsewhere would list it; example.org belongs to nobody.
HARBOUR = {
    "name": "Harbour Lights",
    "slug": "harbour-lights",
    "day": [1, 4],
    "time": "18:30",
    "end_time": "19:30",
    "timezone": "Europe/London",
    "types": ["O", "D", "EN", "X"],
    "location": "Harbour Hall",
    "formatted_address": "1 Quay Street, Whitby, United Kingdom",
    "conference_url": "https://example.org/harbour-lights",
    "notes": "The door is on the harbour side.",
}


def plant(*, now: datetime) -> list[str]:
    """Bring in one listing as a feed elsewhere would give it. Nothing to tell of it."""
    list(bring_in([Line(1, HARBOUR)], source="planted", zone="", save=True, now=now))
    return []
