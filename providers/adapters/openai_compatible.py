"""Servers that speak OpenAI's chat completions: vLLM, llama.cpp, Ollama, LiteLLM and others."""

import logging
from traceback import format_tb
from typing import cast

from providers.adapters.openai_family.chat import read_chat
from providers.adapters.openai_family.client import open_client, post
from providers.adapters.openai_family.request import chat_body, encode
from providers.codes import ErrorCode
from providers.contract import Generation, GenerationRequest, ProviderError
from providers.endpoint import Endpoint
from providers.settings_schemas import OpenAICompatibleSettings

logger = logging.getLogger(__name__)

# Every compatible server knows the older name; many do not know max_completion_tokens.
OUTPUT_LIMIT = "max_tokens"


class OpenAICompatibleProvider:
    """Used within one event loop."""

    def __init__(self, endpoint: Endpoint) -> None:
        settings = cast(OpenAICompatibleSettings, endpoint.settings)
        self._client = open_client(endpoint, base_url=settings.base_url)

    async def generate(self, request: GenerationRequest) -> Generation:
        """Raises ProviderError only."""
        try:
            content = encode(chat_body(request, output_limit=OUTPUT_LIMIT))
            answer = await post(
                self._client,
                "/chat/completions",
                content=content,
                timeout_seconds=request.timeout_seconds,
            )
            return read_chat(answer)
        except ProviderError:
            raise
        except Exception as fault:  # its text may hold a secret; its type and place do not
            place = "".join(format_tb(fault.__traceback__))
            logger.error("The adapter failed (%s)\n%s", type(fault).__name__, place)  # noqa: TRY400
            raise ProviderError(
                ErrorCode.INTERNAL_ERROR, f"The adapter failed ({type(fault).__name__})."
            ) from None

    async def aclose(self) -> None:
        await self._client.close()
