"""The adapter against a real server: what goes over the wire, and what may not."""

import asyncio

import pytest

from providers.codes import ErrorCode, FinishReason
from providers.contract import Generation, Message
from providers.tests.servers import (
    ask,
    completion,
    outcome,
    provider_at,
    reply,
    request,
    serving,
)

KEY = "sk-canary-0123456789"


def test_a_call_is_one_post_of_what_was_asked():
    generation, served = ask(reply(), key=KEY)
    (asked,) = served.asked
    assert asked.line == "POST /v1/chat/completions HTTP/1.1"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["accept-encoding"] == "identity"
    assert asked.json == {"model": "m", "messages": [{"role": "user", "content": "Say hello"}]}
    assert isinstance(generation, Generation)
    assert generation.text == "Hello"
    assert generation.latency_ms > 0


def test_parameters_go_by_the_servers_names():
    parameters = {
        "temperature": 0.2,
        "max_output_tokens": 512,
        "top_p": 0.9,
        "seed": 7,
        "stop": ["\n\n", "END"],
        "reasoning_effort": "low",
    }
    _, served = ask(reply(), parameters=parameters, json_schema={"type": "object"})
    sent = served.asked[0].json
    assert sent["max_tokens"] == 512
    assert "max_completion_tokens" not in sent
    assert {name: sent[name] for name in parameters if name != "max_output_tokens"} == {
        name: value for name, value in parameters.items() if name != "max_output_tokens"
    }
    assert sent["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "answer", "schema": {"type": "object"}, "strict": True},
    }


def test_every_message_is_sent_in_order_with_its_characters():
    messages = (Message(role="system", content="S é"), Message(role="user", content="U 😀\x00"))
    _, served = ask(reply(), messages=messages)
    assert served.asked[0].json["messages"] == [
        {"role": "system", "content": "S é"},
        {"role": "user", "content": "U 😀\x00"},
    ]


def test_without_a_credential_no_key_is_sent_and_none_is_found(monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_WEBHOOK_SECRET"):
        monkeypatch.setenv(name, KEY)
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", f"Authorization: Bearer {KEY}")
    _, served = ask(reply())
    assert "authorization" not in served.asked[0].headers
    assert KEY not in str(served.asked[0].headers)


def test_the_sdks_environment_is_ignored(monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/elsewhere")
    monkeypatch.setenv("OPENAI_ORG_ID", KEY)
    monkeypatch.setenv("OPENAI_PROJECT_ID", KEY)
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", f"X-Leak: {KEY}\nauthorization: {KEY}")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    generation, served = ask(reply(), key="other")
    assert isinstance(generation, Generation)
    assert KEY not in str(served.asked[0].headers)
    assert served.asked[0].headers["authorization"] == "Bearer other"
    assert set(served.asked[0].headers) == {
        "accept",
        "accept-encoding",
        "authorization",
        "content-length",
        "content-type",
        "host",
        "user-agent",
    }


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status):
    async def run():
        async with serving(reply()) as target:
            there = {"Location": f"{target.base_url}/chat/completions"}
            async with serving(reply(b"", status=status, headers=there)) as served:
                error = await outcome(provider_at(served.base_url, key=KEY), request())
            return error, target

    error, target = asyncio.run(run())
    assert error.code is ErrorCode.CONFIG_ERROR
    assert not error.retryable
    assert target.asked == []


def test_calls_share_connections_and_carry_nothing_over():
    async def keep_alive(reader, writer):
        while True:
            await reply(headers={"Set-Cookie": f"session={KEY}"})(reader, writer)
            head = await reader.readuntil(b"\r\n\r\n")
            assert KEY.encode() not in head
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)

    async def run():
        async with serving(keep_alive) as served:
            provider = provider_at(served.base_url.replace("127.0.0.1", "localhost"))
            texts = [(await provider.generate(request())).text for _ in range(3)]
            await provider.aclose()
            return texts, served

    texts, served = asyncio.run(run())
    assert texts == ["Hello"] * 3
    assert len(served.asked) == 1  # one connection


@pytest.mark.parametrize(
    "changes",
    [
        {"messages": (Message(role="user", content="half \ud83d of a pair"),)},
        {"model": "m\udc00"},
        {"parameters": {"stop": ["\ud800"]}},
        {"parameters": {"temperature": float("nan")}},
        {"parameters": {"stop": object()}},
        {"parameters": {"unheard_of": 1}},
    ],
)
def test_what_cannot_be_sent_is_an_invalid_request_and_is_not_sent(changes):
    error, served = ask(reply(), **changes)
    assert error.code is ErrorCode.INVALID_REQUEST
    assert not error.retryable
    assert served.asked == []


@pytest.mark.parametrize("charset", ["base64", "no-such-charset", "utf-16"])
@pytest.mark.parametrize(("status", "code"), [(401, "auth_failed"), (200, "invalid_response")])
def test_an_odd_charset_changes_nothing(charset, status, code):
    headers = {"Content-Type": f"text/html; charset={charset}"}
    error, _ = ask(reply(b"<html>", status=status, headers=headers))
    assert error.code == code


@pytest.mark.parametrize("status", [400, 401, 403, 500, 200])
def test_a_server_that_echoes_the_key_does_not_get_it_into_the_error(status):
    body = {"error": {"message": f"bad key {KEY}", "code": KEY}}
    error, _ = ask(reply(body, status=status), key=KEY)
    chain = f"{error!r} {error.message} {error.__cause__!r}"
    assert KEY not in chain


def test_a_failure_says_when_to_come_back():
    error, _ = ask(reply({"error": {}}, status=429, headers={"Retry-After-Ms": "300"}))
    assert error.code is ErrorCode.RATE_LIMITED
    assert error.retry_after == pytest.approx(0.3)
    assert error.http_status == 429


def test_nothing_is_retried_by_the_sdk():
    _, served = ask(reply({"error": {}}, status=500))
    assert len(served.asked) == 1


def test_model_text_arrives_as_it_was_sent():
    generation, _ = ask(reply(completion("    return x\n\n")))
    assert generation.text == "    return x\n\n"
    assert generation.finish_reason is FinishReason.STOP


def test_a_hostile_answer_does_not_disturb_the_next_call():
    async def run():
        async with serving(reply(b"[" * 200_000)) as hostile, serving(reply()) as kind:
            bad = await outcome(provider_at(hostile.base_url), request())
            return bad, await outcome(provider_at(kind.base_url), request())

    bad, good = asyncio.run(run())
    assert bad.code is ErrorCode.INVALID_RESPONSE
    assert good.text == "Hello"
