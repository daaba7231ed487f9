"""OpenRouter: one address for many upstream providers, which `routing` chooses among."""

from typing import Any, cast

from providers.adapters.openai_family.adapter import OpenAIFamilyProvider
from providers.adapters.openai_family.client import bearer
from providers.contract import GenerationRequest
from providers.endpoint import Endpoint
from providers.settings_schemas import OpenRouterSettings


class OpenRouterProvider(OpenAIFamilyProvider):
    output_limit = "max_tokens"

    def __init__(self, endpoint: Endpoint) -> None:
        settings = cast(OpenRouterSettings, endpoint.settings)
        self._routing = settings.routing
        named = {"HTTP-Referer": settings.referer, "X-OpenRouter-Title": settings.title}
        headers = {name: value for name, value in named.items() if value}
        super().__init__(
            endpoint, base_url=settings.base_url, headers=bearer(endpoint.secret) | headers
        )

    def body(self, request: GenerationRequest) -> dict[str, Any]:
        body = super().body(request)
        return body | {"provider": self._routing} if self._routing else body
