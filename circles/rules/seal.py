"""What is readable only while a circle lasts: names, standing and typed words, sealed under the circle's own key."""

import hashlib
import hmac
import json
import os
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


@dataclass(frozen=True)
class Person:
    """Someone at a place: the name they chose, and what they may be asked to do here."""

    name: str = ""
    belongs: bool = False  # a member who belonged to the group before today
    duties: tuple[str, ...] = ()  # held through a term in force today: "host", "door", "greet" …
    until: tuple[tuple[str, float], ...] = ()  # (duty, the moment its term ends, in seconds since 1970)
    pledged: tuple[str, ...] = ()  # duties they said "I will" to for this evening
    first_time: bool = False  # said so at the door; for greeters only
    certified: bool = False  # an adult whose certificate a youth circle needs is valid today

    @property
    def serves(self) -> bool:
        """Whether they hold a current term as the group's host."""
        return "host" in self.duties


def seal(key: bytes, words: str, *, place: str) -> bytes:
    """`words` sealed under `key`, bound to the row (`place`) they belong to."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, words.encode(), place.encode())


def unseal(key: bytes | None, sealed: bytes | memoryview, *, place: str) -> str | None:
    """The words again, or None when the key is lost: lost words never stop a circle."""
    raw = bytes(sealed)
    if key is None:
        return None
    try:
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], place.encode()).decode()
    except InvalidTag:
        return None


def seal_person(key: bytes, person: Person, *, seat: str) -> bytes:
    return seal(key, json.dumps(asdict(person)), place=seat)


def unseal_person(key: bytes | None, sealed: bytes | memoryview, *, seat: str) -> Person:
    """Who sits there; a nameless person without standing when the key is lost."""
    words = unseal(key, sealed, place=seat)
    if words is None:
        return Person()
    facts = json.loads(words)
    facts |= {name: tuple(facts[name]) for name in ("duties", "pledged")}
    return Person(**facts | {"until": tuple((duty, end) for duty, end in facts["until"])})


def who(key: bytes, identity: str) -> str:
    """A member or guest as the seats know them: the same each time under this key, and nothing without it."""
    return hmac.new(key, identity.encode(), hashlib.sha256).hexdigest()
