"""Passkeys: made on a device of one's own, opened there by a finger, a face or a code that never comes to us."""

import hashlib
import hmac
import json
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction
from fido2.server import Fido2Server
from fido2.webauthn import (
    Aaguid,
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from members.models import Member, Passkey

Kept = TypeVar("Kept")
A_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)  # of a row: what a database can hold, and no longer
AT_MOST = 20


class PasskeyRefused(Exception):
    """What the browser sent is not the answer to what it was asked, or belongs to nobody here."""


class TooManyPasskeys(Exception):
    """Twenty are enough for one person's devices."""


@dataclass(frozen=True)
class Place:
    """Where the browser believes itself to be; a passkey made at one place opens no other."""

    host: str  # without port: this is what the device remembers us by
    origin: str


def offer(*, member: Member, place: Place) -> tuple[dict[str, Any], dict[str, Any]]:
    """What to ask the browser for, to make a passkey, and what to remember until it answers. Raises TooManyPasskeys."""
    known = [AttestedCredentialData(bytes(each.credential)) for each in Passkey.objects.filter(member=member)]
    if len(known) >= AT_MOST:
        raise TooManyPasskeys
    # The device's maker may copy this: the id says nothing without our secret, and the name is the chosen one.
    mark = hmac.digest(settings.SECRET_KEY.encode(), f"passkey {member.pk}".encode(), hashlib.sha256)
    options, state = _server(place).register_begin(
        PublicKeyCredentialUserEntity(id=mark, name=member.name, display_name=member.name),
        credentials=known,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), state


def keep(*, member: Member, place: Place, state: dict[str, Any], answer: str, word: str) -> Passkey:
    """Keep the passkey a browser made. What kind of device it is, is left out. Raises PasskeyRefused."""
    made = _understood(
        lambda: _server(place).register_complete(state, RegistrationResponse.from_dict(json.loads(answer)))
    ).credential_data
    if made is None:
        raise PasskeyRefused
    plain = AttestedCredentialData.create(Aaguid.NONE, made.credential_id, made.public_key)
    try:
        with transaction.atomic():
            return Passkey.objects.create(
                member=member, handle=_handle(made.credential_id), credential=bytes(plain), word=word
            )
    except IntegrityError:  # somebody's passkey already
        raise PasskeyRefused from None


def ask(*, place: Place) -> tuple[dict[str, Any], dict[str, Any]]:
    """What to ask a browser for, to come in, and what to remember until it answers. It names nobody."""
    options, state = _server(place).authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return dict(options), state


def whose(*, place: Place, state: dict[str, Any], answer: str) -> Member:
    """The member whose passkey answered. Raises PasskeyRefused."""
    said = _understood(lambda: AuthenticationResponse.from_dict(json.loads(answer)))
    passkey = Passkey.objects.select_related("member").filter(handle=_handle(said.raw_id)).first()
    if passkey is None:
        raise PasskeyRefused
    known = [AttestedCredentialData(bytes(passkey.credential))]
    _understood(lambda: _server(place).authenticate_complete(state, known, said))
    return passkey.member


def call_it(*, member: Member, passkey_id: str, word: str) -> None:
    """Keep the member's own word for one of their passkeys."""
    _own(member, passkey_id).update(word=word)


def remove(*, member: Member, passkey_id: str) -> None:
    """From now on it opens nothing here; what the device keeps of it is the device's own."""
    _own(member, passkey_id).delete()


def _own(member: Member, passkey_id: str) -> Any:
    return Passkey.objects.filter(member=member, pk=int(passkey_id) if A_NUMBER.fullmatch(passkey_id) else 0)


def _server(place: Place) -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(id=place.host, name=settings.QUIET_NAME)
    return Fido2Server(
        entity, AttestationConveyancePreference.NONE, verify_origin=lambda origin: origin == place.origin
    )


def _understood(reading: Callable[[], Kept]) -> Kept:
    """What a stranger's bytes hold. The parsers they go through refuse in many ways; each means the same here."""
    try:
        return reading()
    except (
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        RuntimeError,
        TypeError,
        ValueError,
        struct.error,
    ):
        raise PasskeyRefused from None


def _handle(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()
