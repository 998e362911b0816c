"""A database of its own for a bench, which goes when it is done. Imported before Django is set up, which reads where it is.

Beside the database that DATABASE_URL names it is called NAME_bench; without one it is a SQLite file in a folder of its own.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellowship.settings")
GIVEN = os.environ.get("DATABASE_URL", "")
FOLDER = Path(tempfile.gettempdir()) / f"fellowship-bench-{os.getuid()}"
NAME = urlsplit(GIVEN).path.strip("/") + "_bench"
os.environ["DATA_DIR"] = str(FOLDER)
if GIVEN:
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(GIVEN)._replace(path=f"/{NAME}"))


@contextmanager
def its_own_database(*, keep: bool) -> Iterator[bool]:
    """Gives whether it was there already. `keep` takes one that is there, and leaves it for the next run."""
    there = _is_there()
    if there and not keep:
        raise SystemExit(f"{NAME if GIVEN else FOLDER} is there already; drop it, or say --keep to use it.")
    FOLDER.mkdir(exist_ok=True)
    if GIVEN and not there:
        _say(f'CREATE DATABASE "{NAME}"')
    try:
        yield there
    finally:
        if not keep:
            shutil.rmtree(FOLDER)
            if GIVEN:
                _say(f'DROP DATABASE "{NAME}" WITH (FORCE)')


def _is_there() -> bool:
    if GIVEN:
        return bool(_say("SELECT count(*) FROM pg_database WHERE datname = %s", NAME))
    return (FOLDER / "fellowship.sqlite3").exists()


def _say(statement: str, *values: str) -> int:
    server = psycopg2.connect(urlunsplit(urlsplit(GIVEN)._replace(scheme="postgres", path="/postgres")))
    server.autocommit = True
    try:
        with server.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchone()[0] if cursor.description else 0
    finally:
        server.close()
