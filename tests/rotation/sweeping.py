"""How a test that commits leaves the record empty behind it, though the database takes no removal."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from rotation.append_only import GUARDS, RELEASE


@contextmanager
def guards_aside() -> Iterator:
    """A cursor for whoever may do anything to the database: the guards are set aside meanwhile, and put back."""
    with connection.cursor() as cursor:
        for statement in RELEASE[connection.vendor]:
            cursor.execute(statement)
        yield cursor
        for statement in GUARDS[connection.vendor]:
            cursor.execute(statement)


def sweep_the_record() -> None:
    """Empty the record. Needed on SQLite, whose flush deletes row by row."""
    with guards_aside() as cursor:
        cursor.execute("DELETE FROM rotation_record")
