"""What a new group wrote of itself, in the words of a page."""

from dataclasses import dataclass

from groups.models import Arrival, Meeting, Venue
from groups.rules.arriving import TITLES, as_meeting
from groups.rules.words import weekly_in_words
from groups.types import LANGUAGES
from rotation.models import Duty


@dataclass(frozen=True)
class Written:
    """Its first meeting, the languages with their tags, how and where people meet, and the services it shares out."""

    weekly: str
    languages: list[tuple[str, str]]
    venue: str
    where: list[str]  # place, address and region, those that were given
    duties: list[str]


def written(arrival: Arrival) -> Written:
    """What it wrote; asks nothing of the database."""
    said = arrival.meeting
    meeting = Meeting(**as_meeting(arrival))
    return Written(
        weekly=weekly_in_words(meeting),
        languages=[(tag, LANGUAGES[tag]) for tag in said.get("languages", []) if tag in LANGUAGES],
        venue=str(Venue(meeting.venue).label),
        where=[said[name] for name in ("place", "address", "region") if said.get(name)],
        duties=[str(TITLES[Duty(duty)]) for duty in arrival.duties],
    )
