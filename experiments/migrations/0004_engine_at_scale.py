"""Pauses, budgets, isolated claims, and a ledger that says where each call went."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("experiments", "0003_idempotency"),
        ("organizations", "0002_api_tokens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reconciling",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("last_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sweep_after", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="reconciling_one_row"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkerBeat",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("stage", models.CharField(max_length=20)),
                ("host", models.CharField(max_length=200)),
                ("pid", models.PositiveIntegerField()),
                ("slots", models.PositiveIntegerField()),
                ("in_flight", models.PositiveIntegerField()),
                ("started_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="beats",
                        to="experiments.run",
                    ),
                ),
            ],
            options={
                "ordering": ["stage", "started_at"],
            },
        ),
        migrations.AddField(
            model_name="attempt",
            name="forgiven",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="attempt",
            name="isolated",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="attempt",
            name="waits_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="experiment",
            name="budget_usd",
            field=models.DecimalField(
                blank=True,
                decimal_places=4,
                help_text="The most that one run may cost. Empty: no limit of its own.",
                max_digits=14,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="providercall",
            name="connection_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="providercall",
            name="model",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="providercall",
            name="organization",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="organizations.organization",
            ),
        ),
        migrations.AddField(
            model_name="providercall",
            name="provider",
            field=models.CharField(default="", max_length=200),
        ),
        migrations.AddField(
            model_name="providercall",
            name="reserved_usd",
            field=models.DecimalField(decimal_places=12, max_digits=24, null=True),
        ),
        migrations.AddField(
            model_name="providercall",
            name="retry",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="run",
            name="budget_usd",
            field=models.DecimalField(blank=True, decimal_places=12, max_digits=24, null=True),
        ),
        migrations.AddField(
            model_name="run",
            name="paused_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="run",
            name="reserved_usd",
            field=models.DecimalField(decimal_places=12, default=0, max_digits=24),
        ),
        migrations.AddField(
            model_name="run",
            name="spent_usd",
            field=models.DecimalField(decimal_places=12, default=0, max_digits=24),
        ),
        migrations.AddField(
            model_name="validation",
            name="forgiven",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="validation",
            name="isolated",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="validation",
            name="waits_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="providercall",
            index=models.Index(
                fields=["organization", "provider", "started_at"], name="call_by_start"
            ),
        ),
        migrations.AddIndex(
            model_name="providercall",
            index=models.Index(
                condition=models.Q(("outcome", "open")),
                fields=["organization", "provider"],
                name="call_open",
            ),
        ),
        migrations.AddIndex(
            model_name="providercall",
            index=models.Index(fields=["connection_id", "finished_at"], name="call_of_connection"),
        ),
        migrations.AddConstraint(
            model_name="experiment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("budget_usd__isnull", True), ("budget_usd__gt", 0), _connector="OR"
                ),
                name="experiment_budget_positive",
            ),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                condition=models.Q(("interruptions__gte", 2), ("state", "pending")),
                fields=["run"],
                name="attempt_alone",
            ),
        ),
        migrations.AddIndex(
            model_name="validation",
            index=models.Index(
                condition=models.Q(("interruptions__gte", 2), ("state", "pending")),
                fields=["run"],
                name="validation_alone",
            ),
        ),
    ]
