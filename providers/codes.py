"""Finish reasons and error codes, spelled once. They are public: see docs/api.md."""

from enum import StrEnum


class FinishReason(StrEnum):
    STOP = "stop"
    LENGTH = "length"
    TOOL_CALLS = "tool_calls"
    CONTENT_FILTER = "content_filter"
    REFUSAL = "refusal"
    ERROR = "error"
    UNKNOWN = "unknown"


class ErrorCode(StrEnum):
    # What a provider may answer.
    TIMEOUT = "timeout"
    CONNECTION_ERROR = "connection_error"
    RATE_LIMITED = "rate_limited"
    QUOTA_EXHAUSTED = "quota_exhausted"
    AUTH_FAILED = "auth_failed"
    PERMISSION_DENIED = "permission_denied"
    CONTENT_FILTERED = "content_filtered"
    CONTEXT_LENGTH_EXCEEDED = "context_length_exceeded"
    MODEL_NOT_FOUND = "model_not_found"
    INVALID_REQUEST = "invalid_request"
    PAYLOAD_TOO_LARGE = "payload_too_large"
    PROVIDER_UNAVAILABLE = "provider_unavailable"
    NO_PROVIDER = "no_provider"
    INVALID_RESPONSE = "invalid_response"
    EMPTY_RESPONSE = "empty_response"
    RESPONSE_TOO_LARGE = "response_too_large"
    CONFIG_ERROR = "config_error"
    # What the engine may decide.
    POLICY_DENIED = "policy_denied"
    CREDENTIAL_UNAVAILABLE = "credential_unavailable"
    BUDGET_EXHAUSTED = "budget_exhausted"
    DEADLINE_EXCEEDED = "deadline_exceeded"
    INTERRUPTED = "interrupted"
    CANCELLED = "cancelled"
    INTERNAL_ERROR = "internal_error"
    # What only a judgement may end with.
    VERDICT_INVALID = "verdict_invalid"
    VERDICT_OUT_OF_RANGE = "verdict_out_of_range"
    ARTIFACT_MISSING = "artifact_missing"


class DenialCode(StrEnum):
    """What the organisation's policy may say no with."""

    PROVIDER_NOT_ALLOWED = "provider_not_allowed"
    MODEL_NOT_ALLOWED = "model_not_allowed"
    EVALUATOR_NOT_ALLOWED = "evaluator_not_allowed"
    BUDGET_EXCEEDED = "budget_exceeded"


class DenialPoint(StrEnum):
    """When the policy was asked: as an experiment was created or updated, as a run was started,
    as a call was about to be claimed."""

    CREATE = "create"
    UPDATE = "update"
    START = "start"
    CLAIM = "claim"


# Worth another call: the fault passes by itself.
RETRYABLE = frozenset(
    {
        ErrorCode.TIMEOUT,
        ErrorCode.CONNECTION_ERROR,
        ErrorCode.RATE_LIMITED,
        ErrorCode.PROVIDER_UNAVAILABLE,
        ErrorCode.NO_PROVIDER,
        ErrorCode.INVALID_RESPONSE,
        ErrorCode.INTERRUPTED,
    }
)

# No further call with this credential can succeed: stop claiming for it.
CREDENTIAL_BLOCKING = frozenset(
    {ErrorCode.AUTH_FAILED, ErrorCode.PERMISSION_DENIED, ErrorCode.QUOTA_EXHAUSTED}
)
