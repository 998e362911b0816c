"""Looking for what an evening left behind, as whoever seized the machines would: in raw files, rows, logs and memories."""

import base64
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis

from tests.server import ROOT, Process

Rows = dict[str, list[dict[str, Any]]]
# Tonight's doors are open already, and a pledge is given before: this one was, to keep the time of that circle.
PLEDGED = """INSERT INTO circles_pledge (meeting_id, starts_at, duty, member_id)
    SELECT circle.meeting_id, circle.starts_at, 'time', member.id
    FROM circles_circle AS circle, members_member AS member WHERE circle.slug = {0} AND member.name = {0}"""


def ways_to_write(word: str) -> list[bytes]:
    """The bytes a word becomes in a file: plain, in wide characters, in hex, and in base64 at any of its three beginnings."""
    plain = word.encode()
    return [
        plain,
        word.encode("utf-16-le"),
        word.encode("utf-16-be"),
        plain.hex().encode(),
        *(_in_base64(plain, shift) for shift in range(3)),
    ]


def ways_to_write_bytes(raw: bytes) -> list[bytes]:
    return [raw, raw.hex().encode(), *(_in_base64(raw, shift) for shift in range(3))]


def _in_base64(plain: bytes, shift: int) -> bytes:
    """What is sure to stand in base64 text when `plain` begins at this remainder of three."""
    whole = base64.b64encode(b"\0" * shift + plain)
    return whole[(shift * 8 + 5) // 6 : len(whole) // 4 * 4 - 4]


def found(files: Iterable[tuple[str, bytes]], sought: dict[str, list[bytes]]) -> dict[str, list[str]]:
    """Which of these words stand in which of these files, in any way of writing."""
    known: dict[str, list[str]] = {}
    for name, raw in files:
        small = raw.lower()
        for word, forms in sought.items():
            # What has no capitals is found in the folded text whenever it stands in the raw one.
            if any(form in (small if form == form.lower() else raw) for form in forms):
                known.setdefault(word, []).append(name)
    return known


def rows_of(connection: Any, tables: Iterable[str]) -> Rows:
    """Everything in these tables."""
    rows: Rows = {}
    for table in sorted(tables):
        asked = connection.cursor()
        asked.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in asked.description]
        rows[table] = [dict(zip(names, row, strict=True)) for row in asked.fetchall()]
    return rows


def left_behind(before: Rows, after: Rows) -> Rows:
    """Every row that was not there before just as it is now; tables with none are left out."""
    fresh = {table: [row for row in rows if row not in before.get(table, [])] for table, rows in after.items()}
    return {table: rows for table, rows in fresh.items() if rows}


@dataclass
class Embedded:
    """One process on files of its own."""

    folder: Path
    servers: list[Process] = field(default_factory=list)

    def rows(self) -> Rows:
        with closing(sqlite3.connect(f"file:{self.folder / 'fellowship.sqlite3'}?mode=ro", uri=True)) as known:
            listed = known.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            return rows_of(known, [name for (name,) in listed])

    def publishes(self, meeting: str, **customs: str) -> None:
        """The group changes how it holds that meeting."""
        with closing(sqlite3.connect(self.folder / "fellowship.sqlite3", timeout=20)) as known, known:
            for column, value in customs.items():
                known.execute(f"UPDATE groups_meeting SET {column} = ? WHERE slug = ?", [value, meeting])

    def has_pledged(self, slug: str, name: str) -> None:
        """That member said days ago that they would keep the time of that circle."""
        with closing(sqlite3.connect(self.folder / "fellowship.sqlite3", timeout=20)) as known, known:
            known.execute(PLEDGED.format("?"), [slug, name])

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file there is: the database, its -wal and -shm, and what the process printed."""
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                yield path.name, path.read_bytes()

    def key_of(self, slug: str) -> bytes | None:
        """Only the process's own memory has it."""
        return None

    def forgets_rows(self) -> bool:
        """Whether an erased row is gone from the files too (secure_delete, and a log cut short)."""
        return True


@dataclass
class Servers:
    """Two web processes on one PostgreSQL and one Redis."""

    database: str
    redis_url: str
    folder: Path
    servers: list[Process] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._sql = psycopg2.connect(self.database)
        self._sql.autocommit = True
        self._redis = redis.Redis.from_url(self.redis_url)
        self._since = self._one("SELECT now()")

    def close(self) -> None:
        self._sql.close()
        self._redis.close()

    def rows(self) -> Rows:
        listed = self._all("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return rows_of(self._sql, [name for (name,) in listed])

    def publishes(self, meeting: str, **customs: str) -> None:
        """The group changes how it holds that meeting."""
        for column, value in customs.items():
            self._all(f"UPDATE groups_meeting SET {column} = %s WHERE slug = %s", [value, meeting])

    def has_pledged(self, slug: str, name: str) -> None:
        """That member said days ago that they would keep the time of that circle."""
        self._all(PLEDGED.format("%s"), [slug, name])

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The database's directory, the log it writes ahead, all that Redis holds or wrote, and what our processes printed."""
        self._all("CHECKPOINT")
        base = f"base/{self._one('SELECT oid FROM pg_database WHERE datname = current_database()')}"
        for (name,) in self._all(f"SELECT pg_ls_dir('{base}')"):
            yield from self._read(f"{base}/{name}")
        for (name,) in self._all(f"SELECT name FROM pg_ls_waldir() WHERE modification >= '{self._since}'"):
            yield from self._read(f"pg_wal/{name}")
        if log := self._one("SELECT pg_current_logfile()"):
            yield from self._read(log)
        yield from self._redis_holds()
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                yield path.name, path.read_bytes()

    def _redis_holds(self) -> Iterator[tuple[str, bytes]]:
        for name in self._redis.scan_iter(count=1000):
            yield f"redis key {name!r}", name + b" " + (self._redis.dump(name) or b"")
        for slow in self._redis.slowlog_get(128):
            yield "redis slowlog", slow["command"]
        kept = self._redis.config_get("dir") | self._redis.config_get("dbfilename")
        dump = Path(kept["dir"]) / kept["dbfilename"]
        if dump.is_file() and os.access(dump, os.R_OK):
            yield dump.name, dump.read_bytes()

    def key_of(self, slug: str) -> bytes | None:
        return self._redis.get(f"room:{slug}:key")

    def forgets_rows(self) -> bool:
        """A deleted row stays readable in PostgreSQL's files: without its key it says nothing."""
        return False

    def _read(self, path: str) -> Iterator[tuple[str, bytes]]:
        raw = self._one("SELECT pg_read_binary_file(%s, 0, 1000000000, true)", [path])
        if raw is not None:
            yield path, bytes(raw)

    def _all(self, sql: str, given: list[Any] | None = None) -> list[tuple]:
        asked = self._sql.cursor()
        asked.execute(sql, given)
        return asked.fetchall() if asked.description else []

    def _one(self, sql: str, given: list[Any] | None = None) -> Any:
        return self._all(sql, given)[0][0]


@contextmanager
def a_database_of_its_own(url: str) -> Iterator[str]:
    """The URL of a new, planted database on that server, dropped at the end."""
    parts, name = urlsplit(url), f"fellowship_seized_{token_hex(4)}"
    own = urlunsplit(parts._replace(path=f"/{name}"))
    with closing(psycopg2.connect(urlunsplit(parts._replace(path="/postgres")))) as keeper:
        keeper.autocommit = True
        keeper.cursor().execute(f"CREATE DATABASE {name}")
        try:
            yield own
        finally:
            keeper.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(*words: str, **environment: str) -> None:
    """A management command in a process of its own."""
    kept = {"PATH": os.environ["PATH"]} | environment
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=kept, check=True, capture_output=True)
