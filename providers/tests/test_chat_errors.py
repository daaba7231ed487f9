"""What a status and a body together mean, server by server."""

import json
from typing import Any

import pytest

from providers.adapters.openai_family.answer import Answer
from providers.adapters.openai_family.chat import read_chat
from providers.contract import ProviderError

CANARY = "sk-canary-0123456789"
VLLM = "This model's maximum context length is 2048 tokens. However, you requested 3000 tokens"
VLLM_NEW = "The decoder prompt (length 3000) is longer than the maximum model length of 2048."


def failure(status: int, body: Any, **headers: str) -> ProviderError:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    with pytest.raises(ProviderError) as raised:
        read_chat(Answer(status=status, headers=headers, body=content, latency_ms=1.0))
    return raised.value


def nested(**error: Any) -> dict[str, Any]:
    return {"error": {"message": "m", **error}}


CASES = [
    # openai
    (429, nested(code="rate_limit_exceeded", type="requests"), "rate_limited"),
    (429, nested(code="slow_down"), "rate_limited"),
    (429, nested(type="insufficient_quota", code=None), "quota_exhausted"),
    (429, nested(code="credit_balance_exhausted"), "quota_exhausted"),
    (429, nested(code="organization_spend_limit_exceeded"), "quota_exhausted"),
    (429, nested(code="project_spend_limit_exceeded"), "quota_exhausted"),
    (429, nested(code="organization_usage_limit_exceeded"), "quota_exhausted"),
    (503, nested(code="server_is_overloaded"), "provider_unavailable"),
    (503, nested(code="slow_down"), "provider_unavailable"),
    (401, nested(code="invalid_api_key", message=f"Incorrect: {CANARY}"), "auth_failed"),
    (403, nested(code="unsupported_country_region_territory"), "permission_denied"),
    (404, nested(code="model_not_found"), "model_not_found"),
    (400, nested(code="context_length_exceeded"), "context_length_exceeded"),
    (400, nested(code="unsupported_parameter", param="temperature"), "invalid_request"),
    (400, nested(code="invalid_prompt"), "invalid_request"),
    # anthropic, as gateways pass it on
    (400, nested(message="Your credit balance is too low to access the API"), "quota_exhausted"),
    (
        400,
        nested(
            message="input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000"
        ),
        "context_length_exceeded",
    ),
    # azure
    (429, nested(code="429"), "rate_limited"),
    (404, nested(code="DeploymentNotFound"), "model_not_found"),
    (401, {"statusCode": 401, "message": "Access denied"}, "auth_failed"),
    (400, nested(code="content_filter", status=400), "content_filtered"),
    (
        400,
        nested(code=None, innererror={"code": "ResponsibleAIPolicyViolation"}),
        "content_filtered",
    ),
    # openrouter
    (402, nested(code=402), "quota_exhausted"),
    (402, nested(metadata={"limit_source": "openrouter_in_flight_budget"}), "rate_limited"),
    (403, nested(metadata={"reasons": ["violence"], "flagged_input": "…"}), "content_filtered"),
    (403, nested(metadata={"limit_source": "openrouter_key_limit"}), "quota_exhausted"),
    (403, nested(metadata={"limit_source": "openrouter_workspace_budget"}), "quota_exhausted"),
    (403, nested(metadata="odd"), "permission_denied"),
    (503, nested(message="No available model provider meets your routing"), "no_provider"),
    (529, nested(code=529), "provider_unavailable"),
    # vllm, llama.cpp, ollama, llama-cpp-python, litellm, gemini's compatible face
    (400, nested(code=400, type="BadRequestError", message=VLLM), "context_length_exceeded"),
    (400, {"object": "error", "message": VLLM, "code": 400}, "context_length_exceeded"),
    (400, {"object": "error", "message": VLLM_NEW, "code": 400}, "context_length_exceeded"),
    (400, nested(type="exceed_context_size_error", n_ctx=512), "context_length_exceeded"),
    (500, nested(message="context size exceeded"), "context_length_exceeded"),
    (404, {"object": "error", "message": "The model `x` does not exist."}, "model_not_found"),
    (
        404,
        nested(message='model "x" not found, try pulling it', type="api_error"),
        "model_not_found",
    ),
    (400, nested(message="Invalid model name passed in model=x"), "model_not_found"),
    (401, {"detail": "Invalid API key"}, "auth_failed"),
    (400, nested(message="No connected db.", type="no_db_connection", code="400"), "auth_failed"),
    (400, [nested(code=400, message="API key not valid.")], "auth_failed"),
    (422, {"detail": [{"loc": ["body"], "msg": "field required"}]}, "invalid_request"),
    # the status alone
    (400, b"", "invalid_request"),
    (404, b"<html>not here</html>", "model_not_found"),
    (405, b"", "invalid_request"),
    (408, b"", "timeout"),
    (409, b"", "provider_unavailable"),
    (413, b"<html>", "payload_too_large"),
    (413, nested(message=VLLM), "context_length_exceeded"),
    (415, b"", "invalid_request"),
    (425, b"", "provider_unavailable"),
    (429, b"slow", "rate_limited"),
    (500, b"<html>", "provider_unavailable"),
    (502, b"<html>", "provider_unavailable"),
    (503, b"", "provider_unavailable"),
    (504, b"", "provider_unavailable"),
    (524, b"<html>", "provider_unavailable"),
    (301, b"", "config_error"),
    (304, b"", "config_error"),
    (307, b"", "config_error"),
    (308, nested(code="insufficient"), "config_error"),
    (429, b"[" * 100_000, "rate_limited"),
    (401, b"\xff\xfe", "auth_failed"),
    (500, {"error": {"code": {"deep": []}, "message": 5, "type": []}}, "provider_unavailable"),
]


@pytest.mark.parametrize(("status", "body", "code"), CASES)
def test_failures_get_the_code_that_says_what_to_do(status, body, code):
    error = failure(status, body)
    assert error.code == code
    assert error.http_status == status


RETRIED = {"timeout", "rate_limited", "provider_unavailable", "no_provider"}


@pytest.mark.parametrize(("status", "body", "code"), CASES)
def test_only_what_may_pass_is_worth_another_call(status, body, code):
    assert failure(status, body).retryable is (code in RETRIED)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 200])
def test_no_text_of_the_body_reaches_the_message(status):
    body = nested(message=CANARY, code=CANARY, type=CANARY, param=CANARY)
    body["error"]["innererror"] = {"content_filter_result": {CANARY: {"filtered": True}}}
    error = failure(status, body)
    assert CANARY not in error.message
    assert CANARY not in str(error)


def test_a_parameter_we_sent_is_named():
    error = failure(400, nested(param="temperature"))
    assert error.message == (
        "The provider refused the request as invalid (HTTP 400, parameter temperature)."
    )


@pytest.mark.parametrize("outer", ["innererror", "inner_error"])
@pytest.mark.parametrize("inner", ["content_filter_result", "content_filter_results"])
def test_the_filters_that_blocked_are_named(outer, inner):
    results = {
        "violence": {"filtered": True, "severity": "high"},
        "jailbreak": {"filtered": True, "detected": True},
        "hate": {"filtered": False, "severity": "safe"},
    }
    error = failure(400, nested(code="content_filter", **{outer: {inner: results}}))
    assert error.code == "content_filtered"
    assert error.message.endswith("(HTTP 400, violence, jailbreak).")
