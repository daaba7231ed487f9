"""What only OpenAI itself is sent, and what its responses interface answers."""

from typing import Any

import pytest

from providers.contract import Message
from providers.tests.conformance.faces import OPENAI, RESPONSES, call, check, response
from providers.tests.servers import completion, reply

BOTH = pytest.mark.parametrize("face", [OPENAI, RESPONSES], ids=str)
SCHEMA = {"type": "object", "properties": {"x": {"type": "number"}}}
MESSAGES = (
    Message(role="system", content="Be brief."),
    Message(role="user", content="One?"),
    Message(role="assistant", content="1"),
    Message(role="user", content="Two?"),
)


def sent(face: Any, **changes: Any) -> Any:
    _, served = call(face, reply(face.body()), **changes)
    return served.asked[0]


@BOTH
def test_organization_and_project_come_from_the_settings_alone(face, monkeypatch):
    monkeypatch.setenv("OPENAI_ORG_ID", "org-environment")
    settings = {"organization": "org-1", "project": "proj-1"}
    headers = sent(face, settings=settings).headers
    assert headers["openai-organization"] == "org-1"
    assert headers["openai-project"] == "proj-1"
    assert not {"openai-organization", "openai-project"} & set(sent(face).headers)


def test_a_chat_is_sent_with_the_newer_limit():
    parameters = {
        "temperature": 0.2,
        "max_output_tokens": 64,
        "top_p": 0.9,
        "seed": 7,
        "stop": ["END"],
        "reasoning_effort": "low",
    }
    body = sent(OPENAI, messages=MESSAGES, parameters=parameters, json_schema=SCHEMA).json
    assert body == {
        "model": "m",
        "messages": [{"role": each.role, "content": each.content} for each in MESSAGES],
        "temperature": 0.2,
        "max_completion_tokens": 64,
        "top_p": 0.9,
        "seed": 7,
        "stop": ["END"],
        "reasoning_effort": "low",
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": SCHEMA, "strict": True},
        },
    }


def test_a_response_is_asked_for_in_its_own_words():
    parameters = {
        "temperature": 0.2,
        "max_output_tokens": 64,
        "top_p": 0.9,
        "reasoning_effort": "low",
    }
    body = sent(RESPONSES, messages=MESSAGES, parameters=parameters, json_schema=SCHEMA).json
    assert body == {
        "model": "m",
        "instructions": "Be brief.",
        "input": [{"role": each.role, "content": each.content} for each in MESSAGES[1:]],
        "store": False,
        "temperature": 0.2,
        "max_output_tokens": 64,
        "top_p": 0.9,
        "reasoning": {"effort": "low"},
        "text": {
            "format": {"type": "json_schema", "name": "answer", "schema": SCHEMA, "strict": True}
        },
    }


def test_a_bare_response_asks_for_nothing_more():
    body = sent(RESPONSES).json
    assert body == {
        "model": "m",
        "input": [{"role": "user", "content": "Say hello"}],
        "store": False,
    }


@pytest.mark.parametrize("parameters", [{"seed": 1}, {"stop": "END"}], ids=str)
def test_what_responses_do_not_know_is_refused_not_dropped(parameters):
    error, served = call(RESPONSES, reply(response()), parameters=parameters)
    check(RESPONSES, error, {"code": "invalid_request", "retryable": False})
    assert served.asked == []


@BOTH
@pytest.mark.parametrize(
    ("served", "cost", "source"),
    [("gpt-4.1-2025-04-14", "0.0054", "table"), ("gpt-unheard-of", None, "none")],
)
def test_the_model_that_answered_is_priced_with_its_cache(face, served, cost, source):
    chat = {"prompt_tokens": 1000, "completion_tokens": 500}
    usage = {
        **(chat if face is OPENAI else {"input_tokens": 1000, "output_tokens": 500}),
        "prompt_tokens_details": {"cached_tokens": 400},
    }
    found, _ = call(face, reply({**face.body(), "model": served, "usage": usage}))
    check(face, found, {"cost": cost, "cost_source": source, "usage": (1000, 500, 400, None, True)})


def item(*content: Any) -> dict[str, Any]:
    return {"type": "message", "role": "assistant", "content": list(content)}


def text(value: Any) -> dict[str, Any]:
    return {"type": "output_text", "text": value}


REASONING = {"type": "reasoning", "summary": [{"type": "summary_text", "text": "I think"}]}
CALL = {"type": "function_call", "name": "f", "arguments": "{not json"}
PLAIN = (10, 5, None, None, True)


def stopped(why: Any, *items: Any) -> dict[str, Any]:
    return response(status="incomplete", incomplete_details={"reason": why}, output=list(items))


ANSWERS = {
    "plain": (
        response(),
        {
            "text": "Hello",
            "finish_reason": "stop",
            "native": "completed",
            "usage": PLAIN,
            "request_id": "resp-1",
        },
    ),
    "details of usage": (
        response(
            usage={
                "input_tokens": 300,
                "output_tokens": 100,
                "input_tokens_details": {"cached_tokens": 128},
                "output_tokens_details": {"reasoning_tokens": 64},
            }
        ),
        {"usage": (300, 100, 128, 64, True)},
    ),
    "usage null": (response(usage=None), {"usage": None, "cost": None}),
    "parts and items in order": (
        response(output=[REASONING, item(text("a"), text("b")), CALL, item(text("c"))]),
        {"text": "abc", "finish_reason": "stop"},
    ),
    "a refusal": (
        response(output=[item({"type": "refusal", "refusal": "No."})]),
        {"text": "", "finish_reason": "refusal"},
    ),
    "a tool is called": (
        response(output=[REASONING, CALL]),
        {"text": "", "finish_reason": "tool_calls", "native": "completed"},
    ),
    "cut off": (
        stopped("max_output_tokens", item(text("Hel"))),
        {"text": "Hel", "finish_reason": "length", "native": "max_output_tokens"},
    ),
    "ended for a new reason": (
        stopped("max_messages", item(text("Hel"))),
        {"text": "Hel", "finish_reason": "unknown", "native": "max_messages"},
    ),
    "ended without a reason": (
        stopped(None, item(text("Hel"))),
        {"text": "Hel", "finish_reason": "unknown", "native": "incomplete"},
    ),
    "no status": (
        response(status=None),
        {"text": "Hello", "finish_reason": "unknown", "native": None},
    ),
    "a new status": (
        response(status="paused"),
        {"text": "Hello", "finish_reason": "unknown", "native": "paused"},
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_response(name):
    body, wanted = ANSWERS[name]
    found, _ = call(RESPONSES, reply(body))
    check(RESPONSES, found, {"code": None, **wanted})


@pytest.mark.parametrize(
    ("limit", "reason"), [(4, "length"), (5, "length"), (6, "stop"), (None, "stop")]
)
def test_completed_at_the_limit_means_cut_off(limit, reason):
    parameters = {"max_output_tokens": limit} if limit else {}
    found, _ = call(RESPONSES, reply(response()), parameters=parameters)
    wanted = {"code": None, "finish_reason": reason, "native": "completed", "text": "Hello"}
    check(RESPONSES, found, wanted)


def broken(code: Any, **changes: Any) -> dict[str, Any]:
    return response(status="failed", output=[], error={"code": code, "message": "m"}, **changes)


EMPTY = {"code": "empty_response", "retryable": False, "text": "", "usage": PLAIN}
UNAVAILABLE = {"code": "provider_unavailable", "retryable": True, "http_status": 200}
NO_ANSWER = {"code": "invalid_response", "retryable": True}
BLOCKED = {"code": "content_filtered", "retryable": False}
FAILURES = {
    "server_error": (broken("server_error"), {**UNAVAILABLE, "finish_reason": "error"}),
    "limited": (
        broken("rate_limit_exceeded"),
        {"code": "rate_limited", "retryable": True, "usage": PLAIN},
    ),
    "spent": (broken("insufficient_quota"), {"code": "quota_exhausted", "retryable": False}),
    "bad prompt": (broken("invalid_prompt"), {"code": "invalid_request", "retryable": False}),
    "policy": (broken("bio_policy"), BLOCKED),
    "too long": (
        broken("context_length_exceeded"),
        {"code": "context_length_exceeded", "retryable": False},
    ),
    "failed without an error": (response(status="failed", output=[]), UNAVAILABLE),
    "cancelled": (response(status="cancelled", output=[]), UNAVAILABLE),
    "an error under completed": (
        response(error={"code": "server_error", "message": "m"}),
        {**UNAVAILABLE, "text": "Hello"},
    ),
    "an error alone": (
        {"error": {"code": "rate_limit_exceeded"}},
        {"code": "rate_limited", "answer": None},
    ),
    "filtered": (
        stopped("content_filter", item(text("Hel"))),
        {**BLOCKED, "text": "Hel", "finish_reason": "content_filter", "native": "content_filter"},
    ),
    "filtered at once": (stopped("content_filter"), {**BLOCKED, "text": ""}),
    "cut off while reasoning": (
        stopped("max_output_tokens", REASONING),
        {**EMPTY, "finish_reason": "length"},
    ),
    "cut off at once": (stopped("max_output_tokens"), {**EMPTY, "finish_reason": "length"}),
    "only reasoning": (response(output=[REASONING]), {**EMPTY, "finish_reason": "stop"}),
    "no text in the text": (response(output=[item(text(None))]), EMPTY),
    "queued": (response(status="queued", output=[]), NO_ANSWER),
    "in progress": (response(status="in_progress"), {**NO_ANSWER, "text": "Hello"}),
    "no output": (response(output=[]), NO_ANSWER),
    "output null": (response(output=None), NO_ANSWER),
    "output of nulls": (response(output=[None, "text"]), NO_ANSWER),
    "a chat": (completion(), NO_ANSWER),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failed_response(name):
    body, wanted = FAILURES[name]
    error, _ = call(RESPONSES, reply(body))
    check(RESPONSES, error, wanted)


def test_a_response_of_odd_shapes_raises_nothing_else():
    odd = [
        item(None),
        {"type": "message", "content": "x"},
        {"type": []},
        item({"type": "output_text"}),
    ]
    body = response(output=odd, status=["x"], incomplete_details="x")
    error, _ = call(RESPONSES, reply(body))
    check(RESPONSES, error, {"code": "empty_response", "finish_reason": "unknown"})


@BOTH
def test_its_request_id_is_kept(face):
    found, _ = call(face, reply(face.body(), headers={"x-request-id": "req-1"}))
    check(face, found, {"request_id": "req-1"})
