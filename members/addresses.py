"""A caller's address is never kept.

What stands for it means nothing without the site's secret, and changes every ten minutes.
"""

import hashlib
import hmac
import ipaddress

from django.conf import settings

TEN_MINUTES = 600


def veiled(words: str, *, at: float) -> str:
    """A keyed hash of `words` in the ten minutes of `at` (seconds since 1970)."""
    return hmac.digest(
        settings.SECRET_KEY.encode(), f"{int(at // TEN_MINUTES)} {words}".encode(), hashlib.sha256
    ).hex()[:32]


def household(address: str) -> str:
    """The part of an address that one home or one hall shares: all of an IPv4 one, the first half of an IPv6 one."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""  # a socket on this machine has none: all its callers count together
    if known.version == 4:
        return str(known)
    return str(known.ipv4_mapped or ipaddress.IPv6Network((int(known), 64), strict=False).network_address)
