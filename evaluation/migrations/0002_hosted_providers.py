"""OpenAI, Azure OpenAI, OpenRouter and Anthropic become kinds of provider."""

from django.db import migrations

from providers.kind_migrations import change_kinds

ADDED = ["openai", "azure_openai", "openrouter", "anthropic"]
CHOICES = [
    ("openai", "OpenAI"),
    ("azure_openai", "Azure OpenAI"),
    ("openrouter", "OpenRouter"),
    ("anthropic", "Anthropic"),
    ("openai_compatible", "OpenAI-compatible server"),
    ("demo", "Demo (recorded, simulated)"),
]


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial"), ("experiments", "0002_hosted_providers")]

    operations = change_kinds(
        "evaluation.EvaluatorProfile",
        constraint="profile_provider_kind",
        choices=CHOICES,
        added=ADDED,
        column="parameters",
    )
