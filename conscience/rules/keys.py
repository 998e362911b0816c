"""What opens a question's secret ballots: a file of its own outside the database, made as it opens, destroyed as it closes."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings

LENGTH = 32


class KeyIsNotHere(Exception):
    """What opens these ballots is not on this machine: they stay sealed, and nothing is counted."""


def make_key(*, address: str) -> bytes:
    """Make the key of a question; gives the slot, by which anyone can seal and nobody open.

    It is on the disk when this returns.
    """
    key = X25519PrivateKey.generate()
    folder = Path(settings.BALLOT_KEYS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    raw = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    with os.fdopen(os.open(_path(address), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_of(*, address: str) -> X25519PrivateKey:
    """What opens the question's ballots. Raises KeyIsNotHere."""
    try:
        return X25519PrivateKey.from_private_bytes(_path(address).read_bytes())
    except (OSError, ValueError) as missing:
        raise KeyIsNotHere from missing


def destroy_key(*, address: str) -> None:
    """Overwrite the key and take its file away; harmless where it is gone already."""
    with suppress(FileNotFoundError):
        with _path(address).open("r+b") as file:
            file.write(secrets.token_bytes(LENGTH))
            file.flush()
            os.fsync(file.fileno())
        _path(address).unlink()


def _path(address: str) -> Path:
    return Path(settings.BALLOT_KEYS) / address
