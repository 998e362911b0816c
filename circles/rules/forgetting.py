"""What this storey does when a person asks to be forgotten."""

from circles.models import Pledge
from members.models import Member


def forget_member(*, member: Member) -> list[int]:
    """Take back what they said they would do on coming evenings. Gives how many (asked by members.rules.forgetting)."""
    return [Pledge.objects.filter(member=member).delete()[0]]
