from django.db import migrations

# What Django cannot say of both databases. SQLite does without: it is for houses of some thousand meetings.
KINDS = [
    "CREATE INDEX meetings_by_kind ON groups_meeting USING gin (types jsonb_path_ops)",
    "CREATE INDEX meetings_by_language ON groups_meeting USING gin (languages jsonb_path_ops)",
]
# Every three letters of a name, as `icontains` asks for them. Where the database lets nobody here make the extension, words
# are still found, by reading every meeting.
LETTERS = """
DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX meetings_by_letters ON groups_meeting USING gin (
        upper(name::text) gin_trgm_ops, upper(region::text) gin_trgm_ops,
        upper(address::text) gin_trgm_ops, upper(place::text) gin_trgm_ops
    );
    CREATE INDEX bodies_by_letters ON rotation_body USING gin (upper(name::text) gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file OR undefined_object THEN
    RAISE NOTICE 'No pg_trgm here: words are looked for without an index.';
END $$
"""
GONE = "DROP INDEX IF EXISTS meetings_by_kind, meetings_by_language, meetings_by_letters, bodies_by_letters"


def look_up(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in (*KINDS, LETTERS):
            schema_editor.execute(statement, params=None)


def forget(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(GONE, params=None)


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial"), ("rotation", "0001_initial")]
    operations = [migrations.RunPython(look_up, forget)]
