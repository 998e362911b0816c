"""The paper a voter is handed: a receipt code drawn for it, signed so that nobody makes up their own. It is kept nowhere.

The code stands on the page before the vote is given, so that whoever loses their line after sending has it all the same.
"""

import secrets

from django.core import signing

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 12
SIGNER = signing.Signer(salt="conscience.paper")


class NotThisPaper(Exception):
    """The paper was handed to somebody else, or for another question, or is none of ours."""


def new_paper(*, address: str, voter: int) -> tuple[str, str]:
    """A code to write down, and the paper to send back with the vote."""
    code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    return code, SIGNER.sign(f"{address}.{voter}.{code}")


def code_on(*, paper: str, address: str, voter: int) -> str:
    """The code on a paper that was handed to this voter for this question. Raises NotThisPaper."""
    try:
        question, owner, code = SIGNER.unsign(paper).split(".")
    except (signing.BadSignature, ValueError) as wrong:
        raise NotThisPaper from wrong
    if question != address or owner != str(voter):
        raise NotThisPaper
    return code
