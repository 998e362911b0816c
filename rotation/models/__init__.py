from rotation.models.alias import Alias
from rotation.models.body import Body, BodyKind
from rotation.models.hand_over import HandOver, HandOverItem, ItemKind
from rotation.models.link import Link, LinkKind
from rotation.models.offer import Offer
from rotation.models.record import Record
from rotation.models.role import Chosen, Duty, PartTerm, Role, RoleState
from rotation.models.term import HOLDING, Absence, Ended, Term, TermKind

__all__ = [
    "HOLDING",
    "Absence",
    "Alias",
    "Body",
    "BodyKind",
    "Chosen",
    "Duty",
    "Ended",
    "HandOver",
    "HandOverItem",
    "ItemKind",
    "Link",
    "LinkKind",
    "Offer",
    "PartTerm",
    "Record",
    "Role",
    "RoleState",
    "Term",
    "TermKind",
]
