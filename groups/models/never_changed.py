"""The database's own refusal to change a row once it stands, said among a model's constraints for each engine we run on.

The record has a guard of its own, against removal too (rotation/append_only.py).
"""

from typing import Any

from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint

GUARDS = {
    "postgresql": """
        CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '%(says)s' USING ERRCODE = 'restrict_violation'; END $$;
        CREATE TRIGGER %(name)s BEFORE UPDATE ON %(table)s FOR EACH ROW EXECUTE FUNCTION %(name)s();
    """,
    "sqlite": "CREATE TRIGGER %(name)s BEFORE UPDATE ON %(table)s BEGIN SELECT RAISE(ABORT, '%(says)s'); END",
}
RELEASE = {"postgresql": "DROP FUNCTION IF EXISTS %(name)s() CASCADE", "sqlite": "DROP TRIGGER IF EXISTS %(name)s"}


class NeverChanged(BaseConstraint):
    """A row of this table is as it was written, for as long as it stands. `name` is a sentence, and what the refusal says."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> None:
        """No part of the table's own definition: it follows once the table is there."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model: Any, schema_editor: Any) -> Statement:
        return self._said(GUARDS, model, schema_editor)

    def remove_sql(self, model: Any, schema_editor: Any) -> Statement:
        return self._said(RELEASE, model, schema_editor)

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """Nothing about a row by itself can break it."""

    def _said(self, sql: dict[str, str], model: Any, schema_editor: Any) -> Statement:
        # A table that is made anew bears another name meanwhile; what waits for it is renamed along.
        table = Table(model._meta.db_table, schema_editor.quote_name)
        return Statement(
            sql[schema_editor.connection.vendor], table=table, name=self.name, says=self.name.replace("_", " ")
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NeverChanged) and self.name == other.name

    __hash__ = BaseConstraint.__hash__
