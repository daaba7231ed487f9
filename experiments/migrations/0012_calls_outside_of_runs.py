"""Calls that no run makes, such as those that put a judge to the test, are in the ledger too."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("experiments", "0011_imported_results")]

    operations = [
        migrations.AlterField(
            model_name="providercall",
            name="run",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="provider_calls",
                to="experiments.run",
            ),
        ),
    ]
