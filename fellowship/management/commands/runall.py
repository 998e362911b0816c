"""`make run`: everything in one process, on nothing but files. Stops cleanly on Ctrl-C."""

import contextlib
import io
import os
import socket
import sys
import threading
import time
from types import ModuleType

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fellowship.clockwork import Clockwork
from fellowship.storeys import built
from fellowship.tls import own_certificate

STARTED = time.monotonic()
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Server(uvicorn.Server):
    """uvicorn, with the clock's worker and beat starting and stopping with it."""

    def __init__(self, config: uvicorn.Config, *, ready: str, demos: list[ModuleType]) -> None:
        super().__init__(config)
        self._ready, self._demos = ready, demos
        self._stopped = threading.Event()
        self._clockwork = Clockwork()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._clockwork.start()
        for storey in self._demos:
            threading.Thread(target=storey.DemoEvening().run, args=[self._stopped], name="demo", daemon=True).start()
        print(f"{self._ready}\n(ready after {time.monotonic() - STARTED:.1f} s; Ctrl-C stops everything)", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Here and not after serve(): uvicorn raises the signal again once it has served.
        print("Stopping.", flush=True)
        self._stopped.set()
        await super().shutdown(sockets=sockets)
        await self._clockwork.stop()


class Command(BaseCommand):
    help = "Migrate, plant a small fellowship if there is none, and start web, worker and beat together."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="Let pretend people hold a circle that anyone can watch."
        )

    def handle(self, *args: object, **options: object) -> None:
        host, port = os.environ.get("HOST", "127.0.0.1"), _port(os.environ.get("PORT", "8000"))
        listening = _listen(host, port)
        self.stdout.write("Preparing the database…")
        call_command("migrate", verbosity=0)
        call_command("plant", stdout=io.StringIO())  # what it says stands below, at every start
        if host not in LOOPBACK:
            settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, host, socket.gethostname(), *_own_addresses()]
        tls = own_certificate(settings.DATA_DIR, names=settings.ALLOWED_HOSTS) if settings.HTTPS else {}
        # localhost and not the number: a passkey cannot belong to an address.
        shown = "localhost" if host in LOOPBACK | {"0.0.0.0"} else host
        url = f"{'https' if settings.HTTPS else 'http'}://{shown}:{port}"
        ready = f"\n  {url}\n\nSign in as Ana (serves), Ben (belongs) or Cleo (a visitor), password: candlelight."
        demos = built("demo") if options["demo"] else []
        ready += "".join(f"\nWatch an evening: {url}{storey.where()}" for storey in demos)
        if host == "0.0.0.0":
            ready += "".join(f"\nOn the same network: {url.replace(shown, other)}" for other in _own_addresses())
        config = uvicorn.Config(
            "fellowship.asgi:application", log_config=None, access_log=False, lifespan="off",
            ws_per_message_deflate=False, ws_max_size=16 * 1024, ws_ping_interval=5, ws_ping_timeout=10,
            timeout_graceful_shutdown=3, server_header=False, date_header=False, **tls,
        )  # fmt: skip
        with contextlib.suppress(KeyboardInterrupt):
            Server(config, ready=ready, demos=demos).run(sockets=[listening])
        sys.stdout.flush()


def _port(word: str) -> int:
    if not word.isdigit() or not 0 < int(word) < 65536:
        raise CommandError(f"PORT should be a number from 1 to 65535, not {word!r}.")
    return int(word)


def _listen(host: str, port: int) -> socket.socket:
    """The listening socket, taken before anything else so that a port in use is said at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as fault:
        raise CommandError(
            f"Port {port} on {host} cannot be used ({fault.strerror}). Something may be running there already; "
            f"try another: make run PORT={port + 1 if port < 65535 else 8000}"
        ) from None
    listening.set_inheritable(True)
    return listening


def _own_addresses() -> list[str]:
    """This machine's addresses on its own networks, so that a phone beside it can be told where to go."""
    found = set()
    with contextlib.suppress(OSError):
        found |= {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect(
            ("192.0.2.1", 9)
        )  # an address for documentation: nothing is sent, only the way there is looked up
        found.add(asking.getsockname()[0])
    return sorted(address for address in found if not address.startswith("127."))
