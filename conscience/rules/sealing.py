"""A secret ballot under its question's key: whoever has the slot can seal one, only the key opens it.

Each is as long as any other, or its length would tell a short name from a long one to whoever keeps the database's files.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from conscience.rules.receipts import CODE_LENGTH

PUBLIC = 32
NONCE = bytes(12)  # each ballot's key is its own, so one nonce serves
BLANK = 0xFFFF  # an empty paper


def seal(*, slot: bytes, choice: int, code: str, address: str) -> bytes:
    """The ballot sealed: the number of its choice (BLANK for none) and its code, bound to the question at `address`."""
    own = X25519PrivateKey.generate()
    public = own.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    secret = own.exchange(X25519PublicKey.from_public_bytes(bytes(slot)))
    plain = choice.to_bytes(2) + code.encode().ljust(CODE_LENGTH)
    return public + _lock(secret, public).encrypt(NONCE, plain, address.encode())


def unseal(*, key: X25519PrivateKey, box: bytes, address: str) -> tuple[int, str]:
    """The number of the choice and the code. Raises InvalidTag for a box that was changed or belongs to another question."""
    raw = bytes(box)
    if len(raw) <= PUBLIC:
        raise InvalidTag
    secret = key.exchange(X25519PublicKey.from_public_bytes(raw[:PUBLIC]))
    plain = _lock(secret, raw[:PUBLIC]).decrypt(NONCE, raw[PUBLIC:], address.encode())
    return int.from_bytes(plain[:2]), plain[2:].decode().strip()


def _lock(secret: bytes, public: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ballot" + public).derive(secret))
