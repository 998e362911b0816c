"""Fetching a list from an address that somebody gave: from the open net only, at most so large, and not for long.

Whoever may name an address must not reach through us what stands beside this machine. So the name is resolved here, every
answer is judged, and the connection goes to the very address that was judged; each redirect is judged anew.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore
from django.utils.translation import gettext as _

LARGEST = 50 * 1024 * 1024
LONGEST = 60.0  # s for the whole of it
WAIT = 10.0  # s for one step: to connect, or for the next bytes
MOST_TURNS = 3  # redirects
AGENT = b"Fellowship (reads meeting lists)"
MOVED = {301, 302, 303, 307, 308}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotFetched(Exception):
    """Nothing was taken; the words say why and may be shown to whoever gave the address."""


@dataclass(frozen=True)
class Fetched:
    """What stands at an address; `content` is None where it is what we had before."""

    content: bytes | None
    etag: str = ""
    modified: str = ""


def is_on_the_open_net(address: Address) -> bool:
    """Whether an address belongs to the internet at large, and neither to this machine nor to a network around it."""
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return is_on_the_open_net(mapped) if mapped else address.is_global and not address.is_multicast


def fetch(
    address: str,
    *,
    etag: str = "",
    modified: str = "",
    largest: int = LARGEST,
    longest: float = LONGEST,
    allows: Callable[[Address], bool] = is_on_the_open_net,
) -> Fetched:
    """What stands at a web address (http or https), in bytes; with `etag` or `modified` of the last time only if it is new.

    Raises NotFetched, with words for whoever asked.
    """
    until = time.monotonic() + longest
    asking = [
        (b"user-agent", AGENT),
        (b"accept", b"application/json, text/csv, */*;q=0.5"),
        (b"accept-encoding", b"identity"),
    ]
    known = [(b"if-none-match", etag.encode()), (b"if-modified-since", modified.encode())]
    asking += [header for header in known if header[1]]
    with httpcore.ConnectionPool(
        ssl_context=ssl.create_default_context(), network_backend=_Guarded(allows), max_connections=1
    ) as pool:
        try:
            for _turn in range(MOST_TURNS + 1):
                answer = _ask(pool, _checked(address), asking, largest, until)
                if isinstance(answer, Fetched):
                    return answer
                address = urljoin(address, answer)
        except (httpcore.TimeoutException, TimeoutError):
            raise NotFetched(_("Nothing came from there for too long.")) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, ssl.SSLError, OSError):
            raise NotFetched(_("Nobody could be reached there, or they did not speak as the web does.")) from None
    raise NotFetched(_("That address sends one on and on."))


def _ask(
    pool: httpcore.ConnectionPool, address: str, asking: list[tuple[bytes, bytes]], largest: int, until: float
) -> Fetched | str:
    """One request: what came, or the address it sends on to."""
    waits = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), WAIT)}
    host = urlsplit(address).netloc.encode("ascii")
    with pool.stream("GET", address, headers=[(b"host", host), *asking], extensions=waits) as answer:
        said = {name.lower(): value.decode("latin-1") for name, value in answer.headers}
        if answer.status == 304:
            return Fetched(None)
        if answer.status in MOVED and said.get(b"location"):
            return said[b"location"]
        if answer.status != 200:
            raise NotFetched(_("The server there answered %(status)d.") % {"status": answer.status})
        if said.get(b"content-encoding", "identity").lower() not in ("identity", ""):
            raise NotFetched(_("It came packed, though we asked for it plain."))
        content = _at_most(answer.iter_stream(), largest, until)
    return Fetched(content, said.get(b"etag", "")[:255], said.get(b"last-modified", "")[:64])


def _at_most(pieces: Iterable[bytes], largest: int, until: float) -> bytes:
    whole = bytearray()
    for piece in pieces:
        whole += piece
        if len(whole) > largest:
            raise NotFetched(_("It is larger than %(size)d MiB.") % {"size": max(1, largest // 1024 // 1024)})
        if time.monotonic() > until:
            raise NotFetched(_("It came too slowly to be waited for."))
    return bytes(whole)


def _checked(address: str) -> str:
    """The address, if it is one of the web that a stranger may name."""
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
        address.encode("ascii")
        _port = parts.port
    except ValueError:
        sound = False
    if not sound:
        raise NotFetched(_("That is not a web address (http or https)."))
    return address


class _Guarded(httpcore.NetworkBackend):
    """Connects to what a name stands for only after every answer has been judged."""

    def __init__(self, allows: Callable[[Address], bool]) -> None:
        self._allows, self._plain = allows, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise httpcore.ConnectError from None
        found = [ipaddress.ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers]
        if not found or not all(self._allows(each) for each in found):
            raise NotFetched(_("That address is not on the open internet."))
        return self._plain.connect_tcp(str(found[0]), port, timeout, local_address, socket_options)
