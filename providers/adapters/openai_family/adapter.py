"""What the adapters of the family share: one POST, guarded, and its answer read.

An adapter says where it sends, with which headers, and what differs in body or path.
"""

from collections.abc import Mapping
from typing import Any

from providers.adapters.guard import provider_errors_only
from providers.adapters.openai_family.answer import Answer
from providers.adapters.openai_family.chat import read_chat
from providers.adapters.openai_family.client import open_client, post
from providers.adapters.openai_family.request import OUTPUT_LIMIT, chat_body, encode
from providers.adapters.redaction import redacted
from providers.contract import Generation, GenerationRequest
from providers.endpoint import Endpoint


class OpenAIFamilyProvider:
    """Chat completions, unless an adapter says otherwise. Used within one event loop."""

    output_limit = OUTPUT_LIMIT

    def __init__(self, endpoint: Endpoint, *, base_url: str, headers: Mapping[str, str]) -> None:
        self._secret = endpoint.secret
        self._client = open_client(endpoint, base_url=base_url, headers=headers)

    async def generate(self, request: GenerationRequest) -> Generation:
        """Raises ProviderError only."""
        with provider_errors_only(), redacted(self._secret) as safe:
            content = encode(self.body(request))
            answer = await post(
                self._client,
                self.path(request),
                content=content,
                timeout_seconds=request.timeout_seconds,
            )
            return safe(self.read(answer, request=request))

    async def aclose(self) -> None:
        await self._client.close()

    def body(self, request: GenerationRequest) -> dict[str, Any]:
        return chat_body(request, output_limit=self.output_limit)

    def path(self, request: GenerationRequest) -> str:
        """What follows the base URL, the query included."""
        return "/chat/completions"

    def read(self, answer: Answer, *, request: GenerationRequest) -> Generation:
        return read_chat(answer)
