"""Anthropic's Messages API, and servers that speak it: llama.cpp, LiteLLM and others."""

import asyncio
import time
from typing import cast

from providers.adapters.anthropic_messages.message import read_message
from providers.adapters.anthropic_messages.request import message_body
from providers.adapters.guard import provider_errors_only
from providers.adapters.openai_family.answer import Answer
from providers.adapters.openai_family.client import bearer
from providers.adapters.openai_family.request import encode
from providers.adapters.redaction import redacted
from providers.codes import ErrorCode
from providers.contract import Generation, GenerationRequest, ProviderError
from providers.endpoint import Endpoint
from providers.settings_schemas import AnthropicSettings
from providers.transport import guarded_client

_JSON = {"accept": "application/json", "content-type": "application/json"}


class AnthropicProvider:
    """Used within one event loop. The headers are those that Anthropic's SDK 2.x sends."""

    def __init__(self, endpoint: Endpoint) -> None:
        settings = cast(AnthropicSettings, endpoint.settings)
        self._secret = endpoint.secret
        self._url = f"{settings.base_url}/v1/messages"
        self._client = guarded_client(
            allowed_networks=endpoint.allowed_networks,
            headers=bearer(endpoint.secret) | {"anthropic-version": settings.api_version},
        )

    async def generate(self, request: GenerationRequest) -> Generation:
        """Raises ProviderError only."""
        with provider_errors_only(), redacted(self._secret) as safe:
            content = encode(message_body(request))
            answer = await self._post(content, deadline=request.timeout_seconds)
            return safe(read_message(answer))

    async def aclose(self) -> None:
        await self._client.aclose()

    async def _post(self, content: bytes, *, deadline: float) -> Answer:
        started = time.monotonic()
        try:
            async with asyncio.timeout(deadline):
                response = await self._client.post(self._url, content=content, headers=_JSON)
        except TimeoutError:
            raise ProviderError(
                ErrorCode.TIMEOUT, f"The provider did not answer within {deadline:g} s."
            ) from None
        return Answer(
            status=response.status_code,
            headers=response.headers,
            body=response.content,
            latency_ms=(time.monotonic() - started) * 1000,
        )
