from django.db import migrations

from rotation.one_to_a_seat import GUARDS, RELEASE


def guard(apps, schema_editor):
    for statement in GUARDS[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def release(apps, schema_editor):
    for statement in RELEASE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("rotation", "0002_no_line_of_the_record_is_changed_or_removed")]
    operations = [migrations.RunPython(guard, release)]
