"""Judging stored artifacts again: a judgement is one of an attempt in a run, its own or a replay's."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0003_engine_at_scale"),
        ("experiments", "0010_answered_calls"),
    ]

    operations = [
        migrations.CreateModel(
            name="Replay",
            fields=[
                (
                    "work",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="replay",
                        serialize=False,
                        to="experiments.run",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("n_attempts", models.PositiveIntegerField()),
                ("attempt_set_digest", models.CharField(max_length=71)),
                ("originals_digest", models.CharField(max_length=71)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replays",
                        to="experiments.run",
                    ),
                ),
            ],
            options={"ordering": ["-work__started_at", "-work"]},
        ),
        migrations.RemoveConstraint(model_name="evaluation", name="evaluation_once"),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.UniqueConstraint(fields=("attempt", "run"), name="evaluation_once"),
        ),
    ]
