"""What a status and a body mean that are no message."""

from typing import Any

import pytest

from providers.tests.test_anthropic_messages import failure, message

CANARY = "sk-ant-canary-0123456789"


def error(kind: str, message: str = "m", **more: Any) -> dict[str, Any]:
    return {
        "type": "error",
        "error": {"type": kind, "message": message, **more},
        "request_id": "req_1",
    }


PROMPT_TOO_LONG = "prompt is too long: 250011 tokens > 200000 maximum"
NO_ROOM = "input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000"
NO_CREDIT = "Your credit balance is too low to access the API."
SPENT = "You have reached your specified workspace API usage limits. You will regain access on …"
CAPPED = {"details": {"error_code": "enforced_spend_limit_reached"}}


@pytest.mark.parametrize(
    ("status", "body", "code", "retryable"),
    [
        (400, error("invalid_request_error"), "invalid_request", False),
        (400, error("invalid_request_error", PROMPT_TOO_LONG), "context_length_exceeded", False),
        (400, error("invalid_request_error", NO_ROOM), "context_length_exceeded", False),
        (400, error("invalid_request_error", NO_CREDIT), "quota_exhausted", False),
        (400, error("invalid_request_error", SPENT), "quota_exhausted", False),
        (401, error("authentication_error", f"invalid x-api-key {CANARY}"), "auth_failed", False),
        (402, error("billing_error"), "quota_exhausted", False),
        (403, error("permission_error"), "permission_denied", False),
        (404, error("not_found_error", "model: claude-9"), "model_not_found", False),
        (409, error("conflict_error"), "provider_unavailable", True),
        (413, error("request_too_large"), "payload_too_large", False),
        (429, error("rate_limit_error"), "rate_limited", True),
        (429, error("rate_limit_error", **CAPPED), "quota_exhausted", False),
        (500, error("api_error"), "provider_unavailable", True),
        (504, error("timeout_error"), "provider_unavailable", True),
        (529, error("overloaded_error"), "provider_unavailable", True),
        (529, b"<html>overloaded</html>", "provider_unavailable", True),
        (307, b"", "config_error", False),
        # gateways and other servers in front of it
        (401, {"statusCode": 401, "message": "Access denied"}, "auth_failed", False),
        (401, {"detail": "Invalid API key"}, "auth_failed", False),
        (400, {"error": {"code": 400, "type": "exceed_context_size_error"}},
         "context_length_exceeded", False),
    ],
)  # fmt: skip
def test_every_refusal_has_its_code(status, body, code, retryable):
    found = failure(body, status=status)
    assert (found.code, found.retryable, found.http_status) == (code, retryable, status)
    assert CANARY not in found.message


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("overloaded_error", "provider_unavailable"),
        ("api_error", "provider_unavailable"),
        ("rate_limit_error", "rate_limited"),
        ("authentication_error", "auth_failed"),
        ("billing_error", "quota_exhausted"),
        ("invalid_request_error", "invalid_request"),
        ("request_too_large", "payload_too_large"),
    ],
)
def test_an_error_inside_a_200_goes_by_its_type(kind, code):
    assert failure(error(kind)).code == code


@pytest.mark.parametrize("body", [{"type": "error"}, {"type": "error", "error": None}])
def test_an_error_without_words_is_the_providers(body):
    assert failure(body).code == "provider_unavailable"


def test_an_error_beside_an_answer_keeps_what_arrived():
    found = failure(message(error={"type": "overloaded_error", "message": "m"}))
    assert found.code == "provider_unavailable"
    assert found.arrived is not None
    assert found.arrived.text == "Hello"


def test_the_time_to_wait_is_read_from_the_headers():
    assert failure(error("rate_limit_error"), status=429, **{"retry-after": "17"}).retry_after == 17


def test_a_refused_parameter_is_named():
    said = "temperature: Extra inputs are not permitted"
    found = failure(error("invalid_request_error", said), status=400)
    assert "parameter temperature" in found.message
    other = failure(error("invalid_request_error", f"{CANARY}: no"), status=400)
    assert CANARY not in other.message
