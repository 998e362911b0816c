from groups.models.group import Group
from groups.models.meeting import Meeting, TurnMode
from groups.models.membership import Membership

__all__ = ["Group", "Meeting", "Membership", "TurnMode"]
