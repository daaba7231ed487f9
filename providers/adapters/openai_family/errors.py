"""From what a server says to one of our codes, in public words.

A code word that means one thing decides first, then the wording where servers give no word,
then the status. Facts per server: OpenAI, Azure, OpenRouter, vLLM, llama.cpp, Ollama, LiteLLM,
and Anthropic, whose errors gateways pass on in OpenAI's shape as well.
"""

import re
import time
from collections.abc import Iterable

from providers.adapters.openai_family.answer import Answer
from providers.adapters.openai_family.faults import Fault
from providers.adapters.openai_family.retry_after import retry_after
from providers.codes import ErrorCode
from providers.contract import Generation, ProviderError

_CLEAR_WORDS = {
    "insufficient_quota": ErrorCode.QUOTA_EXHAUSTED,
    "credit_balance_exhausted": ErrorCode.QUOTA_EXHAUSTED,
    "billing_hard_limit_reached": ErrorCode.QUOTA_EXHAUSTED,
    "billing_error": ErrorCode.QUOTA_EXHAUSTED,
    "contract_spend_limit_reached": ErrorCode.QUOTA_EXHAUSTED,
    "enforced_spend_limit_reached": ErrorCode.QUOTA_EXHAUSTED,
    "organization_on_hold": ErrorCode.PERMISSION_DENIED,
    "context_length_exceeded": ErrorCode.CONTEXT_LENGTH_EXCEEDED,
    "exceed_context_size_error": ErrorCode.CONTEXT_LENGTH_EXCEEDED,
    "content_filter": ErrorCode.CONTENT_FILTERED,
    "content_policy_violation": ErrorCode.CONTENT_FILTERED,
    "responsibleaipolicyviolation": ErrorCode.CONTENT_FILTERED,
    "bio_policy": ErrorCode.CONTENT_FILTERED,
    "misalignment_policy_violation": ErrorCode.CONTENT_FILTERED,
    "model_not_found": ErrorCode.MODEL_NOT_FOUND,
    "deploymentnotfound": ErrorCode.MODEL_NOT_FOUND,
    "invalid_api_key": ErrorCode.AUTH_FAILED,
    "authentication_error": ErrorCode.AUTH_FAILED,
    "no_db_connection": ErrorCode.AUTH_FAILED,  # LiteLLM's answer to a bad key
}
_SPENT = ("_spend_limit_exceeded", "_usage_limit_exceeded")  # after organization, project, …
# General words: they decide only where no status does, in an error inside a 200.
_VAGUE_WORDS = {
    "rate_limit_exceeded": ErrorCode.RATE_LIMITED,
    "rate_limit_error": ErrorCode.RATE_LIMITED,
    "slow_down": ErrorCode.RATE_LIMITED,
    "invalid_request_error": ErrorCode.INVALID_REQUEST,
    "badrequesterror": ErrorCode.INVALID_REQUEST,
    "not_found_error": ErrorCode.MODEL_NOT_FOUND,
    "notfounderror": ErrorCode.MODEL_NOT_FOUND,
    "permission_error": ErrorCode.PERMISSION_DENIED,
    "request_too_large": ErrorCode.PAYLOAD_TOO_LARGE,
    "timeout": ErrorCode.TIMEOUT,
    "invalid_prompt": ErrorCode.INVALID_REQUEST,
    "data_residency_mismatch": ErrorCode.INVALID_REQUEST,
}
_BAD_REQUEST = frozenset({None, 400, 404, 413, 422, 500})
_PHRASES = (
    (
        frozenset({None, 400, 429}),
        ErrorCode.QUOTA_EXHAUSTED,
        r"credit balance is too low|reached your (?:\w+ ){0,3}usage limits",
    ),
    (
        _BAD_REQUEST,
        ErrorCode.CONTEXT_LENGTH_EXCEEDED,
        r"context (?:length|limit|window|size)|context_length|max_model_len|maximum model length"
        r"|prompt is too long|exceeds the available context",
    ),
    (
        frozenset({None, 400, 404, 422}),
        ErrorCode.MODEL_NOT_FOUND,
        r"\bmodel\b.{0,300}?(?:not found|does not exist|not supported)|(?:invalid|unknown) model\b"
        r"|not a valid model\b",
    ),
    (
        frozenset({None, 400, 403}),
        ErrorCode.AUTH_FAILED,
        r"no connected db|(?:invalid|incorrect) api[ _-]?key"
        r"|api[ _-]?key (?:is )?(?:not valid|invalid)",
    ),
    (
        frozenset({None, 400}),
        ErrorCode.CONTENT_FILTERED,
        r"content (?:management|filter\w*) policy|responsible ai policy"
        r"|flagged as potentially violating",
    ),
    (
        frozenset({None, 403}),
        ErrorCode.QUOTA_EXHAUSTED,
        r"out of call volume quota|key limit exceeded",
    ),
    (
        frozenset({None, 503}),
        ErrorCode.NO_PROVIDER,
        r"no (?:\w+ ){0,3}(?:provider|endpoint|instance)s?\b",
    ),
)
_COMPILED = tuple((fits, code, re.compile(text, re.DOTALL)) for fits, code, text in _PHRASES)
_STATUSES = {
    401: ErrorCode.AUTH_FAILED,
    402: ErrorCode.QUOTA_EXHAUSTED,
    403: ErrorCode.PERMISSION_DENIED,
    404: ErrorCode.MODEL_NOT_FOUND,
    407: ErrorCode.CONFIG_ERROR,
    408: ErrorCode.TIMEOUT,
    409: ErrorCode.PROVIDER_UNAVAILABLE,
    413: ErrorCode.PAYLOAD_TOO_LARGE,
    425: ErrorCode.PROVIDER_UNAVAILABLE,
    429: ErrorCode.RATE_LIMITED,
}
_SENTENCES = {
    ErrorCode.TIMEOUT: "The provider gave up waiting for its own answer",
    ErrorCode.RATE_LIMITED: "The provider asks for fewer requests",
    ErrorCode.QUOTA_EXHAUSTED: "The account's credit or spending limit at the provider is used up",
    ErrorCode.AUTH_FAILED: "The provider did not accept the credential",
    ErrorCode.PERMISSION_DENIED: "The credential may not make this call",
    ErrorCode.CONTENT_FILTERED: "The provider's content filter blocked the call",
    ErrorCode.CONTEXT_LENGTH_EXCEEDED: "The prompt and answer do not fit the model's context",
    ErrorCode.MODEL_NOT_FOUND: "The provider knows no such model or path",
    ErrorCode.INVALID_REQUEST: "The provider refused the request as invalid",
    ErrorCode.PAYLOAD_TOO_LARGE: "The request is too large for the provider",
    ErrorCode.PROVIDER_UNAVAILABLE: "The provider has a fault or is overloaded",
    ErrorCode.NO_PROVIDER: "No upstream provider was available for the model",
    ErrorCode.CONFIG_ERROR: "The endpoint answered with a redirect or asks for a proxy",
}
_PARAMETERS = frozenset(
    {
        "max_completion_tokens",
        "max_tokens",
        "messages",
        "model",
        "output_config",
        "reasoning_effort",
        "response_format",
        "seed",
        "stop",
        "stop_sequences",
        "system",
        "temperature",
        "thinking",
        "top_p",
    }
)
_FILTERS = frozenset(
    {
        "custom_blocklists",
        "hate",
        "indirect_attack",
        "jailbreak",
        "profanity",
        "protected_material_code",
        "protected_material_text",
        "self_harm",
        "sexual",
        "violence",
    }
)


def provider_error(
    fault: Fault, answer: Answer, *, arrived: Generation | None = None
) -> ProviderError:
    """The error to raise for a fault. Only names that we know ourselves are quoted."""
    code = classify(fault)
    return ProviderError(
        code,
        f"{_SENTENCES[code]}{_detail(fault, code)}.",
        retry_after=retry_after(answer.headers, fault=fault, now=time.time()),
        http_status=answer.status,
        arrived=arrived,
    )


def known_filters(names: Iterable[str]) -> list[str]:
    """Those that may be shown: what a server calls a filter is text of a body too."""
    return [name for name in names if name in _FILTERS]


def classify(fault: Fault) -> ErrorCode:
    return (
        _by_word(fault.words, _CLEAR_WORDS)
        or _by_spending(fault.words)
        or _by_metadata(fault)
        or _by_phrase(fault)
        or _by_status(fault)
    )


def _by_word(words: Iterable[str], table: dict[str, ErrorCode]) -> ErrorCode | None:
    return next((table[word] for word in sorted(words) if word in table), None)


def _by_spending(words: Iterable[str]) -> ErrorCode | None:
    return ErrorCode.QUOTA_EXHAUSTED if any(word.endswith(_SPENT) for word in words) else None


def _by_metadata(fault: Fault) -> ErrorCode | None:
    """OpenRouter: the same status means moderation, a spending limit or a passing shortage."""
    limit = fault.metadata.get("limit_source")
    if fault.status == 402 and limit == "openrouter_in_flight_budget":
        return ErrorCode.RATE_LIMITED
    if fault.status != 403:
        return None
    if "flagged_input" in fault.metadata or "reasons" in fault.metadata:
        return ErrorCode.CONTENT_FILTERED
    return ErrorCode.QUOTA_EXHAUSTED if isinstance(limit, str) else None


def _by_phrase(fault: Fault) -> ErrorCode | None:
    return next(
        (
            code
            for statuses, code, pattern in _COMPILED
            if fault.status in statuses and pattern.search(fault.message)
        ),
        None,
    )


def _by_status(fault: Fault) -> ErrorCode:
    status = fault.status
    if status is None:
        return _by_word(fault.words, _VAGUE_WORDS) or ErrorCode.PROVIDER_UNAVAILABLE
    if status in _STATUSES:
        return _STATUSES[status]
    if status >= 500:
        return ErrorCode.PROVIDER_UNAVAILABLE
    return ErrorCode.INVALID_REQUEST if status >= 400 else ErrorCode.CONFIG_ERROR


def _detail(fault: Fault, code: ErrorCode) -> str:
    parts = [f"HTTP {fault.status}"] if fault.status else []
    if code is ErrorCode.INVALID_REQUEST and fault.param in _PARAMETERS:
        parts.append(f"parameter {fault.param}")
    parts += known_filters(fault.filters)
    return f" ({', '.join(parts)})" if parts else ""
