"""What the failures of chat completions mean, on every face that speaks it."""

from typing import Any

import pytest

from providers.tests.conformance.faces import CHAT, call, check
from providers.tests.servers import reply

pytestmark = pytest.mark.parametrize("face", CHAT, ids=str)
VLLM = "This model's maximum context length is 2048 tokens. However, you requested 3000 tokens"
SPENT = {"code": "quota_exhausted", "retryable": False, "http_status": 429}
LIMITED = {"code": "rate_limited", "retryable": True, "http_status": 429}
TOO_LONG = {"code": "context_length_exceeded", "retryable": False, "http_status": 400}
UNKNOWN_MODEL = {"code": "model_not_found", "retryable": False, "http_status": 404}
REFUSED = {"code": "auth_failed", "retryable": False, "http_status": 401}


def nested(**error: Any) -> dict[str, Any]:
    return {"error": {"message": "m", "param": None, **error}}


CASES = {
    "insufficient_quota as code": (429, nested(code="insufficient_quota"), SPENT),
    "insufficient_quota as type": (429, nested(type="insufficient_quota", code=None), SPENT),
    "credit balance": (429, nested(code="credit_balance_exhausted"), SPENT),
    "organization spend": (429, nested(code="organization_spend_limit_exceeded"), SPENT),
    "project spend": (
        429,
        nested(code="project_spend_limit_exceeded", type="insufficient_quota"),
        SPENT,
    ),
    "organization usage": (429, nested(code="organization_usage_limit_exceeded"), SPENT),
    "spend of something new": (429, nested(code="workspace_spend_limit_exceeded"), SPENT),
    "rate limit": (429, nested(code="rate_limit_exceeded", type="tokens"), LIMITED),
    "slow down": (429, nested(code="slow_down"), LIMITED),
    "overloaded": (
        503,
        nested(code="server_is_overloaded"),
        {"code": "provider_unavailable", "retryable": True, "http_status": 503},
    ),
    "region": (
        403,
        nested(code="unsupported_country_region_territory"),
        {"code": "permission_denied", "retryable": False, "http_status": 403},
    ),
    "a bad key": (401, nested(code="invalid_api_key", message="Incorrect API key: sk-1"), REFUSED),
    "a gateway": (401, {"statusCode": 401, "message": "Access denied"}, REFUSED),
    "a detail": (401, {"detail": "Invalid API key"}, REFUSED),
    "a 401 in prose": (401, b"Unauthorized", REFUSED),
    "a bad key as 400": (
        400,
        nested(message="No connected db.", type="no_db_connection", code="400"),
        {"code": "auth_failed", "retryable": False},
    ),
    "context, by code": (400, nested(code="context_length_exceeded"), TOO_LONG),
    "context, by words": (400, nested(code=400, type="BadRequestError", message=VLLM), TOO_LONG),
    "context, flat": (400, {"object": "error", "message": VLLM, "code": 400}, TOO_LONG),
    "context, by type": (400, nested(type="exceed_context_size_error", n_ctx=512), TOO_LONG),
    "context, of an upstream": (400, nested(message="prompt is too long: 9 tokens"), TOO_LONG),
    "no model": (404, nested(code="model_not_found"), UNKNOWN_MODEL),
    "no model, in words": (404, nested(message="The model `x` does not exist."), UNKNOWN_MODEL),
    "no model, flat": (404, {"object": "error", "message": "model x not found"}, UNKNOWN_MODEL),
    "no model as 400": (
        400,
        nested(message="x/y is not a valid model ID", code=400),
        {"code": "model_not_found", "retryable": False},
    ),
    "a parameter": (
        400,
        nested(code="unsupported_parameter", param="temperature"),
        {
            "code": "invalid_request",
            "retryable": False,
            "message": "The provider refused the request as invalid"
            " (HTTP 400, parameter temperature).",
        },
    ),
    "a flagged prompt": (
        400,
        nested(code="invalid_prompt", message="Your prompt was flagged as potentially violating"),
        {"code": "content_filtered", "retryable": False},
    ),
    "fields": (
        422,
        {"detail": [{"loc": ["body"], "msg": "field required"}]},
        {"code": "invalid_request", "retryable": False},
    ),
    "a list of errors": (
        400,
        [nested(code=400, message="API key not valid.")],
        {"code": "auth_failed"},
    ),
    "codes of all kinds": (
        500,
        {"error": {"code": {"deep": []}, "message": 5, "type": [], "metadata": "odd"}},
        {"code": "provider_unavailable", "retryable": True},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_failure(face, name):
    status, body, wanted = CASES[name]
    error, _ = call(face, reply(body, status=status))
    check(face, error, wanted)


WAITS = {
    "milliseconds": ({"retry-after-ms": "300", "retry-after": "60"}, "m", 0.3),
    "tokens renew": ({"x-rate-limit-reset-tokens": "55"}, "m", 55),
    "requests renew": ({"x-ratelimit-reset-requests": "6m0s"}, "m", 360),
    "the used-up limit renews": (
        {
            "x-ratelimit-reset-requests": "1s",
            "x-ratelimit-remaining-requests": "0",
            "x-ratelimit-reset-tokens": "6m0s",
            "x-ratelimit-remaining-tokens": "900",
        },
        "m",
        1,
    ),
    "only words": ({}, "Requests have exceeded the limit. Please retry after 45 seconds.", 45),
    "only words, a day": ({}, "Please retry after 86400 seconds. To increase your quota …", 86_400),
    "only words, try again": ({}, "Rate limit is exceeded. Try again in 20 seconds.", 20),
    "words, with useless headers": (
        {"retry-after": "0", "retry-after-ms": "-1"},
        "Please retry after 7 seconds.",
        7,
    ),
    "-1": ({"retry-after": "-1"}, "m", None),
    "nothing": ({}, "Try again later.", None),
}


@pytest.mark.parametrize("name", WAITS)
def test_a_time_to_wait(face, name):
    headers, message, seconds = WAITS[name]
    body = nested(code="429", message=message)
    error, _ = call(face, reply(body, status=429, headers=headers))
    check(face, error, {**LIMITED, "retry_after": seconds and pytest.approx(seconds)})
