"""OpenAI itself: chat completions, or responses where the settings say so."""

from typing import Any, cast

from providers.adapters.openai_family.adapter import OpenAIFamilyProvider
from providers.adapters.openai_family.answer import Answer
from providers.adapters.openai_family.client import bearer
from providers.adapters.openai_family.request import responses_body
from providers.adapters.openai_family.responses import read_responses
from providers.contract import Generation, GenerationRequest, ModelProvider
from providers.endpoint import Endpoint
from providers.settings_schemas import OpenAISettings


def open_openai(endpoint: Endpoint) -> ModelProvider:
    """The adapter for the interface that the settings name."""
    settings = cast(OpenAISettings, endpoint.settings)
    chosen = OpenAIResponsesProvider if settings.api == "responses" else OpenAIProvider
    return chosen(endpoint)


class OpenAIProvider(OpenAIFamilyProvider):
    def __init__(self, endpoint: Endpoint) -> None:
        settings = cast(OpenAISettings, endpoint.settings)
        named = {
            "OpenAI-Organization": settings.organization,
            "OpenAI-Project": settings.project,
        }
        headers = {name: value for name, value in named.items() if value}
        super().__init__(
            endpoint, base_url=settings.base_url, headers=bearer(endpoint.secret) | headers
        )


class OpenAIResponsesProvider(OpenAIProvider):
    def path(self, request: GenerationRequest) -> str:
        return "/responses"

    def body(self, request: GenerationRequest) -> dict[str, Any]:
        return responses_body(request)

    def read(self, answer: Answer, *, request: GenerationRequest) -> Generation:
        return read_responses(answer, output_limit=request.parameters.get("max_output_tokens"))
