"""A PostgreSQL and a Redis of one's own on free ports of this machine, to be broken and mended; stopped by their ids."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg2
import redis

PATIENCE = 20.0  # s a part may take to answer
FASTER = "-c fsync=off"  # only a crash of the whole machine would lose by it


class Parts:
    """Both, in a folder of their own. `start()` once; then each may be stopped and started as often as wanted."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="fellowship-parts-"))
        self.folder.chmod(0o755)  # the database's own account must be able to walk in
        self.database_port, self.redis_port = free_port(), free_port()
        self._redis: subprocess.Popen[bytes] | None = None
        self._bin = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self._data = self.folder / "postgres" / "data"

    @property
    def surroundings(self) -> dict[str, str]:
        """What a server process reads about them."""
        return {
            "DATABASE_URL": f"postgres://postgres@127.0.0.1:{self.database_port}/postgres",
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
        }

    def start(self) -> None:
        """Make the data folder and start both. Raises RuntimeError when either does not answer."""
        (self.folder / "postgres").mkdir()
        if os.getuid() == 0:
            shutil.chown(self.folder / "postgres", "postgres")
        self._as_postgres("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync")
        self.start_database()
        self.start_redis()

    def stop(self) -> None:
        """Stop both and leave nothing behind."""
        self.stop_redis()
        with suppress(subprocess.CalledProcessError):
            self.stop_database()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start_redis(self) -> float:
        """Start Redis with an empty memory; the moment (time.monotonic) it answered."""
        command = [
            "redis-server",
            "--port",
            str(self.redis_port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self._redis = subprocess.Popen([*command, "--dir", str(self.folder)], stdout=subprocess.DEVNULL)
        return _until_it_takes(self.redis_port)

    def stop_redis(self) -> None:
        """Kill Redis; all it remembered is gone."""
        if self._redis is not None:
            self._redis.kill()
            self._redis.wait(PATIENCE)
            self._redis = None

    def start_database(self) -> float:
        """Start PostgreSQL; the moment it let somebody in."""
        options = f"-p {self.database_port} -c listen_addresses=127.0.0.1 -c max_connections=300 {FASTER}"
        self._as_postgres(
            "pg_ctl", "-W", "-s", "-l", str(self.folder / "postgres" / "log"),
            "-o", f"{options} -c unix_socket_directories={self.folder / 'postgres'}", "start",
        )  # fmt: skip
        end = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg2.connect(self.surroundings["DATABASE_URL"], connect_timeout=2).close()
                return time.monotonic()
            except psycopg2.OperationalError:
                if time.monotonic() > end:
                    raise RuntimeError("PostgreSQL did not start.") from None
                time.sleep(0.02)

    def stop_database(self) -> None:
        """Stop PostgreSQL at once, as a crash would: every connection breaks, every open transaction is undone."""
        self._as_postgres("pg_ctl", "-w", "-s", "-m", "immediate", "stop")

    def connections(self) -> int:
        """How many connections the database holds, this one left out."""
        line = psycopg2.connect(self.surroundings["DATABASE_URL"])
        try:
            with line.cursor() as asking:
                asking.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE client_port > 0 AND pid <> pg_backend_pid()"
                )
                return int(asking.fetchone()[0])
        finally:
            line.close()

    def redis_connections(self) -> int:
        """How many connections Redis holds, this one left out."""
        with redis.Redis(port=self.redis_port) as line:
            return len(line.client_list()) - 1

    def _as_postgres(self, program: str, *more: str) -> None:
        who = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.getuid() == 0 else []
        command = [*who, str(self._bin / program), "-D", str(self._data), *more]
        with (self.folder / "parts.log").open("ab") as log:
            subprocess.run(command, cwd=self.folder, check=True, stdout=log, stderr=log)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _until_it_takes(port: int) -> float:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return time.monotonic()
        except OSError:
            if time.monotonic() > end:
                raise RuntimeError(f"Nothing answers on port {port}.") from None
            time.sleep(0.02)
