"""Every way to call an adapter, and the SDK call that asks the same."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

from anthropic import AsyncAnthropic
from openai import AsyncAzureOpenAI, AsyncOpenAI

from benchmarks.prompts import prompt
from providers.contract import GenerationRequest, Message
from providers.endpoint import Endpoint
from providers.kinds import ProviderKind
from providers.registry import provider_type
from providers.secrets import Secret

Call = Callable[[int], Awaitable[object]]
OpenCaller = Callable[[str], AbstractAsyncContextManager[Call]]
MODEL, LIMIT, KEY = "stub-1", 512, "sk-0123456789abcdef"
LOOPBACK = (ip_network("127.0.0.0/8"),)
AZURE_VERSION = "2024-10-21"


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """Both open a client at a stub's URL and give the call that sends the n-th prompt."""

    name: str
    bare: OpenCaller
    adapter: OpenCaller


def adapter(kind: ProviderKind, place: str, path: str = "", **settings: Any) -> OpenCaller:
    """The adapter as the registry opens it; `place` is the setting that holds the address."""

    @asynccontextmanager
    async def opened(url: str) -> AsyncIterator[Call]:
        row = provider_type(kind)
        checked = row.settings_schema.model_validate({place: f"{url}{path}", **settings})
        provider = row.open(
            Endpoint(settings=checked, secret=Secret(KEY), allowed_networks=LOOPBACK)
        )
        try:
            yield lambda number: provider.generate(_request(number))
        finally:
            await provider.aclose()

    return opened


@asynccontextmanager
async def bare_openai(url: str) -> AsyncIterator[Call]:
    async with AsyncOpenAI(base_url=f"{url}/v1", api_key=KEY, max_retries=0) as client:
        yield lambda number: _chat(client, number)


@asynccontextmanager
async def bare_responses(url: str) -> AsyncIterator[Call]:
    async with AsyncOpenAI(base_url=f"{url}/v1", api_key=KEY, max_retries=0) as client:
        yield lambda number: client.responses.create(
            model=MODEL, input=prompt(number), max_output_tokens=LIMIT, store=False
        )


@asynccontextmanager
async def bare_azure(url: str) -> AsyncIterator[Call]:
    async with AsyncAzureOpenAI(
        azure_endpoint=url, api_key=KEY, api_version=AZURE_VERSION, max_retries=0
    ) as client:
        yield lambda number: _chat(client, number)


@asynccontextmanager
async def bare_anthropic(url: str) -> AsyncIterator[Call]:
    async with AsyncAnthropic(base_url=url, api_key=KEY, max_retries=0) as client:
        yield lambda number: client.messages.create(
            model=MODEL,
            max_tokens=LIMIT,
            messages=[{"role": "user", "content": prompt(number)}],
        )


def _chat(client: AsyncOpenAI, number: int) -> Awaitable[object]:
    return client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": prompt(number)}],
        max_completion_tokens=LIMIT,
    )


def _request(number: int) -> GenerationRequest:
    return GenerationRequest(
        model=MODEL,
        messages=(Message(role="user", content=prompt(number)),),
        parameters={"max_output_tokens": LIMIT},
    )


FACES = (
    Face(
        name="openai chat",
        bare=bare_openai,
        adapter=adapter(ProviderKind.OPENAI, "base_url", "/v1"),
    ),
    Face(
        name="openai responses",
        bare=bare_responses,
        adapter=adapter(ProviderKind.OPENAI, "base_url", "/v1", api="responses"),
    ),
    Face(
        name="azure_openai classic",
        bare=bare_azure,
        adapter=adapter(ProviderKind.AZURE_OPENAI, "endpoint", api="classic"),
    ),
    Face(
        name="azure_openai v1",
        bare=bare_openai,
        adapter=adapter(ProviderKind.AZURE_OPENAI, "endpoint"),
    ),
    Face(
        name="openrouter",
        bare=bare_openai,
        adapter=adapter(ProviderKind.OPENROUTER, "base_url", "/v1"),
    ),
    Face(
        name="openai_compatible",
        bare=bare_openai,
        adapter=adapter(ProviderKind.OPENAI_COMPATIBLE, "base_url", "/v1"),
    ),
    Face(
        name="anthropic",
        bare=bare_anthropic,
        adapter=adapter(ProviderKind.ANTHROPIC, "base_url"),
    ),
)
