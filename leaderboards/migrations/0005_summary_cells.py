"""The (arm, task) cells of a summary, kept with it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leaderboards", "0004_keep_comparisons_sealed")]

    operations = [
        migrations.CreateModel(
            name="SummaryCells",
            fields=[
                (
                    "summary",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="cells",
                        serialize=False,
                        to="leaderboards.runsummary",
                    ),
                ),
                ("content", models.BinaryField()),
            ],
            options={"verbose_name_plural": "summary cells"},
        ),
    ]
