"""Who made a model: told where it is plain, and not guessed."""

import pytest

from providers.vendors import vendor_of


@pytest.mark.parametrize(
    ("provider", "model", "vendor"),
    [
        ("openai", "gpt-5-mini", "OpenAI"),
        ("openai", "ft-of-our-own", "OpenAI"),
        ("anthropic", "claude-sonnet-4-5", "Anthropic"),
        ("openai_compatible", "claude-haiku", "Anthropic"),
        ("openai", "llama-3.3-70b", "Meta"),
        ("openrouter", "mistralai/Devstral-Small", "Mistral AI"),
        ("openrouter", "google/gemini-2.5-pro", "Google"),
        ("openai_compatible", "Qwen/Qwen3-Coder", "Alibaba"),
        ("azure_openai", "gpt-4.1", "OpenAI"),
        ("azure_openai", "prod", None),
        ("openai_compatible", "judge-1", None),
        ("openai_compatible", "", None),
        ("openai_compatible", "o3-mini", "OpenAI"),
        ("openai_compatible", "olmo-2", None),
        ("somebody_else", "gpt-5", "OpenAI"),
        ("somebody_else", "theirs", None),
        ("demo", "demo-albatross", None),
    ],
)
def test_a_maker_is_told_by_name_or_by_provider(provider, model, vendor):
    assert vendor_of(provider, model) == vendor
