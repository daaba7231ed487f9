"""The adapter against a real server: what goes over the wire, and what may not."""

import asyncio

from providers.codes import ErrorCode
from providers.contract import Message
from providers.tests.servers import (
    ask,
    outcome,
    provider_at,
    reply,
    request,
    serving,
)

KEY = "sk-canary-0123456789"


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


def test_a_hostile_answer_does_not_disturb_the_next_call():
    async def run():
        async with serving(reply(b"[" * 200_000)) as hostile, serving(reply()) as kind:
            bad = await outcome(provider_at(hostile.base_url), request())
            return bad, await outcome(provider_at(kind.base_url), request())

    bad, good = asyncio.run(run())
    assert bad.code is ErrorCode.INVALID_RESPONSE
    assert good.text == "Hello"
