"""The kinds of provider: the only place that spells them."""

from django.db.models import TextChoices


class ProviderKind(TextChoices):
    OPENAI_COMPATIBLE = "openai_compatible", "OpenAI-compatible server"
    DEMO = "demo", "Demo (recorded, simulated)"
