"""How allauth behaves in this house: it keeps no address, says little, and compares names as we do."""

import hashlib
import hmac
import time

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

TEN_MINUTES = 600


class QuietAccountAdapter(DefaultAccountAdapter):
    """The way back in, with nothing written down on the way."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """A stand-in for the address that means nothing without the site's secret and changes every ten minutes."""
        return veiled_address(request, at=time.time())


def veiled_address(request: HttpRequest, *, at: float) -> str:
    """The caller's address as a keyed hash of this ten minutes."""
    said = f"{request.META.get('REMOTE_ADDR', '')} {int(at // TEN_MINUTES)}"
    return hmac.digest(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hex()[:32]
