"""From the answer to POST …/responses to a Generation, or the ProviderError it means."""

from typing import Any

from providers.adapters.openai_family.answer import Answer
from providers.adapters.openai_family.faults import find_fault
from providers.adapters.openai_family.reading import (
    failure,
    invalid,
    read_payload,
    request_id,
    short_name,
    usable,
)
from providers.adapters.openai_family.usage import read_cost, read_usage
from providers.codes import FinishReason
from providers.contract import Generation, Usage
from providers.text import storable

_STATUSES = {
    "completed": FinishReason.STOP,
    "failed": FinishReason.ERROR,
    "cancelled": FinishReason.ERROR,
}
_INCOMPLETE = {
    "max_output_tokens": FinishReason.LENGTH,
    "content_filter": FinishReason.CONTENT_FILTER,
}
# Answers to a call in the background, which is never asked for: there is nothing to wait with.
_UNFINISHED = ("queued", "in_progress")


def read_responses(answer: Answer, *, output_limit: int | None = None) -> Generation:
    """`output_limit` is what was asked for. Raises ProviderError, with what did arrive."""
    payload = read_payload(answer)
    items = _items(payload)
    generation = _generation(payload, items, answer=answer, output_limit=output_limit)
    arrived = generation if items or generation.usage else None
    fault = find_fault(payload)
    if fault or generation.finish_reason is FinishReason.ERROR:
        raise failure(fault, answer, arrived=arrived)
    if payload.get("status") in _UNFINISHED:
        raise invalid("The answer is not finished.", answer, arrived=arrived)
    if not items and payload.get("status") != "incomplete":
        raise invalid("The answer holds no output.", answer, arrived=arrived)
    return usable(generation, answer)


def _items(payload: dict[str, Any]) -> list[dict[str, Any]]:
    return _dicts(payload.get("output"))


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _generation(
    payload: dict[str, Any],
    items: list[dict[str, Any]],
    *,
    answer: Answer,
    output_limit: int | None,
) -> Generation:
    parts = [
        part
        for item in items
        if item.get("type") == "message"
        for part in _dicts(item.get("content"))
    ]
    text, usage = _text(parts), read_usage(payload.get("usage"))
    reason = _finish_reason(payload, items, parts)
    if reason is FinishReason.STOP and _is_cut_off(usage, output_limit):
        reason = FinishReason.LENGTH
    return Generation(
        text=storable(text),
        finish_reason=reason,
        native_finish_reason=short_name(_reason(payload)) or short_name(payload.get("status")),
        usage=usage,
        latency_ms=answer.latency_ms,
        cost_usd=read_cost(payload.get("usage")),
        model_served=short_name(payload.get("model")),
        request_id=request_id(answer, payload),
    )


def _text(parts: list[dict[str, Any]]) -> str:
    """Reasoning is an item of its own, and no part of the answer's text."""
    texts = (part.get("text") for part in parts if part.get("type") in ("output_text", "text"))
    return "".join(text for text in texts if isinstance(text, str))


def _finish_reason(
    payload: dict[str, Any], items: list[dict[str, Any]], parts: list[dict[str, Any]]
) -> FinishReason:
    status, why = payload.get("status"), _reason(payload)
    if status == "incomplete":
        known = _INCOMPLETE.get(why) if isinstance(why, str) else None
        return known or FinishReason.UNKNOWN
    reason = _STATUSES.get(status) if isinstance(status, str) else None
    if reason is FinishReason.ERROR:
        return reason
    if any(part.get("type") == "refusal" for part in parts):
        return FinishReason.REFUSAL
    if any(item.get("type") == "function_call" for item in items) and not _text(parts):
        return FinishReason.TOOL_CALLS
    return reason or FinishReason.UNKNOWN


def _reason(payload: dict[str, Any]) -> Any:
    details = payload.get("incomplete_details")
    return details.get("reason") if isinstance(details, dict) else None


def _is_cut_off(usage: Usage | None, output_limit: int | None) -> bool:
    """llama.cpp calls an answer completed that ended at the limit."""
    if usage is None or usage.output_tokens is None or output_limit is None:
        return False
    return usage.output_tokens >= output_limit
