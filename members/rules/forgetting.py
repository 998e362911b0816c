"""Erasing a person. What they decided and when they served stands, by "a member"; nothing leads from it to anybody."""

from django.db import transaction

from members.models import Member
from members.panels import panels
from members.rules.devices import end_others


@transaction.atomic
def erase(*, member: Member) -> None:
    """Take away everything held about `member`, in every storey; all their sign-ins end with it.

    The member's row is held first: whatever another request is just writing under this name is either written before
    (and erased here) or finds nobody to write it for.
    """
    held = Member.objects.select_for_update().get(pk=member.pk)
    end_others(member=held)
    panels("forget_member", room="rules.forgetting", member=held)
    held.delete()
