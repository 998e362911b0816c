"""What this storey does when a person asks to be forgotten."""

from members.models import Member
from rotation.rules.aliases import forget


def forget_member(*, member: Member) -> list[int]:
    """Empty their names in every body; lines, terms and days stand. Gives how many (asked by members.rules.forgetting)."""
    return [forget(member=member)]
