"""The kinds of provider: the only place that spells them."""

from django.db.models import TextChoices


class ProviderKind(TextChoices):
    OPENAI = "openai", "OpenAI"
    AZURE_OPENAI = "azure_openai", "Azure OpenAI"
    OPENROUTER = "openrouter", "OpenRouter"
    ANTHROPIC = "anthropic", "Anthropic"
    OPENAI_COMPATIBLE = "openai_compatible", "OpenAI-compatible server"
    DEMO = "demo", "Demo (recorded, simulated)"
