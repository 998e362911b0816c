"""Ten codes to write down: a way back in for whoever forgets the password and gave no address."""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.db import transaction

from members.models import Code, Member
from members.names import folded

TEN = 10
LENGTH = 16  # 78 bits: not to be guessed, so a quick hash is enough
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another when written by hand


class NoSuchCode(Exception):
    """Nobody of that name has that code, or it has been used."""


@transaction.atomic
def new_codes(*, member: Member) -> list[str]:
    """Ten new codes for `member`, to be shown now and never again; earlier ones no longer open anything."""
    Member.objects.select_for_update().get(pk=member.pk)  # asked twice at once, the second ten replace the first
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(TEN)]
    Code.objects.filter(member=member).delete()
    Code.objects.bulk_create(Code(member=member, digest=_digest(member.pk, code)) for code in codes)
    return ["-".join(code[at : at + 4] for at in range(0, LENGTH, 4)) for code in codes]


def codes_left(member: Member) -> int:
    """How many of them have not been used."""
    return Code.objects.filter(member=member).count()


@transaction.atomic
def come_back(*, name: str, code: str, password: str) -> Member:
    """Use up a code to set a new password; every sign-in made with the old one ends. Raises NoSuchCode.

    Spaces, dashes and small letters in the code do not matter. Whoever deletes the row first has used it.
    """
    member = Member.objects.filter(folded_name=folded(name)).first()
    written = "".join(letter for letter in code.upper() if letter in LETTERS)
    used, _kinds = Code.objects.filter(member=member, digest=_digest(member.pk if member else 0, written)).delete()
    if member is None or not used:
        raise NoSuchCode
    member.set_password(password)
    member.save(update_fields=["password"])
    return member


def _digest(member_id: int, code: str) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), f"code {member_id} {code}".encode(), hashlib.sha256).hex()
