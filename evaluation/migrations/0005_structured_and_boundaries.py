"""Criteria of rubrics, structured output, and what boundaries are made with."""

import django.db.models.deletion
from django.db import migrations, models

import evaluation.models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0004_replay"),
    ]

    operations = [
        migrations.AddField(
            model_name="evaluatorprofile",
            name="structured_output",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="rubric",
            name="criteria",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="rubric",
            name="preamble",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="BoundaryKey",
            fields=[
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="organizations.organization",
                    ),
                ),
                (
                    "key",
                    models.BinaryField(default=evaluation.models._new_key, editable=False),
                ),
            ],
        ),
    ]
