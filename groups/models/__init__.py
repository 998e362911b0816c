from groups.models.arrival import Arrival, Letter, Tick
from groups.models.belonging import Affirmation, Conditions, Walk
from groups.models.certificate import Certificate
from groups.models.concern import Concern, Wrong
from groups.models.contact import Contact
from groups.models.evening import Evening
from groups.models.group import Group
from groups.models.held_change import HeldChange, Side
from groups.models.meeting import Meeting, Venue
from groups.models.membership import Membership
from groups.models.merger import Merger
from groups.models.norms import Norms
from groups.models.own_kind import OwnKind
from groups.models.picture import Picture
from groups.models.practice import Deciding, Latecomers, Practice, Signals, Threshold, TurnMode
from groups.models.suggestion import Answer, Suggestion
from groups.models.tally import Tally
from groups.models.visit import Visit

__all__ = [
    "Affirmation",
    "Answer",
    "Arrival",
    "Certificate",
    "Concern",
    "Conditions",
    "Contact",
    "Deciding",
    "Evening",
    "Group",
    "HeldChange",
    "Latecomers",
    "Letter",
    "Meeting",
    "Membership",
    "Merger",
    "Norms",
    "OwnKind",
    "Picture",
    "Practice",
    "Side",
    "Signals",
    "Suggestion",
    "Tally",
    "Threshold",
    "Tick",
    "TurnMode",
    "Venue",
    "Visit",
    "Walk",
    "Wrong",
]
