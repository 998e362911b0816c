"""A code by letter, good once: a way in for whoever gave an address and would rather not type a password."""

import hmac
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from members.models import Member
from members.names import folded
from members.rules.codes import LETTERS
from members.rules.mail import address_of

LENGTH = 8
GOOD_FOR = 600  # seconds
TRIES = 3


class WrongCode(Exception):
    """Not the code of this letter, too late, or tried too often."""


@dataclass
class Letter:
    """What is remembered, sealed, of a letter asked for. For a name nobody has it looks the same and opens nothing."""

    member_id: int
    code: str
    until: float
    tries_left: int = TRIES

    def kept(self) -> dict[str, Any]:
        return asdict(self)


def letter_for(*, name: str, at: float) -> tuple[Letter, str]:
    """A new letter, asked for `at` (seconds since 1970), and where to send it.

    The address is empty where that name is not known here or gave none.
    """
    member = Member.objects.filter(folded_name=folded(name)).first()
    address = address_of(member) if member else ""
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return Letter(member.pk if member and address else 0, code, at + GOOD_FOR), address


def opened(*, letter: Letter, code: str, at: float) -> Member:
    """The member whom this code lets in. Counts the try in `letter`; raises WrongCode."""
    letter.tries_left -= 1
    written = "".join(each for each in code.upper() if each in LETTERS)
    fits = hmac.compare_digest(written, letter.code)
    member = Member.objects.filter(pk=letter.member_id).first()
    if not fits or member is None or letter.tries_left < 0 or letter.until < at:
        raise WrongCode
    return member


def spelt(code: str) -> str:
    """The code as it is written in the letter: in two halves, easier to copy."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"
