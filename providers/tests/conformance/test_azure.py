"""What only Azure sends, and what only Azure is sent."""

from dataclasses import replace
from typing import Any

import pytest

from providers.tests.conformance.faces import AZURE_CLASSIC, AZURE_V1, KEY, call, check
from providers.tests.servers import completion, reply

BOTH = pytest.mark.parametrize("face", [AZURE_CLASSIC, AZURE_V1], ids=str)
BLOCKED = {"code": "content_filtered", "retryable": False}
VIOLENT = {
    "hate": {"filtered": False, "severity": "safe"},
    "jailbreak": {"filtered": False, "detected": True},
    "violence": {"filtered": True, "severity": "high"},
}


def sent(face, **changes):
    _, served = call(face, reply(), **changes)
    return served.asked[0]


DEPLOYMENTS = {"deployments": {"gpt-4.1": "prod"}}
CLASSIC = "/openai/deployments"


@pytest.mark.parametrize(
    ("face", "settings", "model", "target"),
    [
        (AZURE_CLASSIC, {}, "gpt 4/1?", f"{CLASSIC}/gpt%204%2F1%3F/chat/completions?"),
        (AZURE_CLASSIC, {}, "é", f"{CLASSIC}/%C3%A9/chat/completions?"),
        (AZURE_CLASSIC, DEPLOYMENTS, "gpt-4.1", f"{CLASSIC}/prod/chat/completions?"),
        (AZURE_CLASSIC, DEPLOYMENTS, "m", f"{CLASSIC}/m/chat/completions?"),
        (AZURE_CLASSIC, {"api_version": None}, "m", "?api-version=2024-10-21 "),
        (AZURE_CLASSIC, {"api_version": "2025-01-01-preview"}, "m", "=2025-01-01-preview "),
        (AZURE_CLASSIC, {"api_version": "a&b=c"}, "m", "?api-version=a%26b%3Dc "),
        (AZURE_V1, {"api_version": "preview"}, "m", "/v1/chat/completions?api-version=preview "),
        (AZURE_V1, {}, "m", " /openai/v1/chat/completions "),
    ],
)
def test_the_address(face, settings, model, target):
    assert target in sent(face, settings=settings, model=model).line


@BOTH
def test_an_endpoint_may_have_a_path_of_its_own(face):
    behind = replace(face, settings=lambda origin: face.settings(f"{origin}/team/azure"))
    assert sent(behind).line == face.line.replace("/openai/", "/team/azure/openai/")


@BOTH
def test_the_body_names_the_deployment_and_the_newer_limit(face):
    body = sent(face, model="gpt-4.1", settings=DEPLOYMENTS, parameters={"max_output_tokens": 9})
    assert body.json["model"] == "prod"
    assert body.json["max_completion_tokens"] == 9
    assert "max_tokens" not in body.json


@BOTH
@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [("key", "api-key", KEY), ("entra", "authorization", f"Bearer {KEY}")],
)
def test_a_key_and_a_token_go_in_headers_of_their_own(face, auth, header, value):
    headers = sent(face, settings={"auth": auth}).headers
    assert headers[header] == value
    assert len({"api-key", "authorization"} & set(headers)) == 1


@BOTH
def test_its_request_id_comes_first(face):
    found, _ = call(face, reply(headers={"x-request-id": "x", "apim-request-id": "a-1"}))
    check(face, found, {"request_id": "a-1"})


@BOTH
@pytest.mark.parametrize(
    ("served", "cost", "source"),
    [
        ("gpt-4.1-2025-04-14", "0.006", "table"),
        ("gpt-4o-mini-2024-07-18", "0.00045", "table"),
        ("prod", None, "none"),
        ("gpt-99", None, "none"),
        (None, None, "none"),
    ],
)
def test_the_model_behind_the_deployment_is_priced(face, served, cost, source):
    usage = {"prompt_tokens": 1000, "completion_tokens": 500}
    found, _ = call(face, reply(completion(model=served, usage=usage)), model="gpt-4.1")
    wanted = {"cost": cost, "cost_source": source, "model_served": served}
    check(face, found, wanted, model="gpt-4.1")


def filtered(inner: Any = None, **error: Any) -> dict[str, Any]:
    body = {"message": "The response was filtered", "type": None, "param": "prompt", "status": 400}
    return {"error": {**body, "code": "content_filter", **(inner or {}), **error}}


VIOLATION = {"code": "ResponsibleAIPolicyViolation"}
PROMPTS = {
    "innererror": filtered({"innererror": {**VIOLATION, "content_filter_result": VIOLENT}}),
    "inner_error": filtered({"inner_error": {**VIOLATION, "content_filter_results": VIOLENT}}),
    "innererror, plural": filtered(
        {"innererror": {**VIOLATION, "content_filter_results": VIOLENT}}
    ),
    "inner_error, singular": filtered(
        {"inner_error": {**VIOLATION, "content_filter_result": VIOLENT}}
    ),
    "beside the code": filtered({"content_filter_result": VIOLENT}),
    "without the outer code": filtered(
        {"innererror": {**VIOLATION, "content_filter_result": VIOLENT}}, code=None
    ),
}


@BOTH
@pytest.mark.parametrize("name", PROMPTS)
def test_a_blocked_prompt_names_what_blocked_it(face, name):
    error, _ = call(face, reply(PROMPTS[name], status=400))
    wanted = "The provider's content filter blocked the call (HTTP 400, violence)."
    check(face, error, {**BLOCKED, "http_status": 400, "message": wanted})


@BOTH
@pytest.mark.parametrize("inner", [None, {"innererror": None}, {"innererror": "odd"}])
def test_a_blocked_prompt_without_details(face, inner):
    error, _ = call(face, reply(filtered(inner), status=400))
    check(
        face,
        error,
        {**BLOCKED, "message": "The provider's content filter blocked the call (HTTP 400)."},
    )


def choice(content: Any, finish_reason: Any, results: Any) -> dict[str, Any]:
    message = {"role": "assistant"} if content is None else {"content": content}
    said = {"message": message, "finish_reason": finish_reason, "content_filter_results": results}
    return completion(choices=[said])


BLOCKLIST = {"custom_blocklists": [{"filtered": True, "id": "ours"}]}
NAMED = "The provider's content filter blocked the answer ({})."


@BOTH
@pytest.mark.parametrize(
    ("body", "text", "message"),
    [
        (choice(None, "content_filter", VIOLENT), "", NAMED.format("violence")),
        (choice("Hel", "content_filter", VIOLENT), "Hel", NAMED.format("violence")),
        (
            choice("Hel", "content_filter", None),
            "Hel",
            "The provider's content filter blocked the answer.",
        ),
        (choice("", "stop", VIOLENT), "", NAMED.format("violence")),
        (choice("", None, BLOCKLIST), "", NAMED.format("custom_blocklists")),
        (
            completion(choices=[], prompt_filter_results=[{"content_filter_results": VIOLENT}]),
            "",
            NAMED.format("violence"),
        ),
    ],
    ids=["absent", "partial", "no results", "stop", "blocklist", "prompt"],
)
def test_a_blocked_answer_keeps_what_arrived(face, body, text, message):
    error, _ = call(face, reply(body))
    wanted = {"finish_reason": "content_filter", "text": text, "usage": (10, 5, None, None, True)}
    check(face, error, {**BLOCKED, **wanted, "http_status": 200, "message": message})


PASSED = {
    "severity": {"violence": {"filtered": False, "severity": "medium"}},
    "detected": {"jailbreak": {"filtered": False, "detected": True}},
    "did not run": {"error": {"code": "content_filter_error", "message": "not filtered"}},
    "odd": {"hate": "safe", "violence": {"filtered": "true"}, "blocklists": [None]},
    "none": None,
}


@BOTH
@pytest.mark.parametrize("name", PASSED)
def test_what_the_filters_report_on_successes_is_no_filtering(face, name):
    prompt = {"prompt_index": 0, "content_filter_results": PASSED[name]}
    body = {**choice("Hello", "stop", PASSED[name]), "prompt_filter_results": [prompt]}
    found, _ = call(face, reply(body))
    check(face, found, {"code": None, "text": "Hello", "finish_reason": "stop"})


ERRORS = {
    "no deployment": (404, {"error": {"code": "DeploymentNotFound"}}, "model_not_found", False),
    "no path": (
        404,
        {"error": {"code": "404", "message": "Resource not found"}},
        "model_not_found",
        False,
    ),
    "gateway": (401, {"statusCode": 401, "message": "Access denied …"}, "auth_failed", False),
    "gateway limit": (
        429,
        {"statusCode": 429, "message": "Rate limit is exceeded."},
        "rate_limited",
        True,
    ),
    "gateway quota": (
        403,
        {"statusCode": 403, "message": "Out of call volume quota. Renewed in 2 days."},
        "quota_exhausted",
        False,
    ),
    "throttled": (429, {"error": {"code": "429", "message": "m"}}, "rate_limited", True),
    "network": (
        403,
        {"error": {"code": "AccessDenied", "message": "m"}},
        "permission_denied",
        False,
    ),
    "timeout": (408, {"error": {"code": "Timeout", "message": "m"}}, "timeout", True),
    "inside": (500, {"error": {"code": "InternalServerError"}}, "provider_unavailable", True),
}


@BOTH
@pytest.mark.parametrize("name", ERRORS)
def test_a_failure(face, name):
    status, body, code, retryable = ERRORS[name]
    error, _ = call(face, reply(body, status=status))
    check(face, error, {"code": code, "retryable": retryable, "http_status": status})
