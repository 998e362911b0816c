"""Sessions whose rows say nothing to whoever takes the database.

The cookie holds a random key. The row is filed under one hash of that key, its data is sealed with another, and
the end it is given is that of a week, not an hour or a day. Without the cookie a row cannot be opened; that it is a
member's is told by their own list of devices alone, which knows no more than the week either.
"""

import hashlib
import hmac
import os
from base64 import b64decode, b64encode
from datetime import UTC, datetime, time, timedelta
from typing import Any

from asgiref.sync import sync_to_async
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as OpenStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

from members.models import Device

NONCE_LENGTH = 12
PAGE = 1024  # sealed data fills whole pages, so that its length does not tell a member's session from an empty one


class SessionStore(OpenStore):
    """A browser's visit, filed where only that browser's cookie can find and open it."""

    def load(self) -> dict[str, Any]:
        return self._opened(self._rows_of(self.session_key).first())

    async def aload(self) -> dict[str, Any]:
        return self._opened(await self._rows_of(self.session_key).afirst())

    def exists(self, session_key: str) -> bool:
        return super().exists(filed_under(session_key))

    async def aexists(self, session_key: str) -> bool:
        return await super().aexists(filed_under(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        self._get_or_create_session_key()
        return self._sealed_row(data, self.get_expiry_date())

    async def acreate_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        await self._aget_or_create_session_key()
        return self._sealed_row(data, await self.aget_expiry_date())

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(filed_under(key))

    async def adelete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            await super().adelete(filed_under(key))

    def cycle_key(self) -> None:
        """A new key for the same visit. The member's list of devices goes on knowing it: its row moves along."""
        data, before = self._session, self.session_key
        self.create()
        self._session_cache = data
        if before:
            Device.objects.filter(pk=filed_under(before)).update(session=filed_under(self.session_key))
            self.delete(before)

    async def acycle_key(self) -> None:
        await sync_to_async(self.cycle_key)()

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal(self.serializer().dumps(session_dict), self.session_key)

    def decode(self, session_data: str) -> dict[str, Any]:
        plain = unseal(session_data, self.session_key)
        return {} if plain is None else self.serializer().loads(plain)

    def _rows_of(self, session_key: str) -> Any:
        return self.model.objects.filter(session_key=filed_under(session_key), expire_date__gt=timezone.now())

    def _opened(self, row: AbstractBaseSession | None) -> dict[str, Any]:
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row.session_data)

    def _sealed_row(self, data: dict[str, Any], ends: datetime) -> AbstractBaseSession:
        return self.model(
            session_key=filed_under(self.session_key), session_data=self.encode(data), expire_date=end_of_week(ends)
        )


def filed_under(session_key: str) -> str:
    """The primary key of the row belonging to a cookie's key: as many hex digits as the column holds."""
    return _derived(session_key, "filed under").hex()[:40]


def seal(plain: bytes, session_key: str) -> str:
    """`plain`, padded to whole pages and closed so that only the cookie's key opens it; different each time."""
    padded = plain + b"\x80" + bytes(-(len(plain) + 1) % PAGE)
    nonce = os.urandom(NONCE_LENGTH)
    return b64encode(nonce + _lock(session_key).encrypt(nonce, padded, None)).decode()


def unseal(sealed: str, session_key: str) -> bytes | None:
    """What `seal` closed under this key; None for anything else."""
    try:
        raw = b64decode(sealed, validate=True)
        padded = _lock(session_key).decrypt(raw[:NONCE_LENGTH], raw[NONCE_LENGTH:], None)
    except (InvalidTag, ValueError):
        return None
    return padded.rstrip(b"\x00").removesuffix(b"\x80")


def end_of_week(moment: datetime) -> datetime:
    """The first midnight (UTC) before a Monday, at or after `moment`."""
    day = moment.astimezone(UTC).date()
    monday = datetime.combine(day - timedelta(days=day.weekday()), time.min, tzinfo=UTC)
    return monday if monday == moment else monday + timedelta(days=7)


def _lock(session_key: str) -> AESGCM:
    return AESGCM(_derived(session_key, "sealed with"))


def _derived(session_key: str, purpose: str) -> bytes:
    # The site's own secret takes part: a cookie and a database together still lack it.
    return hmac.digest(settings.SECRET_KEY.encode(), f"session {purpose} {session_key}".encode(), hashlib.sha256)
