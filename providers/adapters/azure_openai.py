"""Azure OpenAI: a deployment stands for the model, in the path (classic) or in the body (v1)."""

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import quote, urlencode

from providers.adapters.openai_family.adapter import OpenAIFamilyProvider
from providers.adapters.openai_family.client import bearer
from providers.contract import GenerationRequest
from providers.endpoint import Endpoint
from providers.settings_schemas import AzureOpenAISettings

CLASSIC_API_VERSION = "2024-10-21"  # the latest dated one that is generally available


class AzureOpenAIProvider(OpenAIFamilyProvider):
    def __init__(self, endpoint: Endpoint) -> None:
        self._settings = cast(AzureOpenAISettings, endpoint.settings)
        super().__init__(
            endpoint,
            base_url=f"{self._settings.endpoint}/openai",
            headers=_credential(endpoint, auth=self._settings.auth),
        )

    def body(self, request: GenerationRequest) -> dict[str, Any]:
        return super().body(request) | {"model": self._deployment(request)}

    def path(self, request: GenerationRequest) -> str:
        version = self._settings.api_version
        if self._settings.api == "v1":
            return f"/v1/chat/completions{_query(version)}"
        deployment = quote(self._deployment(request), safe="")
        query = _query(version or CLASSIC_API_VERSION)
        return f"/deployments/{deployment}/chat/completions{query}"

    def _deployment(self, request: GenerationRequest) -> str:
        return (self._settings.deployments or {}).get(request.model, request.model)


def _credential(endpoint: Endpoint, *, auth: str) -> Mapping[str, str]:
    if auth == "entra" or endpoint.secret is None:
        return bearer(endpoint.secret)
    return {"api-key": endpoint.secret.reveal()}


def _query(version: str | None) -> str:
    return f"?{urlencode({'api-version': version})}" if version else ""
