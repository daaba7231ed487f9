"""Connections, bodies and statuses that any server may send: the same outcome everywhere."""

import asyncio
import gzip
import time
from email.utils import formatdate

import pytest

from providers.body import MAX_BODY_BYTES
from providers.tests.conformance.faces import ADAPTERS, call, check, encoded, opened
from providers.tests.servers import outcome, raw, reply, request, serving

pytestmark = pytest.mark.parametrize("face", ADAPTERS, ids=str)
CUT_OFF = {"code": "connection_error", "retryable": True, "http_status": None}
NO_ANSWER = {"code": "invalid_response", "retryable": True}
TOO_LARGE = {"code": "response_too_large", "retryable": False}
PATIENCE = 10  # seconds: the machine may have others to serve first
BOMB = gzip.compress(b" " * 20_000_000)


async def hang(reader, writer):
    await reader.read()


async def drip(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not reader.at_eof():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("behaviour", [hang, drip])
def test_the_deadline_is_hard_and_closes_the_connection(face, behaviour):
    async def run():
        async with serving(behaviour) as served:
            provider = opened(face, served.origin)
            started = time.monotonic()
            error = await outcome(provider, request(timeout_seconds=0.15))
            took = time.monotonic() - started
            async with asyncio.timeout(PATIENCE):
                await served.closed.wait()
            return error, took

    error, took = asyncio.run(run())
    check(face, error, {"code": "timeout", "retryable": True, "http_status": None})
    assert took < PATIENCE  # of the drip it would be a quarter of an hour


def test_cancelling_closes_the_connection_and_is_no_error(face):
    async def run():
        async with serving(hang) as served:
            provider = opened(face, served.origin)
            task = asyncio.create_task(provider.generate(request()))
            async with asyncio.timeout(5):
                while not served.asked:
                    await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            async with asyncio.timeout(PATIENCE):
                await served.closed.wait()
            await provider.aclose()

    asyncio.run(run())


async def reset(reader, writer):
    writer.transport.abort()


@pytest.mark.parametrize(
    ("behaviour", "wanted"),
    [
        pytest.param(reset, CUT_OFF, id="reset"),
        pytest.param(raw(b""), CUT_OFF, id="closed"),
        pytest.param(raw(b"HTTP/1.1 200 OK\r\n"), CUT_OFF, id="half a head"),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"), CUT_OFF, id="half a body"
        ),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"),
            CUT_OFF,
            id="half a chunk",
        ),
        pytest.param(raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), NO_ANSWER, id="no http"),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n"), NO_ANSWER, id="long head"
        ),
        pytest.param(raw(b"HTTP/1.1 999999 OK\r\n\r\n"), NO_ANSWER, id="no status"),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"), NO_ANSWER, id="length below 0"
        ),
    ],
)
def test_a_connection_that_breaks(face, behaviour, wanted):
    error, _ = call(face, behaviour)
    check(face, error, wanted)


def test_nobody_listening(face):
    async def run():
        async with serving(reply()) as served:
            origin = served.origin
        return await outcome(opened(face, origin), request())

    check(face, asyncio.run(run()), CUT_OFF)


BODIES = {
    "empty": b"",
    "blank": b"   \n",
    "html": b"<!doctype html><html><body>Welcome</body></html>",
    "null": b"null",
    "list": b"[]",
    "text": b'"Hello"',
    "number": b"12",
    "object": b"{}",
    "half": b'{"id": "x", "choices": [',
    "not utf-8": b"\xff\xfe\x00garbage",
    "latin-1": b'{"message": "caf\xe9"',
    "stream": b'data: {"choices": []}\n\ndata: [DONE]\n\n',
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000,
    "5000 digits": b'{"usage":{"prompt_tokens":' + b"9" * 5000 + b"}}",
    "endless exponent": b'{"usage":{"cost":1e99999999999999999999}}',
    "two objects": b"{}{}",
}


@pytest.mark.parametrize("name", BODIES)
def test_a_200_that_is_no_answer(face, name):
    error, _ = call(face, reply(BODIES[name]))
    check(face, error, {**NO_ANSWER, "http_status": 200, "answer": None})


@pytest.mark.parametrize("charset", ["base64", "no-such-charset", "utf-16"])
@pytest.mark.parametrize(("status", "code"), [(401, "auth_failed"), (200, "invalid_response")])
def test_an_odd_charset_changes_nothing(face, charset, status, code):
    headers = {"Content-Type": f"text/html; charset={charset}"}
    error, _ = call(face, reply(b"<html>", status=status, headers=headers))
    check(face, error, {"code": code, "http_status": status})


@pytest.mark.parametrize("name", ["html", "list", "not utf-8", "deep lists", "5000 digits"])
def test_an_unreadable_failure_is_told_by_its_status(face, name):
    error, _ = call(face, reply(BODIES[name], status=503))
    check(face, error, {"code": "provider_unavailable", "retryable": True, "http_status": 503})


@pytest.mark.parametrize("status", [200, 500])
def test_a_body_past_the_cap(face, status):
    error, _ = call(face, reply(b" " * (MAX_BODY_BYTES + 1), status=status))
    check(face, error, TOO_LARGE)


def test_a_compressed_bomb(face):
    error, _ = call(face, reply(BOMB, headers={"Content-Encoding": "gzip"}))
    check(face, error, TOO_LARGE)


@pytest.mark.parametrize(
    ("encoding", "squeeze", "wanted"),
    [
        pytest.param("gzip", gzip.compress, {"code": None, "text": "Hello"}, id="gzip"),
        pytest.param("gzip", lambda body: gzip.compress(body)[:-9], CUT_OFF, id="half a gzip"),
        pytest.param("gzip", lambda body: body, NO_ANSWER, id="not gzip"),
        pytest.param("br", lambda body: body, NO_ANSWER, id="brotli"),
    ],
)
def test_compression_that_was_not_asked_for(face, encoding, squeeze, wanted):
    body = squeeze(encoded(face.body()))
    found, _ = call(face, reply(body, headers={"Content-Encoding": encoding}))
    check(face, found, wanted)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("    return x\r\n\n\t", "    return x\r\n\n\t"),
        ("é 😀 \u2028", "é 😀 \u2028"),
        ("x\x00y", "x\N{REPLACEMENT CHARACTER}y"),
        ("x\ud800y", "x\N{REPLACEMENT CHARACTER}y"),
        ("\ud83d\ude00", "😀"),
        ("x" * 1_000_000, "x" * 1_000_000),
    ],
    ids=["white space", "unicode", "nul", "lone surrogate", "escaped pair", "1 MB"],
)
def test_text_is_kept_as_far_as_it_can_be_stored(face, text, kept):
    found, _ = call(face, reply(face.body(text)))
    check(
        face,
        found,
        {
            "code": None,
            "text": kept,
            "finish_reason": "stop",
            "usage": (10, 5, None, None, True),
            "cost": None,
            "cost_source": "none",
            "model_served": "m-served",
        },
    )


@pytest.mark.parametrize(
    "prefix", [b"\n  \n", b": PROCESSING\n\n: PROCESSING\n\n", b"\xef\xbb\xbf"]
)
def test_padding_before_the_body_is_tolerated(face, prefix):
    found, _ = call(face, reply(prefix + encoded(face.body())))
    check(face, found, {"code": None, "text": "Hello"})


STATUSES = [
    (400, "invalid_request", False),
    (401, "auth_failed", False),
    (402, "quota_exhausted", False),
    (403, "permission_denied", False),
    (404, "model_not_found", False),
    (407, "config_error", False),
    (408, "timeout", True),
    (409, "provider_unavailable", True),
    (413, "payload_too_large", False),
    (418, "invalid_request", False),
    (422, "invalid_request", False),
    (425, "provider_unavailable", True),
    (429, "rate_limited", True),
    (500, "provider_unavailable", True),
    (502, "provider_unavailable", True),
    (503, "provider_unavailable", True),
    (504, "provider_unavailable", True),
    (524, "provider_unavailable", True),
    (529, "provider_unavailable", True),
]


@pytest.mark.parametrize(("status", "code", "retryable"), STATUSES)
def test_a_status_without_words(face, status, code, retryable):
    error, _ = call(face, reply(b"<html>no</html>", status=status))
    wanted = {"code": code, "retryable": retryable, "http_status": status, "retry_after": None}
    check(face, error, wanted)


def test_a_date_to_come_back_at(face):
    headers = {"Retry-After": formatdate(time.time() + 90, usegmt=True)}
    error, _ = call(face, reply(b"{}", status=429, headers=headers))
    check(face, error, {"code": "rate_limited", "retry_after": pytest.approx(90, abs=5)})


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "60"}, 60),
        ({"Retry-After": "1.5"}, 1.5),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "0"}, None),
        ({"Retry-After": "soon"}, None),
        ({"retry-after-ms": "300", "Retry-After": "60"}, 0.3),
        ({"retry-after-ms": "-1", "Retry-After": "60"}, 60),
        ({}, None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_time_to_wait(face, status, headers, seconds):
    error, _ = call(face, reply(b"{}", status=status, headers=headers))
    assert error.retryable
    check(face, error, {"retry_after": seconds and pytest.approx(seconds)})
