"""Every value of a full body, replaced by every odd one: nothing but ProviderError is raised."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from providers.adapters.openai_family.answer import Answer
from providers.adapters.openai_family.chat import read_chat
from providers.adapters.openai_family.responses import read_responses
from providers.contract import Generation, ProviderError

ODD = [None, True, -1, 10**40, 1.5, float("nan"), "", "odd", [], [[]], [None], {}, {"code": []}]
FILTERS = {"violence": {"filtered": True}, "custom_blocklists": [{"filtered": True}]}
USAGE = {
    "prompt_tokens": 10,
    "completion_tokens": 5,
    "prompt_tokens_details": {"cached_tokens": 1},
    "completion_tokens_details": {"reasoning_tokens": 1},
    "cost": 0.1,
    "is_byok": True,
    "cost_details": {"upstream_inference_cost": 0.2},
}
ERROR = {
    "message": "retry after 5 seconds",
    "code": 403,
    "type": "t",
    "status": "s",
    "param": "p",
    "metadata": {
        "limit_source": "l",
        "resets_at": "2030-01-01T00:00:00Z",
        "headers": {"Retry-After": "5"},
        "raw": "r",
        "reasons": ["x"],
    },
    "innererror": {"code": "c", "content_filter_result": FILTERS},
    "details": {"error_code": "c"},
}
PART = {"type": "text", "text": "Hello"}
CHOICE = {
    "message": {"content": [PART], "refusal": "", "tool_calls": [{}], "reasoning": "r"},
    "finish_reason": "stop",
    "native_finish_reason": "end",
    "error": None,
}
CHAT = {"id": "1", "model": "m", "usage": USAGE, "choices": [CHOICE]}
ITEMS = [{"type": "message", "content": [{**PART, "type": "output_text"}]}, {"type": "reasoning"}]
RESPONSE = {"id": "1", "model": "m", "usage": USAGE, "status": "completed", "output": ITEMS}
BODIES = [
    (read_chat, CHAT),
    (read_chat, {**CHAT, "choices": [{**CHOICE, "error": ERROR}]}),
    (read_chat, {**CHAT, "choices": [{**CHOICE, "content_filter_results": FILTERS}]}),
    (read_chat, {"choices": [], "prompt_filter_results": [{"content_filter_results": FILTERS}]}),
    (read_chat, {"error": ERROR}),
    (read_responses, RESPONSE),
    (read_responses, {**RESPONSE, "status": "incomplete", "incomplete_details": {"reason": "x"}}),
    (read_responses, {**RESPONSE, "status": "failed", "error": ERROR}),
]


def variants(value: Any) -> Iterator[Any]:
    """`value` with one of the values within it, or itself, replaced."""
    yield from ODD
    keys = value if isinstance(value, dict) else range(len(value) if isinstance(value, list) else 0)
    for key in keys:
        for variant in variants(value[key]):
            copy = deepcopy(value)
            copy[key] = variant
            yield copy


@pytest.mark.parametrize("status", [200, 403])
@pytest.mark.parametrize(("read", "body"), BODIES)
def test_an_odd_value_anywhere_raises_nothing_else(read, body, status):
    for variant in variants(body):
        content = json.dumps(variant).encode()
        try:
            found = read(Answer(status=status, headers={}, body=content, latency_ms=1.0))
        except ProviderError:
            continue
        except Exception as fault:
            pytest.fail(f"{type(fault).__name__}: {fault} at {content!r}")
        assert isinstance(found, Generation)
