from groups.models.certificate import Certificate
from groups.models.contact import Contact
from groups.models.evening import Evening
from groups.models.group import Group
from groups.models.meeting import Meeting, Venue
from groups.models.membership import Membership
from groups.models.merger import Merger
from groups.models.picture import Picture
from groups.models.practice import Latecomers, Practice, Signals, Threshold, TurnMode
from groups.models.suggestion import Answer, Suggestion
from groups.models.visit import Visit

__all__ = [
    "Answer",
    "Certificate",
    "Contact",
    "Evening",
    "Group",
    "Latecomers",
    "Meeting",
    "Membership",
    "Merger",
    "Picture",
    "Practice",
    "Signals",
    "Suggestion",
    "Threshold",
    "TurnMode",
    "Venue",
    "Visit",
]
