"""The Anthropic adapter against a real server: what goes over the wire, and what may not."""

import asyncio
import os
from typing import Any

from anthropic import AsyncAnthropic

from providers.adapters.anthropic import AnthropicProvider
from providers.codes import ErrorCode, FinishReason
from providers.contract import Generation
from providers.endpoint import Endpoint
from providers.kinds import ProviderKind
from providers.registry import PROVIDERS, Credential
from providers.secrets import Secret
from providers.settings_schemas import AnthropicSettings
from providers.tests.servers import LOOPBACK, Behaviour, Served, outcome, reply, request, serving

KEY = "sk-ant-canary-0123456789"
ANSWER = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-haiku-4-5-20251001",
    "content": [{"type": "text", "text": "Hello"}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 10, "output_tokens": 5},
}


def provider_for(served: Served, *, key: str | None = KEY, **settings: Any) -> AnthropicProvider:
    base_url = f"http://127.0.0.1:{served.port}"
    return AnthropicProvider(
        Endpoint(
            settings=AnthropicSettings(**{"base_url": base_url, **settings}),
            secret=Secret(key) if key else None,
            allowed_networks=LOOPBACK,
        )
    )


def ask(behaviour: Behaviour, *, settings: Any = None, **changes: Any) -> tuple[Any, Served]:
    """One call to a fresh server: its outcome, and what the server saw."""

    async def run() -> tuple[Any, Served]:
        async with serving(behaviour) as served:
            provider = provider_for(served, **(settings or {}))
            return await outcome(provider, request(**changes)), served

    return asyncio.run(run())


def test_the_kind_needs_a_credential():
    row = PROVIDERS[ProviderKind.ANTHROPIC]
    assert row.load() is AnthropicProvider
    assert row.settings_schema is AnthropicSettings
    assert row.credential is Credential.REQUIRED


def test_a_call_is_one_post_and_its_answer():
    generation, served = ask(reply(ANSWER, headers={"request-id": "req_1"}))
    (asked,) = served.asked
    assert asked.line == "POST /v1/messages HTTP/1.1"
    assert asked.json["messages"] == [{"role": "user", "content": "Say hello"}]
    assert isinstance(generation, Generation)
    assert (generation.text, generation.finish_reason) == ("Hello", FinishReason.STOP)
    assert generation.request_id == "req_1"
    assert generation.latency_ms > 0


def test_the_headers_are_few_and_none_comes_from_the_environment(monkeypatch):
    for name in ("API_KEY", "AUTH_TOKEN", "BASE_URL", "CUSTOM_HEADERS"):
        monkeypatch.setenv(f"ANTHROPIC_{name}", "http://127.0.0.1:9/canary: canary")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    _, served = ask(reply(ANSWER))
    headers = served.asked[0].headers
    assert headers["authorization"] == f"Bearer {KEY}"
    assert headers["anthropic-version"] == "2026-10-21"
    assert headers["content-type"] == "application/json"
    assert "canary:" not in str(headers)
    assert set(headers) == {
        "accept",
        "accept-encoding",
        "anthropic-version",
        "authorization",
        "content-length",
        "content-type",
        "host",
        "user-agent",
    }


def test_path_key_and_version_are_those_of_anthropics_own_sdk(monkeypatch):
    for name in [name for name in os.environ if name.startswith("ANTHROPIC_")]:
        monkeypatch.delenv(name)

    async def run() -> Served:
        async with serving(reply(ANSWER)) as served:
            base_url = f"http://127.0.0.1:{served.port}"
            async with AsyncAnthropic(api_key=KEY, base_url=base_url, max_retries=0) as client:
                said = [{"role": "user", "content": "Say hello"}]
                await client.messages.create(model="m", max_tokens=16_384, messages=said)
            await outcome(provider_for(served), request())
            return served

    theirs, ours = asyncio.run(run()).asked
    assert ours.line == theirs.line
    assert ours.json == theirs.json
    for name in ("authorization", "anthropic-version", "content-type", "accept"):
        assert ours.headers[name] == theirs.headers[name]
    assert "x-api-key" not in ours.headers
    assert "x-api-key" not in theirs.headers


def test_a_connection_can_ask_for_the_version_that_knows_sampling_parameters():
    older = {"api_version": "2023-06-01"}
    _, served = ask(reply(ANSWER), settings=older, parameters={"temperature": 0})
    assert served.asked[0].headers["anthropic-version"] == "2023-06-01"
    assert served.asked[0].json["temperature"] == 0


def test_organization_and_project_go_nowhere():
    named = {"organization": "org-canary", "project": "proj-canary"}
    _, served = ask(reply(ANSWER), settings=named)
    assert "canary" not in str(served.asked[0]).replace(KEY, "")


def test_a_path_in_front_of_the_apis_own_is_kept():
    async def run() -> Served:
        async with serving(reply(ANSWER)) as served:
            base_url = f"http://127.0.0.1:{served.port}/gateway/"
            await outcome(provider_for(served, base_url=base_url), request())
            return served

    assert asyncio.run(run()).asked[0].line == "POST /gateway/v1/messages HTTP/1.1"


def test_a_parameter_that_the_api_lacks_is_refused_before_anything_is_sent():
    error, served = ask(reply(ANSWER), parameters={"seed": 7})
    assert (error.code, error.sent) == (ErrorCode.INVALID_REQUEST, False)
    assert served.asked == []


def test_an_overloaded_server_is_worth_another_call_after_the_time_it_names():
    body = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    error, _ = ask(reply(body, status=529, headers={"Retry-After": "3"}))
    assert (error.code, error.retryable) == (ErrorCode.PROVIDER_UNAVAILABLE, True)
    assert (error.retry_after, error.http_status) == (3, 529)
