"""A self-made certificate for a phone on the same network: browsers open microphones only over TLS."""

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

VALID = timedelta(days=90)


def own_certificate(folder: Path, *, names: list[str]) -> dict[str, str]:
    """uvicorn's TLS settings for a certificate of this machine, made anew when it is missing, old or for other names."""
    made, key = folder / "own.crt", folder / "own.key"
    if not _still_good(made, names):
        _make(made, key, names)
    return {"ssl_certfile": str(made), "ssl_keyfile": str(key)}


def _entries(names: list[str]) -> list[x509.GeneralName]:
    entries: list[x509.GeneralName] = []
    for name in dict.fromkeys(n.strip("[]") for n in names if n != "*"):
        try:
            entries.append(x509.IPAddress(ipaddress.ip_address(name)))
        except ValueError:
            entries.append(x509.DNSName(name))
    return entries


def _still_good(made: Path, names: list[str]) -> bool:
    if not made.exists():
        return False
    known = x509.load_pem_x509_certificate(made.read_bytes())
    held = known.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    soon = datetime.now(UTC) + timedelta(days=1)
    return known.not_valid_after_utc > soon and set(held) == set(_entries(names))


def _make(made: Path, key_file: Path, names: list[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1)).not_valid_after(now + VALID)
        .add_extension(x509.SubjectAlternativeName(_entries(names)), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    made.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(private)
