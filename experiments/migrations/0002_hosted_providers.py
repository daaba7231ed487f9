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
    dependencies = [("experiments", "0001_initial"), ("providers", "0002_hosted_providers")]

    operations = change_kinds(
        "experiments.Arm",
        constraint="arm_provider_kind",
        choices=CHOICES,
        added=ADDED,
        column="parameters",
    )
