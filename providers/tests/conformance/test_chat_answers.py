"""What a 200 of chat completions means, on every face that speaks it."""

from typing import Any

import pytest

from providers.tests.conformance.faces import CHAT, call, check
from providers.tests.servers import completion, reply

pytestmark = pytest.mark.parametrize("face", CHAT, ids=str)
PLAIN = (10, 5, None, None, True)


def chosen(message: Any, finish_reason: Any = "stop", **more: Any) -> dict[str, Any]:
    return completion(choices=[{"message": message, "finish_reason": finish_reason, **more}])


def said(content: Any, finish_reason: Any = "stop", **message: Any) -> dict[str, Any]:
    return chosen({"role": "assistant", "content": content, **message}, finish_reason)


def used(**usage: Any) -> dict[str, Any]:
    return completion(usage={"prompt_tokens": 300, "completion_tokens": 100, **usage})


TOOL = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{not json"}}
ANSWERS = {
    "plain": (
        completion(),
        {
            "text": "Hello",
            "finish_reason": "stop",
            "native": "stop",
            "usage": PLAIN,
            "cost": None,
            "cost_source": "none",
            "model_served": "m-served",
            "request_id": "chatcmpl-1",
        },
    ),
    "cached and reasoning are parts": (
        used(
            total_tokens=400,
            prompt_tokens_details={"cached_tokens": 128},
            completion_tokens_details={"reasoning_tokens": 64},
        ),
        {"usage": (300, 100, 128, 64, True)},
    ),
    "details that are null": (
        used(prompt_tokens_details=None, completion_tokens_details={"reasoning_tokens": None}),
        {"usage": (300, 100, None, None, True)},
    ),
    "usage null": (completion(usage=None), {"usage": None, "cost": None, "text": "Hello"}),
    "usage empty": (completion(usage={}), {"usage": None, "cost": None}),
    "usage of another kind": (completion(usage="15"), {"usage": None, "cost": None}),
    "no tokens at all": (
        completion(usage={"prompt_tokens": 0, "completion_tokens": 0}),
        {"usage": (0, 0, None, None, True)},
    ),
    "a negative count": (used(prompt_tokens=-1), {"usage": (-1, 100, None, None, False)}),
    "a count as text": (used(prompt_tokens="300"), {"usage": (None, 100, None, None, False)}),
    "a count that is a fraction": (
        used(completion_tokens=1.5),
        {"usage": (300, None, None, None, False)},
    ),
    "more cached than there is": (
        used(prompt_tokens_details={"cached_tokens": 301}),
        {"usage": (300, 100, 301, None, False), "cost": None, "cost_source": "none"},
    ),
    "more reasoning than there is": (
        used(completion_tokens_details={"reasoning_tokens": 101}),
        {"usage": (300, 100, None, 101, False)},
    ),
    "cut off": (
        said("def f(", "length"),
        {"text": "def f(", "finish_reason": "length", "native": "length", "code": None},
    ),
    "a tool is called": (
        said(None, "tool_calls", tool_calls=[TOOL]),
        {"text": "", "finish_reason": "tool_calls", "code": None},
    ),
    "a tool is called under stop": (
        said(None, "stop", tool_calls=[TOOL]),
        {"text": "", "finish_reason": "tool_calls", "native": "stop"},
    ),
    "the old function call": (
        said(None, "function_call", function_call={"name": "f", "arguments": "{}"}),
        {"text": "", "finish_reason": "tool_calls", "native": "function_call"},
    ),
    "a refusal": (
        said(None, refusal="I cannot help with that."),
        {"text": "", "finish_reason": "refusal", "code": None},
    ),
    "a refusal in parts": (
        said([{"type": "refusal", "refusal": "No."}]),
        {"text": "", "finish_reason": "refusal"},
    ),
    "a refusal that is null": (
        said("Hello", refusal=None),
        {"text": "Hello", "finish_reason": "stop"},
    ),
    "a reason of its own": (
        said("Hello", "eos"),
        {"text": "Hello", "finish_reason": "unknown", "native": "eos"},
    ),
    "no reason": (said("Hello", None), {"finish_reason": "unknown", "native": None}),
    "a reason of another kind": (said("Hello", 7), {"finish_reason": "unknown", "native": None}),
    "text in parts": (
        said([{"type": "text", "text": "Hel"}, {"type": "text", "text": "lo"}]),
        {"text": "Hello", "finish_reason": "stop"},
    ),
    "reasoning beside text": (
        said("Hello", reasoning_content="hm", reasoning="hm"),
        {"text": "Hello", "finish_reason": "stop"},
    ),
    "the second choice is not read": (
        completion(
            choices=[
                {"index": 0, "message": {"content": "first"}, "finish_reason": "stop"},
                {"index": 1, "message": {"content": "second"}, "finish_reason": "length"},
            ]
        ),
        {"text": "first", "finish_reason": "stop"},
    ),
    "no model named": (completion(model=None), {"model_served": None, "cost": None}),
    "filters that let it pass": (
        {
            **chosen(
                {"content": "Hello"},
                content_filter_results={"violence": {"filtered": False, "severity": "low"}},
            ),
            "prompt_filter_results": [
                {"content_filter_results": {"jailbreak": {"filtered": False, "detected": True}}}
            ],
        },
        {"text": "Hello", "finish_reason": "stop", "code": None},
    ),
    "a filter that did not run": (
        chosen(
            {"content": "Hello"},
            content_filter_results={"error": {"code": "content_filter_error", "message": "m"}},
        ),
        {"text": "Hello", "finish_reason": "stop", "code": None},
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer(face, name):
    body, wanted = ANSWERS[name]
    found, _ = call(face, reply(body))
    check(face, found, {"code": None, **wanted})


EMPTY = {"code": "empty_response", "retryable": False, "text": "", "usage": PLAIN}
NO_ANSWER = {"code": "invalid_response", "retryable": True}
BLOCKED = {"code": "content_filtered", "retryable": False, "finish_reason": "content_filter"}
PASSING = {"code": "provider_unavailable", "retryable": True, "http_status": 200}
LIMITED = {"code": "rate_limited", "retryable": True, "http_status": 200}
FAILURES = {
    "empty text": (said(""), {**EMPTY, "finish_reason": "stop"}),
    "null text": (said(None), EMPTY),
    "no text": (chosen({"role": "assistant"}), EMPTY),
    "no parts": (said([]), EMPTY),
    "only reasoning_content": (said("", reasoning_content="I think"), EMPTY),
    "only reasoning": (said(None, reasoning="I think"), EMPTY),
    "cut off while reasoning": (
        said(None, "length", reasoning="I think"),
        {**EMPTY, "finish_reason": "length"},
    ),
    "filtered": (said(None, "content_filter"), {**BLOCKED, "text": "", "usage": PLAIN}),
    "filtered half way": (said("Hel", "content_filter"), {**BLOCKED, "text": "Hel"}),
    "filtered without a message": (
        completion(choices=[{"finish_reason": "content_filter"}]),
        {**BLOCKED, "text": "", "usage": PLAIN},
    ),
    "no choices": (completion(choices=[]), {**NO_ANSWER, "usage": PLAIN}),
    "choices null": (completion(choices=None), NO_ANSWER),
    "choices missing": ({"id": "x", "object": "chat.completion"}, {**NO_ANSWER, "answer": None}),
    "a choice that is null": (completion(choices=[None]), NO_ANSWER),
    "a choice without a message": (completion(choices=[{"finish_reason": "stop"}]), NO_ANSWER),
    "content that is a number": (said(12), NO_ANSWER),
    "content that is an object": (said({"text": "a"}), NO_ANSWER),
    "an error with a number": ({"error": {"code": 502, "message": "Bad gateway"}}, PASSING),
    "an error with a number as text": ({"error": {"code": "429", "message": "m"}}, LIMITED),
    "an error with a number elsewhere": ({"error": {"code": None, "status": 429}}, LIMITED),
    "an error with a word": ({"error": {"type": "rate_limit_error", "message": "m"}}, LIMITED),
    "an error that is text": ({"error": "CUDA out of memory"}, PASSING),
    "an error of no known kind": ({"error": {"code": "surprise"}}, PASSING),
    "an error beside an answer": (
        completion(error={"code": 429, "message": "m"}),
        {**LIMITED, "text": "Hello", "usage": PLAIN},
    ),
    "a flat error": (
        {"object": "error", "message": "m", "type": "BadRequestError", "code": 400},
        {"code": "invalid_request", "retryable": False},
    ),
    "an error that asks for credit": (
        {"error": {"code": 402, "message": "Insufficient credits"}},
        {"code": "quota_exhausted", "retryable": False, "http_status": 200},
    ),
    "an error that knows no key": (
        {"error": {"code": 401, "message": "No auth"}},
        {"code": "auth_failed", "retryable": False},
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_within_a_200(face, name):
    body, wanted = FAILURES[name]
    error, _ = call(face, reply(body))
    check(face, error, wanted)
