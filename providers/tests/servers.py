"""A real HTTP server on the loopback that answers as scripted and keeps what it was asked."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any

from providers.adapters.openai_compatible import OpenAICompatibleProvider
from providers.contract import GenerationRequest, Message, ModelProvider, ProviderError
from providers.endpoint import Endpoint
from providers.secrets import Secret
from providers.settings_schemas import OpenAICompatibleSettings

LOOPBACK = (ip_network("127.0.0.0/8"),)
Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Asked:
    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Served:
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        return f"{self.origin}/v1"


def completion(text: Any = "Hello", **changes: Any) -> dict[str, Any]:
    """A plain chat completion; `changes` replace whole keys of the body."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text},
        "finish_reason": "stop",
    }
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
    body = {"id": "chatcmpl-1", "object": "chat.completion", "model": "m-served"}
    return {**body, "choices": [choice], "usage": usage, **changes}


def reply(
    body: Any = None, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Behaviour:
    """Answer in full. A dict or list becomes JSON; without a body, a plain completion."""
    content = body if isinstance(body, bytes) else json.dumps(body or completion()).encode()
    named = {"Content-Type": "application/json", **(headers or {})}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    head = f"HTTP/1.1 {status} Status\r\n{lines}Content-Length: {len(content)}\r\n\r\n"
    return raw(head.encode() + content)


def raw(content: bytes) -> Behaviour:
    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(content)
        await writer.drain()

    return behave


@asynccontextmanager
async def serving(behaviour: Behaviour) -> AsyncIterator[Served]:
    served = Served()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            served.asked.append(await _read(reader))
            await behaviour(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()
            served.closed.set()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, limit=2**24)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    line, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value for name, value in (each.split(": ", 1) for each in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Asked(line=line, headers=headers, body=body)


def request(prompt: str = "Say hello", **changes: Any) -> GenerationRequest:
    messages = (Message(role="user", content=prompt),)
    return GenerationRequest(
        **{"model": "m", "messages": messages, "timeout_seconds": 10.0, **changes}
    )


def provider_at(
    base_url: str, *, key: str | None = None, allowed: Any = LOOPBACK
) -> OpenAICompatibleProvider:
    return OpenAICompatibleProvider(
        Endpoint(
            settings=OpenAICompatibleSettings(base_url=base_url),
            secret=Secret(key) if key else None,
            allowed_networks=allowed,
        )
    )


async def outcome(provider: ModelProvider, asked: GenerationRequest) -> Any:
    """The Generation, or the ProviderError that was raised."""
    try:
        return await provider.generate(asked)
    except ProviderError as error:
        return error
    finally:
        await provider.aclose()


def ask(behaviour: Behaviour, *, key: str | None = None, **changes: Any) -> tuple[Any, Served]:
    """One call to a fresh server: its outcome, and what the server saw."""

    async def run() -> tuple[Any, Served]:
        async with serving(behaviour) as served:
            provider = provider_at(served.base_url, key=key)
            return await outcome(provider, request(**changes)), served

    return asyncio.run(run())
