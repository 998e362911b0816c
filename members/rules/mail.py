"""The one use of an e-mail address here: a way back in when a password is forgotten."""

from allauth.account.models import EmailAddress
from django.db import transaction

from members.models import Member


def address_of(member: Member) -> str:
    """The address this member gave, or nothing. Shown to the member alone."""
    return EmailAddress.objects.filter(user=member).values_list("email", flat=True).first() or ""


@transaction.atomic
def keep_address(*, member: Member, address: str) -> None:
    """Keep this address and no other. Two members may give the same one (a couple, say): each gets a letter."""
    EmailAddress.objects.filter(user=member).delete()
    EmailAddress.objects.create(user=member, email=address.lower(), primary=True)


def forget_address(*, member: Member) -> None:
    """Keep none."""
    EmailAddress.objects.filter(user=member).delete()
