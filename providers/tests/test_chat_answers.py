"""What a 200 means, case by case."""

import contextlib
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.adapters.openai_family.answer import Answer
from providers.adapters.openai_family.chat import read_chat
from providers.codes import ErrorCode, FinishReason
from providers.contract import Generation, ProviderError
from providers.tests.servers import completion


def read(body: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Generation:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_chat(Answer(status=status, headers=headers or {}, body=content, latency_ms=12.5))


def choice(message: Any, finish_reason: Any = "stop", **more: Any) -> dict[str, Any]:
    return completion(choices=[{"message": message, "finish_reason": finish_reason, **more}])


def failure(body: Any, **answer: Any) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        read(body, **answer)
    return raised.value


def arrived(error: ProviderError) -> Any:
    assert error.arrived is not None
    return error.arrived


def test_a_plain_answer_is_kept_whole():
    generation = read(completion(), headers={"x-request-id": "r-1"})
    assert generation.text == "Hello"
    assert generation.finish_reason is FinishReason.STOP
    assert generation.native_finish_reason == "stop"
    assert generation.model_served == "m-served"
    assert generation.request_id == "r-1"
    assert generation.latency_ms == 12.5
    assert generation.cost_usd is None


@pytest.mark.parametrize("text", ["  indented\n", "\n\n", "x\r\n", "\ttab "])
def test_white_space_is_kept(text):
    assert read(completion(text)).text == text


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("stop", FinishReason.STOP),
        ("length", FinishReason.LENGTH),
        ("tool_calls", FinishReason.TOOL_CALLS),
        ("function_call", FinishReason.TOOL_CALLS),
        ("refusal", FinishReason.REFUSAL),
        ("eos", FinishReason.UNKNOWN),
        (None, FinishReason.UNKNOWN),
        (7, FinishReason.UNKNOWN),
        ([], FinishReason.UNKNOWN),
    ],
)
def test_finish_reasons_are_ours_and_the_native_one_is_kept(stated, expected):
    generation = read(choice({"content": "text"}, stated))
    assert generation.finish_reason is expected
    assert generation.text == "text"
    assert generation.native_finish_reason == (stated if isinstance(stated, str) else None)


def test_the_upstreams_native_reason_wins_over_the_routers():
    generation = read(choice({"content": "text"}, "stop", native_finish_reason="end_turn"))
    assert generation.native_finish_reason == "end_turn"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ([{"type": "text", "text": "a"}, {"type": "text", "text": " b"}], "a b"),
        ([{"type": "output_text", "text": "a"}], "a"),
        ([{"text": "a"}], "a"),
        (["a", "b"], "ab"),
        ([{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "a"}], "a"),
        ([{"type": "text", "text": 5}, {"type": "text", "text": "a"}], "a"),
    ],
)
def test_content_may_come_in_parts(content, text):
    assert read(completion(content)).text == text


@pytest.mark.parametrize(
    "message",
    [
        {"content": None, "tool_calls": [{"function": {"name": "f", "arguments": "{not json"}}]},
        {"content": "", "tool_calls": [{}]},
        {"tool_calls": [{"id": "1"}]},
        {"content": None, "function_call": {"name": "f"}},
    ],
)
@pytest.mark.parametrize("stated", ["tool_calls", "stop", None])
def test_tool_calls_succeed_without_text(message, stated):
    generation = read(choice(message, stated))
    assert (generation.finish_reason, generation.text) == (FinishReason.TOOL_CALLS, "")


@pytest.mark.parametrize(
    "message",
    [
        {"content": None, "refusal": "I cannot help with that."},
        {"content": [{"type": "refusal", "refusal": "No."}]},
    ],
)
def test_a_refusal_succeeds_without_text(message):
    generation = read(choice(message))
    assert (generation.finish_reason, generation.text) == (FinishReason.REFUSAL, "")


@pytest.mark.parametrize(
    "message",
    [
        {"content": ""},
        {"content": None},
        {},
        {"content": None, "reasoning_content": "I think"},
        {"content": "", "reasoning": "I think"},
        {"content": []},
        {"content": None, "refusal": None},
        {"content": None, "refusal": "", "tool_calls": []},
    ],
)
@pytest.mark.parametrize("stated", ["stop", "length", None])
def test_no_text_is_an_empty_response_that_keeps_its_usage(message, stated):
    error = failure(choice(message, stated))
    assert error.code is ErrorCode.EMPTY_RESPONSE
    assert not error.retryable
    assert arrived(error).text == ""
    assert arrived(error).usage.output_tokens == 5


def test_a_truncated_answer_succeeds_with_what_there_is():
    generation = read(choice({"content": "def f("}, "length"))
    assert (generation.text, generation.finish_reason) == ("def f(", FinishReason.LENGTH)


@pytest.mark.parametrize("content", [None, "", "partial"])
def test_a_filtered_answer_fails_and_keeps_what_arrived(content):
    error = failure(choice({"content": content}, "content_filter"))
    assert error.code is ErrorCode.CONTENT_FILTERED
    assert not error.retryable
    assert arrived(error).text == (content or "")
    assert arrived(error).finish_reason is FinishReason.CONTENT_FILTER


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (completion(error={"code": 429, "message": "slow"}, choices=None), "rate_limited"),
        (completion(error={"code": "429", "message": "slow"}), "rate_limited"),
        ({"error": {"code": 502, "message": "bad gateway"}}, "provider_unavailable"),
        ({"error": {"code": 408}}, "timeout"),
        ({"error": {"code": "insufficient_quota"}}, "quota_exhausted"),
        ({"error": {"type": "rate_limit_error"}}, "rate_limited"),
        ({"error": {"type": "invalid_request_error"}}, "invalid_request"),
        ({"error": "out of memory"}, "provider_unavailable"),
        ({"error": ["x"]}, "provider_unavailable"),
        ({"error": {"code": 10**9}}, "provider_unavailable"),
        ({"error": {"code": 401}}, "auth_failed"),
        ({"object": "error", "message": "m", "code": 400}, "invalid_request"),
        ({"message": "the model `x` does not exist"}, "model_not_found"),
        (choice({"content": "half"}, "error", error={"code": 502}), "provider_unavailable"),
        (choice({"content": "half"}, "error"), "provider_unavailable"),
        (choice({"content": "half"}, "stop", error={"code": 429}), "rate_limited"),
        (
            {"error": {"code": "context_length_exceeded", "message": "too long"}},
            "context_length_exceeded",
        ),
    ],
)
def test_an_error_inside_a_200_is_that_error(body, code):
    error = failure(body)
    assert error.code == code
    assert error.http_status == 200


def test_an_error_alone_keeps_nothing_and_one_with_usage_keeps_that():
    assert failure({"error": {"code": 502}}).arrived is None
    assert failure({"id": "x"}).arrived is None
    error = failure(completion(choices=[], error={"code": 502}))
    assert arrived(error).usage.input_tokens == 10


def test_an_error_after_half_an_answer_keeps_the_half():
    error = failure(choice({"content": "half"}, "error", error={"code": 502}))
    assert arrived(error).text == "half"
    assert arrived(error).finish_reason is FinishReason.ERROR
    assert arrived(error).usage.input_tokens == 10


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"<html><body>Welcome</body></html>",
        b"null",
        b"[]",
        b'"text"',
        b"12",
        b"{}",
        b'{"choices": [',
        b"\xff\xfe\x00garbage",
        b'data: {"choices": []}\n\n',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"usage":{"prompt_tokens":' + b"9" * 5000 + b"}}",
        b'{"x":1e99999999999999999999}',
        completion(choices=[]),
        completion(choices=None),
        completion(choices={}),
        completion(choices="text"),
        completion(choices=[None]),
        completion(choices=["text"]),
        completion(choices=[{"finish_reason": "stop"}]),
        completion(choices=[{"message": None, "finish_reason": "stop"}]),
        completion(choices=[{"message": "text", "finish_reason": "stop"}]),
        completion(12),
        completion({"text": "a"}),
        completion(True),
    ],
)
def test_a_body_that_is_no_answer_is_invalid_and_may_be_tried_again(body):
    error = failure(body)
    assert error.code is ErrorCode.INVALID_RESPONSE
    assert error.retryable


@pytest.mark.parametrize(
    "prefix",
    [b"\n  \n", b": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n", b"\xef\xbb\xbf"],
)
def test_padding_before_the_body_is_tolerated(prefix):
    assert read(prefix + json.dumps(completion()).encode()).text == "Hello"


def test_text_becomes_storable():
    text = read(completion("x\x00y\ud800z😀")).text
    assert text == "x\N{REPLACEMENT CHARACTER}y\N{REPLACEMENT CHARACTER}z😀"


def test_names_are_storable_and_bounded():
    generation = read(completion(model="m\x00" + "x" * 1000, id="\ud800"))
    assert generation.model_served == "m\N{REPLACEMENT CHARACTER}" + "x" * 198
    assert generation.request_id == "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("model", [None, "", 7, ["m"]])
def test_a_model_that_is_not_named_is_null(model):
    assert read(completion(model=model)).model_served is None


def test_a_cost_of_its_own_is_exact():
    body = json.dumps(completion(usage={"prompt_tokens": 1, "completion_tokens": 1}))
    body = body.replace('"prompt_tokens": 1', '"prompt_tokens": 1, "cost": 0.00420000001')
    assert read(body.encode()).cost_usd == Decimal("0.00420000001")


KEYS = (
    "choices message content error code usage finish_reason metadata cost innererror status"
    " content_filter_result headers prompt_tokens text type detail refusal tool_calls model id"
)
keys = st.sampled_from(KEYS.split())
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(json_values, st.sampled_from([200, 204, 301, 400, 402, 403, 429, 500, 503]))
def test_nothing_but_a_provider_error_escapes(body, status):
    with contextlib.suppress(ProviderError):
        assert isinstance(read(body, status=status), Generation)
