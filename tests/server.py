"""The whole house behind a port of this machine: in a thread beside the test, or in a process of its own.

`a_server()` shares the test's database and memory; `a_process()` shares the database and Redis, as a second machine would.
"""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from django.conf import settings
from django.db import connection, connections

from fellowship.asgi import application
from rooms import pool
from rooms.hub import hub

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60  # s a house may take to open its door


@dataclass
class Server:
    """Where a house answers."""

    port: int

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def ws(self) -> str:
        return f"ws://localhost:{self.port}"


@contextlib.contextmanager
def a_server() -> Iterator[Server]:
    """A house in a thread. The test has to commit what it plants: @pytest.mark.django_db(transaction=True)."""
    ear = socket.socket()
    ear.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        _files_kept, lifespan="off", log_level="error", access_log=False, ws_per_message_deflate=False,
        ws_max_size=64 * 1024, timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[ear])), daemon=True)
    thread.start()
    try:
        _until(lambda: server.started, lambda: thread.is_alive())
        yield Server(ear.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(15)
        pool.rest()
        ear.close()
        connections.close_all()


async def _files_kept(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
    """The house, whose style sheets and scripts a browser may keep: while tests run nobody edits them, and a page has twenty."""

    async def keeping(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            kept = (b"cache-control", b"max-age=3600")
            message["headers"] = [
                kept if name.lower() == kept[0] else (name, word) for name, word in message["headers"]
            ]
        await send(message)

    of_files = scope["type"] == "http" and scope["path"].startswith(settings.STATIC_URL)
    await application(scope, receive, keeping if of_files else send)


def everyone_has_left(seconds: float = 5.0) -> None:
    """Wait until no tab and no listener is at any room of this process: browsers that were shut leave a moment later."""
    end = time.monotonic() + seconds
    while hub.rooms and time.monotonic() < end:
        time.sleep(0.02)


@dataclass
class Process(Server):
    """A house in a process of its own, whose end a test may bring about."""

    running: subprocess.Popen
    log: Path

    def kill(self) -> None:
        """As a power cut would: at once, nothing tidied."""
        self.running.kill()
        self.running.wait(10)

    def stop(self) -> None:
        """As Ctrl-C does."""
        self.running.send_signal(signal.SIGINT)
        try:
            self.running.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()


@contextlib.contextmanager
def a_process(
    command: list[str],
    *,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    takes_port: bool = False,
    port: int = 0,
) -> Iterator[Process]:
    """Start `command` with PORT (and, if `takes_port`, --port) naming `port` or a free one; its output goes to
    `folder`/server.log."""
    folder.mkdir(parents=True, exist_ok=True)
    port, log = port or free_port(), folder / "server.log"
    kept = {name: value for name, value in os.environ.items() if name in KEPT}
    surroundings = (
        kept | {"PORT": str(port), "DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"} | dict(environment or {})
    )
    if takes_port:
        command = [*command, "--port", str(port)]
    with log.open("ab") as written:
        running = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=written, stderr=subprocess.STDOUT)
    process = Process(port, running, log)
    try:
        _until(lambda: _answers(process.url), lambda: running.poll() is None, log=log)
        yield process
    finally:
        if running.poll() is None:
            process.stop()


KEPT = frozenset({"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV"})


def embedded(folder: Path, **environment: str) -> contextlib.AbstractContextManager[Process]:
    """`make run`'s process on files of its own in `folder`: SQLite and memory, planted anew."""
    return a_process([sys.executable, "manage.py", "runall"], folder=folder, environment=environment)


def web(
    folder: Path,
    *,
    database: str = "",
    redis: str = "",
    port: int = 0,
    application: str = "fellowship.asgi:application",
    **environment: str,
) -> contextlib.AbstractContextManager[Process]:
    """A web process on PostgreSQL and Redis: by default those of this test run, the test's own database included."""
    surroundings = {
        "DATABASE_URL": database or of_this_test(),
        "REDIS_URL": redis or settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
    }
    command = [
        sys.executable, "-m", "uvicorn", application, "--lifespan", "off", "--no-access-log",
        "--log-level", "warning", "--timeout-graceful-shutdown", "1", "--no-server-header",
        "--ws-ping-interval", "5", "--ws-ping-timeout", "10", "--ws-per-message-deflate", "false",
    ]  # fmt: skip
    return a_process(command, folder=folder, environment=surroundings | environment, takes_port=True, port=port)


@contextlib.contextmanager
def a_redis(port: int) -> Iterator[subprocess.Popen]:
    """A Redis of the test's own at that port, to be killed and started again with nothing remembered."""
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _until(lambda: _takes(port), lambda: running.poll() is None)
        yield running
    finally:
        running.kill()
        running.wait(5)


def _takes(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def of_this_test() -> str:
    """The URL of the database this test runs on."""
    known = connection.settings_dict
    secret = f":{known['PASSWORD']}" if known["PASSWORD"] else ""
    return f"postgres://{known['USER']}{secret}@{known['HOST']}:{known['PORT'] or 5432}/{known['NAME']}"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/page/", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _until(true, alive, *, log: Path | None = None) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        said = log.read_text(errors="replace")[-2000:] if log else ""
        assert alive(), f"The house fell in while starting. {said}"
        assert time.monotonic() < end, f"The house did not open its door. {said}"
        time.sleep(0.05)
