"""The table of all that is called over a wire. A new adapter gets a row, and with it every case.

A face is one way to call an adapter: Azure has two addresses, OpenAI two interfaces.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from providers.connections import open_provider
from providers.contract import Generation, ModelProvider, ProviderError
from providers.kinds import ProviderKind
from providers.prices import price
from providers.secrets import Secret
from providers.tests.servers import (
    LOOPBACK,
    Behaviour,
    Served,
    completion,
    outcome,
    request,
    serving,
)

KEY = "sk-canary/0123456789+ab"


def response(text: Any = "Hello", **changes: Any) -> dict[str, Any]:
    """A plain answer of the responses interface; `changes` replace whole keys of the body."""
    content = [{"type": "output_text", "text": text, "annotations": []}]
    items = [
        {"type": "reasoning", "summary": []},
        {"type": "message", "role": "assistant", "status": "completed", "content": content},
    ]
    usage = {"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}
    body = {"id": "resp-1", "object": "response", "model": "m-served", "status": "completed"}
    rest = {"error": None, "incomplete_details": None, "output": items, "usage": usage}
    return {**body, **rest, **changes}


def message(text: Any = "Hello", **changes: Any) -> dict[str, Any]:
    """A plain answer of Anthropic's; `changes` replace whole keys of the body."""
    content = [
        {"type": "thinking", "thinking": "", "signature": ""},
        {"type": "text", "text": text},
    ]
    usage = {"input_tokens": 10, "output_tokens": 5}
    body = {"id": "msg-1", "type": "message", "role": "assistant", "model": "m-served"}
    rest = {"content": content, "stop_reason": "end_turn", "stop_sequence": None, "usage": usage}
    return {**body, **rest, **changes}


@dataclass(frozen=True, kw_only=True)
class Face:
    """`settings` gets the server's origin. `body` makes a good answer out of a text, "Hello"
    where none is given, by the model m-served, with 10 tokens in and 5 out."""

    name: str
    kind: ProviderKind
    settings: Callable[[str], dict[str, Any]]
    body: Callable[..., dict[str, Any]]
    line: str
    credential: tuple[str, str]

    def __str__(self) -> str:
        return self.name


BEARER = ("authorization", f"Bearer {KEY}")
CHAT = (
    Face(
        name="openai",
        kind=ProviderKind.OPENAI,
        settings=lambda origin: {"base_url": f"{origin}/v1"},
        body=completion,
        line="POST /v1/chat/completions HTTP/1.1",
        credential=BEARER,
    ),
    Face(
        name="azure-classic",
        kind=ProviderKind.AZURE_OPENAI,
        settings=lambda origin: {"endpoint": origin, "api": "classic"},
        body=completion,
        line="POST /openai/deployments/m/chat/completions?api-version=2024-10-21 HTTP/1.1",
        credential=("api-key", KEY),
    ),
    Face(
        name="azure-v1",
        kind=ProviderKind.AZURE_OPENAI,
        settings=lambda origin: {"endpoint": origin, "auth": "entra"},
        body=completion,
        line="POST /openai/v1/chat/completions HTTP/1.1",
        credential=BEARER,
    ),
    Face(
        name="openrouter",
        kind=ProviderKind.OPENROUTER,
        settings=lambda origin: {"base_url": f"{origin}/api/v1"},
        body=completion,
        line="POST /api/v1/chat/completions HTTP/1.1",
        credential=BEARER,
    ),
    Face(
        name="compatible",
        kind=ProviderKind.OPENAI_COMPATIBLE,
        settings=lambda origin: {"base_url": f"{origin}/v1"},
        body=completion,
        line="POST /v1/chat/completions HTTP/1.1",
        credential=BEARER,
    ),
)
RESPONSES = Face(
    name="openai-responses",
    kind=ProviderKind.OPENAI,
    settings=lambda origin: {"base_url": f"{origin}/v1", "api": "responses"},
    body=response,
    line="POST /v1/responses HTTP/1.1",
    credential=BEARER,
)
ANTHROPIC = Face(
    name="anthropic",
    kind=ProviderKind.ANTHROPIC,
    settings=lambda origin: {"base_url": origin},
    body=message,
    line="POST /v1/messages HTTP/1.1",
    credential=BEARER,
)
ADAPTERS = (*CHAT, RESPONSES, ANTHROPIC)
OPENAI, AZURE_CLASSIC, AZURE_V1, OPENROUTER, COMPATIBLE = CHAT


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a connection's row holds."""

    provider: str
    settings: Mapping[str, Any]
    id: UUID


def opened(face: Face, origin: str, *, key: str | None = KEY, **settings: Any) -> ModelProvider:
    """The adapter, made the way in which a run makes it. `settings` are added to the face's."""
    return open_provider(
        Line(id=uuid4(), provider=face.kind, settings={**face.settings(origin), **settings}),
        secret=Secret(key) if key else None,
        allowed_networks=LOOPBACK,
    )


def call(
    face: Face,
    behaviour: Behaviour,
    *,
    key: str | None = KEY,
    settings: Mapping[str, Any] | None = None,
    **changes: Any,
) -> tuple[Any, Served]:
    """One call to a fresh server: its outcome, and what the server saw."""

    async def run() -> tuple[Any, Served]:
        async with serving(behaviour) as served:
            provider = opened(face, served.origin, key=key, **(settings or {}))
            return await outcome(provider, request(**changes)), served

    return asyncio.run(run())


def seen(face: Face, found: Any, *, model: str = "m") -> dict[str, Any]:
    """An outcome, flat: what a run records of it. `usage` is in, out, cached, reasoning, valid;
    `cost` a text."""
    error = found if isinstance(found, ProviderError) else None
    answer: Generation | None = found.arrived if error else found
    facts: dict[str, Any] = {
        "code": error.code.value if error else None,
        "retryable": error.retryable if error else None,
        "retry_after": error.retry_after if error else None,
        "http_status": error.http_status if error else None,
        "message": error.message if error else None,
    }
    return facts | (_answered(face, answer, model=model) if answer else {"answer": None})


def _answered(face: Face, answer: Generation, *, model: str) -> dict[str, Any]:
    usage, priced = answer.usage, price(answer, kind=face.kind, model=model)
    return {
        "text": answer.text,
        "finish_reason": answer.finish_reason.value,
        "native": answer.native_finish_reason,
        "usage": usage
        and (
            usage.input_tokens,
            usage.output_tokens,
            usage.cached_input_tokens,
            usage.reasoning_tokens,
            usage.valid,
        ),
        "cost": None if priced.cost_usd is None else str(priced.cost_usd),
        "cost_source": priced.source.value,
        "model_served": answer.model_served,
        "request_id": answer.request_id,
    }


def check(face: Face, found: Any, wanted: Mapping[str, Any], *, model: str = "m") -> None:
    """Every fact that is wanted was seen. `model` is what was asked for."""
    facts = seen(face, found, model=model)
    assert {name: facts.get(name) for name in wanted} == wanted


def encoded(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()
