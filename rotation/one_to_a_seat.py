"""The database's own word that one servant holds a seat at a time, for each engine we run on.

PostgreSQL excludes overlapping days by ranges, without an extension. SQLite has no such constraint but one writer at a time,
so triggers that look before they write are as good. A migration that makes rotation_term anew on SQLite has to set them again.
"""

OVERLAPS = """
    SELECT 1 FROM rotation_term AS other
    WHERE other.role_id = NEW.role_id AND other.seat = NEW.seat AND other.id IS NOT NEW.id
      AND other.kind IN ('standing', 'interim') AND other.starts_on < NEW.ends_on AND NEW.starts_on < other.ends_on
"""
GUARDS = {
    "postgresql": [
        """
        ALTER TABLE rotation_term ADD CONSTRAINT one_servant_holds_a_seat_at_a_time EXCLUDE USING gist (
            int8range(role_id, role_id, '[]') WITH &&, int4range(seat, seat, '[]') WITH &&,
            daterange(starts_on, ends_on) WITH &&
        ) WHERE (kind IN ('standing', 'interim') AND starts_on < ends_on)
        """
    ],
    "sqlite": [
        f"""
        CREATE TRIGGER one_servant_holds_a_seat_at_a_time_{when.lower()} BEFORE {when} ON rotation_term
        WHEN NEW.kind IN ('standing', 'interim') AND EXISTS ({OVERLAPS})
        BEGIN SELECT RAISE(ABORT, 'one_servant_holds_a_seat_at_a_time'); END
        """
        for when in ("INSERT", "UPDATE")
    ],
}
RELEASE = {
    "postgresql": ["ALTER TABLE rotation_term DROP CONSTRAINT IF EXISTS one_servant_holds_a_seat_at_a_time"],
    "sqlite": [f"DROP TRIGGER IF EXISTS one_servant_holds_a_seat_at_a_time_{when}" for when in ("insert", "update")],
}
