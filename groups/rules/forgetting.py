"""What this storey does when a person asks to be forgotten."""

from groups.models import Certificate, Membership
from members.models import Member


def forget_member(*, member: Member) -> list[int]:
    """Take away where they said they belong, past and present, and their certificates.

    Gives how many of each (asked by members.rules.forgetting).
    """
    return [kind.objects.filter(member=member).delete()[0] for kind in (Membership, Certificate)]
