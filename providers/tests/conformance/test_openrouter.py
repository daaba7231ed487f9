"""What only OpenRouter sends, and what only OpenRouter is sent."""

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from providers.tests.conformance.faces import OPENROUTER, call, check
from providers.tests.servers import completion, reply

SPENT = {"code": "quota_exhausted", "retryable": False}


def answered(body: Any, wanted: dict[str, Any], **answer: Any) -> None:
    found, _ = call(OPENROUTER, reply(body, **answer))
    check(OPENROUTER, found, wanted)


def sent(**changes: Any) -> Any:
    _, served = call(OPENROUTER, reply(), **changes)
    return served.asked[0]


def test_the_routing_goes_in_the_body_and_the_caller_in_headers():
    routing = {"order": ["a", "b"], "allow_fallbacks": False, "max_price": {"prompt": 1.5}}
    settings = {"routing": routing, "referer": "https://acme.example", "title": "Acme evals"}
    asked = sent(settings=settings, parameters={"max_output_tokens": 7})
    assert asked.json["provider"] == routing
    assert asked.json["max_tokens"] == 7
    assert asked.headers["http-referer"] == "https://acme.example"
    assert asked.headers["x-openrouter-title"] == "Acme evals"


def test_without_settings_there_is_neither_routing_nor_caller():
    asked = sent()
    assert set(asked.json) == {"model", "messages"}
    assert not {"http-referer", "x-openrouter-title", "x-title"} & set(asked.headers)


USAGE = '"prompt_tokens": 1000, "completion_tokens": 500'
COSTS = {
    "its own": ('"cost": 0.0042', "0.0042", "provider"),
    "nothing": ('"cost": 0', "0", "provider"),
    "nothing, as a fraction": ('"cost": 0.0', "0.0", "provider"),
    "exact": ('"cost": 0.00001234567890123456', "0.00001234567890123456", "provider"),
    "scientific": ('"cost": 9.5e-7', "9.5E-7", "provider"),
    "not told": ('"cost": null', "0.006", "table"),
    "absent": ('"x": 1', "0.006", "table"),
    "its own key": (
        '"cost": 0.001, "is_byok": true, "cost_details": {"upstream_inference_cost": 0.02}',
        "0.021",
        "provider",
    ),
    "its own key, no fee": (
        '"cost": 0, "is_byok": true, "cost_details": {"upstream_inference_cost": 0.02}',
        "0.02",
        "provider",
    ),
    "not its own key": (
        '"cost": 0.03, "is_byok": false, "cost_details": {"upstream_inference_cost": 0.02}',
        "0.03",
        "provider",
    ),
    "below 0": ('"cost": -1', "0.006", "table"),
}


@pytest.mark.parametrize("name", COSTS)
def test_what_a_call_cost(name):
    told, cost, source = COSTS[name]
    body = json.dumps(completion(model="openai/gpt-4.1", usage={"here": 0}))
    body = body.replace('"here": 0', f"{USAGE}, {told}")
    answered(
        body.encode(),
        {
            "cost": cost,
            "cost_source": source,
            "usage": (1000, 500, None, None, True),
            "model_served": "openai/gpt-4.1",
        },
    )


def test_the_upstreams_reason_is_kept():
    choice = {
        "message": {"content": "Hello", "reasoning": "hm"},
        "finish_reason": "stop",
        "native_finish_reason": "end_turn",
        "error": None,
    }
    body = completion(choices=[choice], id="gen-1", provider="Anthropic")
    wanted = {"finish_reason": "stop", "native": "end_turn", "request_id": "gen-1", "text": "Hello"}
    answered(body, wanted)


def within(choice: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return completion(choices=[{"message": {"content": "Hel"}, **choice}], **changes)


PAID = {"prompt_tokens": 10, "completion_tokens": 5, "cost": 0.5}
ERRORS_IN_A_200 = {
    "top": ({"error": {"code": 429, "message": "m"}, "user_id": "u"}, "rate_limited", True, None),
    "top, upstream down": ({"error": {"code": 502}}, "provider_unavailable", True, None),
    "top, no provider": (
        {"error": {"code": 503, "message": "No available model provider"}},
        "no_provider",
        True,
        None,
    ),
    "top, moderated": (
        {"error": {"code": 403, "metadata": {"flagged_input": "…", "reasons": ["hate"]}}},
        "content_filtered",
        False,
        None,
    ),
    "top, out of credits": ({"error": {"code": 402}}, "quota_exhausted", False, None),
    "choice": (
        within({"finish_reason": "error", "error": {"code": 502}}),
        "provider_unavailable",
        True,
        "Hel",
    ),
    "choice, limited": (
        within({"finish_reason": "error", "error": {"code": 429}}),
        "rate_limited",
        True,
        "Hel",
    ),
    "choice, under stop": (
        within({"finish_reason": "stop", "error": {"code": 408}}),
        "timeout",
        True,
        "Hel",
    ),
    "choice, no error told": (
        within({"finish_reason": "error"}),
        "provider_unavailable",
        True,
        "Hel",
    ),
    "choice, of the wrong kind": (
        within({"finish_reason": "error", "error": {"code": 400, "message": "m"}}),
        "invalid_request",
        False,
        "Hel",
    ),
}


@pytest.mark.parametrize("name", ERRORS_IN_A_200)
def test_an_error_after_the_generation_began(name):
    body, code, retryable, text = ERRORS_IN_A_200[name]
    kept = {"answer": None} if text is None else {"text": text}
    answered(body, {"code": code, "retryable": retryable, "http_status": 200, **kept})


def test_what_was_paid_before_the_error_is_kept():
    body = within({"finish_reason": "error", "error": {"code": 502}}, usage=PAID)
    wanted = {"finish_reason": "error", "cost": "0.5", "usage": (10, 5, None, None, True)}
    answered(body, {"code": "provider_unavailable", **wanted})


def failed(code: int, message: str = "m", **metadata: Any) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "metadata": metadata}, "user_id": "u"}


MODERATED = {"reasons": ["violence"], "flagged_input": "…", "provider_name": "p", "model_slug": "m"}
FAILURES = {
    "credits": (402, failed(402), "quota_exhausted", False),
    "credits, of a key": (
        402,
        failed(402, limit_source="openrouter_key_limit"),
        "quota_exhausted",
        False,
    ),
    "in flight": (
        402,
        failed(402, limit_source="openrouter_in_flight_budget"),
        "rate_limited",
        True,
    ),
    "moderated": (403, failed(403, **MODERATED), "content_filtered", False),
    "moderated, no input shown": (403, failed(403, reasons=[]), "content_filtered", False),
    "key limit": (403, failed(403, limit_source="openrouter_key_limit"), "quota_exhausted", False),
    "guardrail": (
        403,
        failed(403, limit_source="openrouter_guardrail_budget"),
        "quota_exhausted",
        False,
    ),
    "workspace": (
        403,
        failed(403, limit_source="openrouter_workspace_budget"),
        "quota_exhausted",
        False,
    ),
    "key limit, in words": (
        403,
        failed(403, "Key limit exceeded (monthly limit)."),
        "quota_exhausted",
        False,
    ),
    "forbidden": (403, failed(403), "permission_denied", False),
    "forbidden, metadata null": (
        403,
        {"error": {"code": 403, "metadata": None}},
        "permission_denied",
        False,
    ),
    "no key": (401, failed(401, "No auth credentials found"), "auth_failed", False),
    "no model": (400, failed(400, "x/y is not a valid model ID"), "model_not_found", False),
    "no endpoints": (404, failed(404, "No endpoints found for x/y."), "model_not_found", False),
    "slow": (408, failed(408), "timeout", True),
    "too large": (413, failed(413), "payload_too_large", False),
    "unprocessable": (422, failed(422), "invalid_request", False),
    "limit": (429, failed(429, provider_name="p"), "rate_limited", True),
    "upstream": (502, failed(502, "Provider returned error"), "provider_unavailable", True),
    "no provider": (
        503,
        failed(503, "No available model provider meets your routing requirements"),
        "no_provider",
        True,
    ),
    "overloaded": (503, failed(503, "Overloaded"), "provider_unavailable", True),
    "edge timeout": (524, failed(524), "provider_unavailable", True),
    "edge": (529, failed(529), "provider_unavailable", True),
    "what the upstream said": (
        400,
        failed(
            400, "Provider returned error", raw='{"error":{"message":"maximum context length"}}'
        ),
        "context_length_exceeded",
        False,
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure(name):
    status, body, code, retryable = FAILURES[name]
    wanted = {"code": code, "retryable": retryable, "http_status": status, "retry_after": None}
    answered(body, wanted, status=status)


def test_a_budget_in_flight_says_when_to_come_back():
    body = failed(402, limit_source="openrouter_in_flight_budget")
    wanted = {"code": "rate_limited", "retryable": True, "retry_after": 12}
    answered(body, wanted, status=402, headers={"Retry-After": "12"})


def test_the_headers_of_the_upstream_count_where_there_are_none():
    body = failed(429, headers={"X-RateLimit-Reset": str(int((time.time() + 30) * 1000))})
    answered(body, {"retry_after": pytest.approx(30, abs=5)}, status=429)


@pytest.mark.parametrize(
    "moment",
    [
        lambda at: datetime.fromtimestamp(at, tz=UTC).isoformat(),
        lambda at: datetime.fromtimestamp(at, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        lambda at: int(at * 1000),
        lambda at: int(at),
    ],
    ids=["offset", "zulu", "milliseconds", "seconds"],
)
def test_a_budget_says_when_it_renews(moment):
    body = failed(403, limit_source="openrouter_key_limit", resets_at=moment(time.time() + 3600))
    answered(body, {**SPENT, "retry_after": pytest.approx(3600, abs=5)}, status=403)


@pytest.mark.parametrize("moment", [None, "soon", "", [], True, -5, "2001-01-01T00:00:00Z", 1e400])
def test_a_time_that_is_none_is_none(moment):
    body = failed(403, limit_source="openrouter_key_limit", resets_at=moment)
    answered(body, {**SPENT, "retry_after": None}, status=403)
