"""Sealed comparisons: the database refuses to change or delete one, whoever asks.

SQLite makes a table anew when a column of it is altered, and the triggers do not come along: a later
migration of the table ends by putting them back (`leaderboards.seals`).
"""

from django.db import migrations

from leaderboards.seals import break_seals, set_seals


class Migration(migrations.Migration):
    dependencies = [("leaderboards", "0003_sealed_comparisons")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: set_seals(schema_editor.connection),
            lambda apps, schema_editor: break_seals(schema_editor.connection),
        )
    ]
