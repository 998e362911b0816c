"""How a test that commits leaves nothing decided behind it, though the database takes no removal."""

from django.db import connection

from conscience.never_changed import GUARDS, OPEN_TO_CHANGE, RELEASE


def sweep_what_was_decided() -> None:
    """Empty the guarded tables. Needed on SQLite, whose flush deletes row by row."""
    with connection.cursor() as cursor:
        for statement in RELEASE[connection.vendor]:
            cursor.execute(statement)
        for table in OPEN_TO_CHANGE:
            cursor.execute(f"DELETE FROM {table}")
        for statement in GUARDS[connection.vendor]:
            cursor.execute(statement)
