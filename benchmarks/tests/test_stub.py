"""The stub answers like a provider and counts what it was asked."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from anthropic import AsyncAnthropic
from openai import AsyncOpenAI

from benchmarks.bare import measure
from benchmarks.services import ask_stub, stub


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with stub(delay_ms=1) as address:
        yield address


def test_the_sdk_reads_its_answer(url):
    async def ask() -> str | None:
        async with AsyncOpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as client:
            answer = await client.chat.completions.create(
                model="stub-1", messages=[{"role": "user", "content": "Mend it"}]
            )
            return answer.choices[0].message.content

    text = asyncio.run(ask())
    assert text
    assert text.startswith("```diff")


def test_it_answers_in_the_form_that_the_path_asks_for(url):
    async def ask() -> list[str]:
        async with AsyncOpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as client:
            response = await client.responses.create(model="stub-1", input="Mend it")
        async with AsyncAnthropic(base_url=url, api_key="none", max_retries=0) as client:
            message = await client.messages.create(
                model="stub-1", max_tokens=9, messages=[{"role": "user", "content": "Mend it"}]
            )
        return [response.output_text, message.content[0].text]

    assert all(text.startswith("```diff") for text in asyncio.run(ask()))


def test_it_counts_calls_and_the_peak_since_the_reset(url):
    ask_stub(url, "reset")
    measured = measure(url, calls=12, in_flight=4)
    stats = ask_stub(url, "stats")
    assert measured.calls == stats["total"] == 12
    assert 1 <= stats["peak"] <= 4
    assert stats["inflight"] == stats["failed"] == 0


def test_a_request_that_comes_in_pieces_is_one_request(url):
    ask_stub(url, "reset")
    answer = asyncio.run(
        _in_pieces(url, [b"POST /v1 HTTP/1.1\r\nContent-Le", b"ngth: 4\r\n\r\nab", b"cd"])
    )
    assert answer.startswith(b"HTTP/1.1 200")
    assert ask_stub(url, "stats")["total"] == 1


def test_every_nth_answer_is_a_refusal():
    with stub(delay_ms=1, fail_every=3) as address:
        statuses = [_status(address) for _ in range(6)]
    assert statuses == [200, 200, 429, 200, 200, 429]


def _status(url: str) -> int:
    request = urllib.request.Request(f"{url}/v1/chat/completions", data=json.dumps({}).encode())
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code


async def _in_pieces(url: str, pieces: list[bytes]) -> bytes:
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.01)
    answer = await reader.read(100)
    writer.close()
    return answer
