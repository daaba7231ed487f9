"""Circuit breakers, and what is spent in a month."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0002_api_tokens"),
        ("providers", "0004_bind_credentials"),
    ]

    operations = [
        migrations.CreateModel(
            name="Breaker",
            fields=[
                (
                    "connection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="breaker",
                        serialize=False,
                        to="providers.connection",
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("open_until", models.DateTimeField(blank=True, null=True)),
                ("probe_until", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("trips", models.PositiveSmallIntegerField(default=0)),
                ("error_code", models.CharField(blank=True, max_length=30)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("open_until__isnull", True),
                            ("opened_at__isnull", False),
                            _connector="OR",
                        ),
                        name="breaker_open_has_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Spending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "provider",
                    models.CharField(
                        choices=[
                            ("openai", "OpenAI"),
                            ("azure_openai", "Azure OpenAI"),
                            ("openrouter", "OpenRouter"),
                            ("anthropic", "Anthropic"),
                            ("openai_compatible", "OpenAI-compatible server"),
                            ("demo", "Demo (recorded, simulated)"),
                        ],
                        max_length=30,
                    ),
                ),
                ("month", models.DateField()),
                ("reserved_usd", models.DecimalField(decimal_places=12, default=0, max_digits=24)),
                ("spent_usd", models.DecimalField(decimal_places=12, default=0, max_digits=24)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="spending",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "spending",
                "ordering": ["-month", "provider"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "provider", "month"), name="spending_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "provider__in",
                                [
                                    "openai",
                                    "azure_openai",
                                    "openrouter",
                                    "anthropic",
                                    "openai_compatible",
                                    "demo",
                                ],
                            )
                        ),
                        name="spending_provider_kind",
                    ),
                ],
            },
        ),
    ]
