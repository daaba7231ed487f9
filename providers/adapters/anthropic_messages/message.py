"""From the answer to POST …/v1/messages to a Generation, or the ProviderError it means."""

from typing import Any

from providers.adapters.anthropic_messages.usage import read_usage
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
from providers.codes import FinishReason
from providers.contract import Generation
from providers.text import storable

_FINISH_REASONS = {
    "end_turn": FinishReason.STOP,
    "stop_sequence": FinishReason.STOP,
    "max_tokens": FinishReason.LENGTH,
    "model_context_window_exceeded": FinishReason.LENGTH,
    "tool_use": FinishReason.TOOL_CALLS,
    "refusal": FinishReason.REFUSAL,
}


def read_message(answer: Answer) -> Generation:
    """Raises ProviderError, with what did arrive where anything did."""
    payload = read_payload(answer)
    generation = _generation(payload, answer)
    arrived = generation if generation.text or generation.usage else None
    fault = find_fault(payload)
    if fault or payload.get("type") == "error":
        raise failure(fault, answer, arrived=arrived)
    if not isinstance(payload.get("content"), list):
        raise invalid("The answer holds no content.", answer, arrived=arrived)
    return usable(generation, answer)


def _generation(payload: dict[str, Any], answer: Answer) -> Generation:
    """All that can be told, however little of it there is."""
    return Generation(
        text=storable(_text(payload)),
        finish_reason=_finish_reason(payload),
        native_finish_reason=short_name(payload.get("stop_reason")),
        usage=read_usage(payload.get("usage")),
        latency_ms=answer.latency_ms,
        model_served=short_name(payload.get("model")),
        request_id=request_id(answer, payload),
    )


def _finish_reason(payload: dict[str, Any]) -> FinishReason:
    stated = payload.get("stop_reason")
    if isinstance(stated, str):
        return _FINISH_REASONS.get(stated, FinishReason.UNKNOWN)
    only_calls = bool(_blocks(payload, "tool_use")) and not _text(payload)
    return FinishReason.TOOL_CALLS if only_calls else FinishReason.UNKNOWN


def _text(payload: dict[str, Any]) -> str:
    """Thinking, tool calls and blocks of a kind unheard of are no part of the answer's text."""
    texts = (block.get("text") for block in _blocks(payload, "text"))
    return "".join(text for text in texts if isinstance(text, str))


def _blocks(payload: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    content = payload.get("content")
    blocks = content if isinstance(content, list) else []
    return [each for each in blocks if isinstance(each, dict) and each.get("type") == kind]
