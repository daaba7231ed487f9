"""Servers that speak OpenAI's chat completions: vLLM, llama.cpp, Ollama, LiteLLM and others."""

from providers.contract import Generation, GenerationRequest
from providers.endpoint import Endpoint


class OpenAICompatibleProvider:
    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    async def generate(self, request: GenerationRequest) -> Generation:
        raise NotImplementedError

    async def aclose(self) -> None:
        """Release sockets."""
