"""What the one transport does with bodies and connections that misbehave.

Every adapter is held to the same in conformance/test_transport.py."""

import asyncio
import gzip
import json
import time
import tracemalloc
import zlib

import pytest

from providers.body import MAX_BODY_BYTES
from providers.codes import ErrorCode
from providers.contract import ProviderError
from providers.tests.servers import (
    ask,
    completion,
    outcome,
    provider_at,
    reply,
    request,
    serving,
)


def test_a_body_just_under_the_cap_is_read():
    body = json.dumps(completion("x" * 2_000_000)).encode()
    generation, _ = ask(reply(body))
    assert len(generation.text) == 2_000_000


def test_reading_stops_at_the_cap():
    sent = 0

    async def endless(reader, writer):
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while sent < 100 * MAX_BODY_BYTES:
            writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
            await writer.drain()
            sent += 0x10000

    error, _ = ask(endless)
    assert error.code is ErrorCode.RESPONSE_TOO_LARGE
    assert sent < 10 * MAX_BODY_BYTES


@pytest.mark.parametrize(("encoding", "wbits"), [("gzip", 31), ("deflate", 15), ("GZIP", 31)])
def test_compression_that_was_not_asked_for_is_read(encoding, wbits):
    squeeze = zlib.compressobj(wbits=wbits)
    body = squeeze.compress(json.dumps(completion()).encode()) + squeeze.flush()
    generation, _ = ask(reply(body, headers={"Content-Encoding": encoding}))
    assert generation.text == "Hello"


def test_a_compressed_bomb_is_too_large_and_never_unpacked():
    bomb = gzip.compress(b" " * 50_000_000, 9)
    tracemalloc.start()
    error, _ = ask(reply(bomb, headers={"Content-Encoding": "gzip"}))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.code is ErrorCode.RESPONSE_TOO_LARGE
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("encoding", "body", "code"),
    [
        ("br", b"{}", "invalid_response"),
        ("gzip, gzip", b"{}", "invalid_response"),
        ("gzip", b"not gzip", "invalid_response"),
        ("gzip", gzip.compress(b"{}" * 500)[:-9], "connection_error"),
    ],
)
def test_an_encoding_that_cannot_be_read_is_an_error(encoding, body, code):
    error, _ = ask(reply(body, headers={"Content-Encoding": encoding}))
    assert error.code == code


def test_an_unknown_host_is_a_connection_error():
    error = asyncio.run(outcome(provider_at("http://nowhere.invalid/v1"), request()))
    assert error.code is ErrorCode.CONNECTION_ERROR


async def drip_a_head(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while not reader.at_eof():
        writer.write(b"X-A: b\r\n")
        await writer.drain()
        await asyncio.sleep(0.01)


def test_the_deadline_is_hard_before_the_head_is_there():
    async def run():
        async with serving(drip_a_head) as served:
            provider = provider_at(served.base_url)
            started = time.monotonic()
            with pytest.raises(ProviderError) as raised:
                await provider.generate(request(timeout_seconds=0.2))
            took = time.monotonic() - started
            async with asyncio.timeout(1):
                await served.closed.wait()
            await provider.aclose()
            return raised.value, took

    error, took = asyncio.run(run())
    assert error.code is ErrorCode.TIMEOUT
    assert error.retryable
    assert took < 1.2
