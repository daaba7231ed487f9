"""What crosses the boundary between Bakeoff and a model provider. Pure: no Django, no HTTP.

    ModelProvider.generate(GenerationRequest) -> Generation | raises ProviderError

An adapter raises `ProviderError` and nothing else; it never retries and never sleeps.
Retries, deadlines and bookkeeping belong to the work engine.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from providers.codes import RETRYABLE, ErrorCode, FinishReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    role: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationRequest:
    """One call. `parameters` holds temperature, max_output_tokens, top_p, seed, stop,
    reasoning_effort; a missing key leaves the choice to the provider. `repeat` counts from 1."""

    model: str
    messages: tuple[Message, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    timeout_seconds: float = 120.0
    repeat: int = 1
    json_schema: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens as reported. Cached input is part of input; reasoning is part of output.
    `valid` is false where a count is negative, not an integer or larger than its whole.
    `cache_write_input_tokens`, a part of input too, counts for the price and is not exported."""

    input_tokens: int | None
    output_tokens: int | None
    cached_input_tokens: int | None = None
    reasoning_tokens: int | None = None
    cache_write_input_tokens: int | None = None
    valid: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """What a provider answered. `cost_usd` is the provider's own figure, else None (never 0
    for unknown). `latency_ms` is wall time from sending to the last byte."""

    text: str
    finish_reason: FinishReason
    native_finish_reason: str | None
    usage: Usage | None
    latency_ms: float
    cost_usd: Decimal | None = None
    model_served: str | None = None
    request_id: str | None = None


class ProviderError(Exception):
    """A call failed. `message` is fit for the public: no body text, no secret, no rationale.
    `arrived` keeps what did come (text, usage, cost) before the failure. `sent` is false where
    it failed before any byte could leave, so that no call was made."""

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        retryable: bool | None = None,
        retry_after: float | None = None,
        http_status: int | None = None,
        arrived: Generation | None = None,
        sent: bool = True,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retryable = code in RETRYABLE if retryable is None else retryable
        self.retry_after = retry_after
        self.http_status = http_status
        self.arrived = arrived
        self.sent = sent


class ModelProvider(Protocol):
    async def generate(self, request: GenerationRequest) -> Generation:
        """Answer one request. Raises ProviderError only."""
        ...

    async def aclose(self) -> None:
        """Release sockets. The adapter is not used again."""
        ...
