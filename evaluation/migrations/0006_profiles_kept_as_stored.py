"""The database refuses to change evaluator profiles and what they are made of."""

from django.db import migrations

from evaluation.immutable import allow_changes, refuse_changes


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0005_structured_and_boundaries")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: refuse_changes(schema_editor.connection),
            lambda apps, schema_editor: allow_changes(schema_editor.connection),
        )
    ]
