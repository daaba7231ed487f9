"""What judging a run again came to."""

import django.db.models.deletion
import organizations.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("experiments", "0010_answered_calls"),
        ("leaderboards", "0002_plural_of_summary"),
        ("organizations", "0002_api_tokens"),
    ]

    operations = [
        migrations.CreateModel(
            name="Comparison",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=organizations.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.TextField()),
                ("previous_digest", models.CharField(blank=True, max_length=71)),
                ("digest", models.CharField(max_length=71)),
                ("created_at", models.DateTimeField()),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comparisons",
                        to="organizations.organization",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comparisons",
                        to="experiments.run",
                    ),
                ),
                (
                    "work",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comparison",
                        to="experiments.run",
                    ),
                ),
            ],
            options={
                "ordering": ["organization", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "number"), name="comparison_number_once"
                    )
                ],
            },
        ),
    ]
