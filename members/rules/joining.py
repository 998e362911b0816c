"""Becoming a member."""

from django.db import IntegrityError, transaction

from members.models import Member
from members.rules.mail import keep_address


class NameIsTaken(Exception):
    """Somebody here already goes by this name, perhaps since a moment ago."""


def join(*, name: str, password: str, address: str = "") -> Member:
    """A new member under `name`, with an address only if one was given. Raises NameIsTaken, and what names.tidy raises.

    The database decides who was first: two who choose one name in the same moment cannot both have it.
    """
    try:
        with transaction.atomic():
            member = Member.objects.create_user(name, password)
            if address:
                keep_address(member=member, address=address)
            return member
    except IntegrityError:
        raise NameIsTaken from None
