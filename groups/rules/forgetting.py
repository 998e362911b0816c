"""What this storey does when a person asks to be forgotten."""

from groups.models import Membership
from members.models import Member


def forget_member(*, member: Member) -> list[int]:
    """Take away where they said they belong, past and present. Gives how many (asked by members.rules.forgetting)."""
    gone, _kinds = Membership.objects.filter(member=member).delete()
    return [gone]
