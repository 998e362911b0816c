"""How a test that commits leaves the record empty behind it, though the database takes no removal."""

from django.db import connection

from rotation.append_only import GUARDS, RELEASE


def sweep_the_record() -> None:
    """Set the guards aside, empty the record, put them back. Needed on SQLite, whose flush deletes row by row."""
    with connection.cursor() as cursor:
        for statement in [*RELEASE[connection.vendor], "DELETE FROM rotation_record", *GUARDS[connection.vendor]]:
            cursor.execute(statement)
