"""The database's own refusal to change a closed ballot, a declared count or a drawn hat, for each engine we run on."""

REFUSED = "what was decided is never changed"
# The table, and under which condition on its old row it is still open to change.
OPEN_TO_CHANGE = {
    "conscience_ballot": (
        "OLD.alias_id IS NOT NULL AND EXISTS (SELECT 1 FROM conscience_question AS q "
        "WHERE q.id = OLD.question_id AND q.closed_at IS NULL)"
    ),
    "conscience_result": "1 = 0",
    "conscience_draw": "OLD.drawn_at IS NULL",
}


def _on_postgresql(table: str, condition: str) -> list[str]:
    return [
        f"""
        CREATE OR REPLACE FUNCTION {table}_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {condition} THEN
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
            END IF;
            RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation';
        END $$
        """,
        f"""
        CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_is_never_changed()
        """,
    ]


def _on_sqlite(table: str, condition: str) -> list[str]:
    return [
        f"""
        CREATE TRIGGER {table}_is_never_{done} BEFORE {act} ON {table}
        WHEN NOT ({condition}) BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
        """
        for act, done in (("UPDATE", "changed"), ("DELETE", "removed"))
    ]


GUARDS = {
    "postgresql": [each for table, condition in OPEN_TO_CHANGE.items() for each in _on_postgresql(table, condition)],
    "sqlite": [each for table, condition in OPEN_TO_CHANGE.items() for each in _on_sqlite(table, condition)],
}
RELEASE = {
    "postgresql": [
        statement
        for table in OPEN_TO_CHANGE
        for statement in (
            f"DROP TRIGGER IF EXISTS {table}_is_never_changed ON {table}",
            f"DROP FUNCTION IF EXISTS {table}_is_never_changed()",
        )
    ],
    "sqlite": [
        f"DROP TRIGGER IF EXISTS {table}_is_never_{done}" for table in OPEN_TO_CHANGE for done in ("changed", "removed")
    ],
}
