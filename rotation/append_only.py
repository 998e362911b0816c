"""The database's own refusal to change or remove a line of the record, for each engine we run on."""

GUARDS = {
    "postgresql": [
        """
        CREATE OR REPLACE FUNCTION the_record_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the record is never changed' USING ERRCODE = 'restrict_violation'; END $$
        """,
        """
        CREATE TRIGGER no_line_of_the_record_is_changed_or_removed BEFORE UPDATE OR DELETE ON rotation_record
        FOR EACH ROW EXECUTE FUNCTION the_record_is_never_changed()
        """,
    ],
    "sqlite": [
        """
        CREATE TRIGGER no_line_of_the_record_is_changed BEFORE UPDATE ON rotation_record
        BEGIN SELECT RAISE(ABORT, 'the record is never changed'); END
        """,
        """
        CREATE TRIGGER no_line_of_the_record_is_removed BEFORE DELETE ON rotation_record
        BEGIN SELECT RAISE(ABORT, 'the record is never changed'); END
        """,
    ],
}
RELEASE = {
    "postgresql": [
        "DROP TRIGGER IF EXISTS no_line_of_the_record_is_changed_or_removed ON rotation_record",
        "DROP FUNCTION IF EXISTS the_record_is_never_changed()",
    ],
    "sqlite": [
        "DROP TRIGGER IF EXISTS no_line_of_the_record_is_changed",
        "DROP TRIGGER IF EXISTS no_line_of_the_record_is_removed",
    ],
}
