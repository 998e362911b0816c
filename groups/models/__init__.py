from groups.models.certificate import Certificate
from groups.models.group import Group
from groups.models.meeting import Meeting, Venue
from groups.models.membership import Membership
from groups.models.picture import Picture
from groups.models.practice import Latecomers, Practice, Signals, Threshold, TurnMode

__all__ = [
    "Certificate",
    "Group",
    "Latecomers",
    "Meeting",
    "Membership",
    "Picture",
    "Practice",
    "Signals",
    "Threshold",
    "TurnMode",
    "Venue",
]
