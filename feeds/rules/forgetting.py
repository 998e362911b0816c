"""What this storey does when a person asks to be forgotten."""

from feeds.models import ServiceCalendar
from members.models import Member


def forget_member(*, member: Member) -> list[int]:
    """Take away the address of their service's calendar. Gives how many (asked by members.rules.forgetting)."""
    return [ServiceCalendar.objects.filter(member=member).delete()[0]]
