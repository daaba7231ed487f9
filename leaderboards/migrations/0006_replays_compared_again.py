"""A replay whose failures were tried again is compared again: its first comparison stays sealed.

SQLite makes the table anew for that, so its seals are broken before and set again afterwards.
"""

import django.db.models.deletion
from django.db import migrations, models

from leaderboards.seals import break_seals, set_seals


def unseal(apps, schema_editor):
    break_seals(schema_editor.connection)


def seal(apps, schema_editor):
    set_seals(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("experiments", "0011_imported_results"),
        ("leaderboards", "0005_summary_cells"),
    ]

    operations = [
        migrations.RunPython(unseal, seal),
        migrations.AlterField(
            model_name="comparison",
            name="work",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sealed",
                to="experiments.run",
            ),
        ),
        migrations.RunPython(seal, unseal),
    ]
