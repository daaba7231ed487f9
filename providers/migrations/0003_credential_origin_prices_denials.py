"""The host that a credential is bound to, an organisation's own prices, denials as facts."""

import django.db.models.deletion
import django.utils.timezone
import organizations.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0001_initial"),
        ("providers", "0002_hosted_providers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="connection",
            name="credential_origin",
            field=models.TextField(blank=True, default="", editable=False),
        ),
        migrations.CreateModel(
            name="PolicyDenial",
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
                (
                    "at",
                    models.CharField(
                        choices=[
                            ("create", "create"),
                            ("update", "update"),
                            ("start", "start"),
                            ("claim", "claim"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("provider_not_allowed", "provider_not_allowed"),
                            ("model_not_allowed", "model_not_allowed"),
                            ("evaluator_not_allowed", "evaluator_not_allowed"),
                            ("budget_exceeded", "budget_exceeded"),
                        ],
                        max_length=30,
                    ),
                ),
                ("provider", models.CharField(max_length=200)),
                ("model", models.CharField(max_length=200)),
                ("arm_key", models.CharField(blank=True, max_length=200)),
                ("experiment_id", models.UUIDField(blank=True, null=True)),
                ("run_id", models.UUIDField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="policy_denials",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(fields=["organization", "-created_at"], name="denial_latest")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("at", "claim")),
                        fields=("run_id", "arm_key", "code"),
                        name="denial_claim_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("at__in", ["create", "update", "start", "claim"])),
                        name="denial_point_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "code__in",
                                [
                                    "provider_not_allowed",
                                    "model_not_allowed",
                                    "evaluator_not_allowed",
                                    "budget_exceeded",
                                ],
                            )
                        ),
                        name="denial_code_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceOverride",
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
                ("model_pattern", models.CharField(max_length=200)),
                (
                    "input_usd",
                    models.DecimalField(decimal_places=6, max_digits=14, verbose_name="input"),
                ),
                (
                    "cached_input_usd",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="Empty: like other input.",
                        max_digits=14,
                        null=True,
                        verbose_name="cached input",
                    ),
                ),
                (
                    "cache_write_usd",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="Empty: like other input.",
                        max_digits=14,
                        null=True,
                        verbose_name="input written to a cache",
                    ),
                ),
                (
                    "output_usd",
                    models.DecimalField(decimal_places=6, max_digits=14, verbose_name="output"),
                ),
                ("effective_from", models.DateTimeField(default=django.utils.timezone.now)),
                ("effective_until", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="price_overrides",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["organization", "provider", "model_pattern", "-effective_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "provider", "model_pattern", "effective_from"),
                        name="price_override_once",
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
                        name="price_override_provider_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("model_pattern", ""), _negated=True),
                        name="price_override_pattern",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("input_usd__gte", 0),
                            ("output_usd__gte", 0),
                            models.Q(
                                ("cached_input_usd__isnull", True),
                                ("cached_input_usd__gte", 0),
                                _connector="OR",
                            ),
                            models.Q(
                                ("cache_write_usd__isnull", True),
                                ("cache_write_usd__gte", 0),
                                _connector="OR",
                            ),
                        ),
                        name="price_override_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_until__isnull", True),
                            ("effective_until__gte", models.F("effective_from")),
                            _connector="OR",
                        ),
                        name="price_override_in_order",
                    ),
                ],
            },
        ),
    ]
