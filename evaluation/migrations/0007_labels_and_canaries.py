"""Labels of people, and what came of the canaries."""

import django.db.models.deletion
import organizations.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0006_profiles_kept_as_stored"),
        ("experiments", "0010_answered_calls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InjectionReport",
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
                ("canaries_version", models.CharField(max_length=20)),
                ("threshold", models.FloatField()),
                ("results", models.JSONField(default=list)),
                ("n_moved", models.PositiveSmallIntegerField()),
                ("n_failed", models.PositiveSmallIntegerField()),
                ("n_calls", models.PositiveSmallIntegerField()),
                (
                    "cost_usd",
                    models.DecimalField(blank=True, decimal_places=12, max_digits=24, null=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="injection_reports",
                        to="evaluation.evaluatorprofile",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="HumanLabel",
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
                ("source", models.CharField(blank=True, max_length=100)),
                ("quality", models.FloatField(blank=True, null=True)),
                ("accept", models.BooleanField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "analyst",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="labels",
                        to="experiments.attempt",
                    ),
                ),
            ],
            options={
                "ordering": ["attempt", "created_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("attempt", "analyst", "source"), name="label_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quality__isnull", True),
                            models.Q(("quality__gte", 0), ("quality__lte", 1)),
                            _connector="OR",
                        ),
                        name="label_quality_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quality__isnull", False), ("accept__isnull", False), _connector="OR"
                        ),
                        name="label_says_something",
                    ),
                ],
            },
        ),
    ]
