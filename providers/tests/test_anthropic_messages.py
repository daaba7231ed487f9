"""What comes back from POST …/v1/messages, and what it means."""

import json
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers.adapters.anthropic_messages.message import read_message
from providers.adapters.openai_family.answer import Answer
from providers.contract import Generation, ProviderError
from providers.prices import CostSource, price

THINKING = {"type": "thinking", "thinking": "Let me see", "signature": "c2ln"}
TOOL_USE = {"type": "tool_use", "id": "toolu_1", "name": "get_price", "input": {"x": 1}}


def text(said: Any) -> dict[str, Any]:
    return {"type": "text", "text": said}


def message(*blocks: Any, **changes: Any) -> dict[str, Any]:
    """A message as the API sends it; `changes` replace whole keys of the body."""
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-haiku-4-5-20251001",
        "content": list(blocks) if blocks else [text("Hello")],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 10, "output_tokens": 5},
        **changes,
    }


def read(body: Any, *, status: int = 200, **headers: str) -> Generation:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_message(Answer(status=status, headers=headers, body=content, latency_ms=12.5))


def failure(body: Any, *, status: int = 200, **headers: str) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        read(body, status=status, **headers)
    return raised.value


def test_a_plain_answer():
    answer = read(message(), **{"request-id": "req_7"})
    assert (answer.text, answer.finish_reason, answer.native_finish_reason) == (
        "Hello",
        "stop",
        "end_turn",
    )
    assert (answer.model_served, answer.request_id) == ("claude-haiku-4-5-20251001", "req_7")
    assert (answer.latency_ms, answer.cost_usd) == (12.5, None)


def test_the_messages_own_id_stands_in_for_the_header():
    assert read(message()).request_id == "msg_1"


def test_text_is_joined_and_kept_as_sent():
    assert read(message(text("  def f():\n"), text("    pass\n\n"))).text == (
        "  def f():\n    pass\n\n"
    )


def test_thinking_is_never_the_answer():
    blocks = [THINKING, {"type": "redacted_thinking", "data": "eHh4"}, text("42")]
    assert read(message(*blocks)).text == "42"


def test_thinking_alone_is_an_empty_response_that_keeps_its_usage():
    found = failure(message(THINKING, stop_reason="max_tokens"))
    assert found.code == "empty_response"
    assert found.arrived is not None
    assert found.arrived.usage is not None
    assert (found.arrived.text, found.arrived.finish_reason) == ("", "length")


@pytest.mark.parametrize(
    "blocks",
    [
        [{"type": "server_tool_use", "text": "no"}, text("yes")],
        [text("yes"), {"type": "unheard_of", "text": "no"}],
        [text("yes"), "no", None, 7],
        [text(None), text("yes"), text(7)],
    ],
)
def test_blocks_of_another_kind_are_passed_over(blocks):
    assert read(message(*blocks)).text == "yes"


@pytest.mark.parametrize(
    ("native", "finish_reason"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("tool_use", "tool_calls"),
        ("refusal", "refusal"),
        ("pause_turn", "unknown"),
        ("compaction", "unknown"),
        (None, "unknown"),
        (["end_turn"], "unknown"),
    ],
)
def test_every_stop_reason_has_its_finish_reason(native, finish_reason):
    answer = read(message(stop_reason=native))
    assert answer.finish_reason == finish_reason
    assert answer.native_finish_reason == (native if isinstance(native, str) else None)
    assert answer.text == "Hello"


@pytest.mark.parametrize("stop_reason", ["tool_use", None])
def test_a_call_of_a_tool_succeeds_without_text(stop_reason):
    answer = read(message(TOOL_USE, stop_reason=stop_reason))
    assert (answer.text, answer.finish_reason) == ("", "tool_calls")


def test_a_refusal_succeeds_without_text():
    details = {"type": "refusal", "category": "cyber", "explanation": "no"}
    answer = read(message(content=[], stop_reason="refusal", stop_details=details))
    assert (answer.text, answer.finish_reason) == ("", "refusal")


def test_no_text_is_an_empty_response():
    for content in ([], [text("")]):
        assert failure(message(content=content)).code == "empty_response"


@pytest.mark.parametrize("content", [None, "Hello", {"type": "text"}, 7])
def test_content_that_is_no_list_is_an_invalid_response(content):
    found = failure(message(content=content))
    assert (found.code, found.retryable) == ("invalid_response", True)
    assert found.arrived is not None


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"text"', b"<html>no</html>", b"{"])
def test_a_body_that_is_no_message_is_an_invalid_response(body):
    found = failure(body)
    assert (found.code, found.retryable) == ("invalid_response", True)


def test_input_is_what_was_read_written_and_neither():
    usage = read(
        message(
            usage={
                "input_tokens": 50,
                "cache_read_input_tokens": 1000,
                "cache_creation_input_tokens": 200,
                "output_tokens": 90,
                "output_tokens_details": {"thinking_tokens": 64},
            }
        )
    ).usage
    assert usage is not None
    assert (usage.input_tokens, usage.output_tokens) == (1250, 90)
    assert (usage.cached_input_tokens, usage.cache_write_input_tokens) == (1000, 200)
    assert (usage.reasoning_tokens, usage.valid) == (64, True)


def test_a_cache_that_is_not_reported_is_null_and_not_zero():
    usage = read(message(usage={"input_tokens": 5, "output_tokens": 1})).usage
    assert usage is not None
    assert (usage.input_tokens, usage.cached_input_tokens, usage.reasoning_tokens) == (
        5,
        None,
        None,
    )


@pytest.mark.parametrize("usage", [None, {}, [], "10"])
def test_no_usage_is_none_and_has_no_price(usage):
    answer = read(message(usage=usage))
    assert answer.usage is None
    assert price(answer, kind="anthropic", model="m").source is CostSource.NONE


@pytest.mark.parametrize(
    "changes",
    [
        {"input_tokens": -1},
        {"output_tokens": "5"},
        {"cache_read_input_tokens": -3},
        {"cache_creation_input_tokens": 1.5},
        {"cache_read_input_tokens": 2**31 - 1},
        {"output_tokens_details": {"thinking_tokens": 6}},
        {"output_tokens": True},
    ],
)
def test_counts_that_cannot_be_are_kept_apart_and_not_priced(changes):
    answer = read(message(usage={"input_tokens": 10, "output_tokens": 5, **changes}))
    assert answer.usage is not None
    assert not answer.usage.valid
    assert price(answer, kind="anthropic", model="m").cost_usd is None


def test_the_cost_is_of_the_model_that_answered_with_cached_input_at_its_own_price():
    usage = {"input_tokens": 300, "cache_read_input_tokens": 700, "output_tokens": 100}
    found = price(read(message(usage=usage)), kind="anthropic", model="my-alias")
    assert found.source is CostSource.TABLE
    assert found.cost_usd == (300 * 1 + 700 * Decimal("0.1") + 100 * 5) / Decimal(10**6)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["", "text", "error"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "message", "input_tokens"]), inner)
    ),
    max_leaves=8,
)
NAMES = st.sampled_from(["content", "stop_reason", "usage", "model", "id", "error", "type"])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(NAMES, JSON), st.sampled_from([200, 400, 429, 529]))
def test_no_body_makes_it_raise_anything_else(body, status):
    with suppress(ProviderError):
        read(body, status=status)
