"""What a secretary's change can be refused for."""

from groups.models import Group, Meeting


class NotTheSecretary(Exception):
    """Only whoever keeps the listing today may change it."""


class WhichDecision(Exception):
    """How a group meets is changed only with the words and the day of the decision that changed it, and that day has come."""


class ChangedMeanwhile(Exception):
    """Someone else saved a change after this one was begun; `now_there` is what they left."""

    def __init__(self, now_there: Group | Meeting) -> None:
        super().__init__()
        self.now_there = now_there
