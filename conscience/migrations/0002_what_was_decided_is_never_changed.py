from django.db import migrations

from conscience.never_changed import GUARDS, RELEASE


def guard(apps, schema_editor):
    for statement in GUARDS[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def release(apps, schema_editor):
    for statement in RELEASE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("conscience", "0001_initial")]
    operations = [migrations.RunPython(guard, release)]
