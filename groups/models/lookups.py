import json
from typing import Any

from django.db.models import JSONField, Lookup
from django.db.models.sql.compiler import SQLCompiler


@JSONField.register_lookup
class Names(Lookup):  # type: ignore[type-arg]
    """`types__names="D"`: whether a list of words (or of numbers of one figure) holds that one.

    PostgreSQL has an index for it; SQLite reads the text.
    """

    lookup_name = "names"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        listed, params = self.process_lhs(compiler, connection)
        word = json.dumps(self.rhs)
        if connection.vendor == "postgresql":
            return f"{listed} @> %s::jsonb", [*params, f"[{word}]"]
        return f"instr({listed}, %s) > 0", [*params, word]
