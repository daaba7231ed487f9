"""Servers that speak OpenAI's chat completions: vLLM, llama.cpp, Ollama, LiteLLM and others."""

from typing import cast

from providers.adapters.openai_family.adapter import OpenAIFamilyProvider
from providers.adapters.openai_family.client import bearer
from providers.endpoint import Endpoint
from providers.settings_schemas import OpenAICompatibleSettings


class OpenAICompatibleProvider(OpenAIFamilyProvider):
    # Every compatible server knows the older name; many do not know max_completion_tokens.
    output_limit = "max_tokens"

    def __init__(self, endpoint: Endpoint) -> None:
        settings = cast(OpenAICompatibleSettings, endpoint.settings)
        super().__init__(endpoint, base_url=settings.base_url, headers=bearer(endpoint.secret))
