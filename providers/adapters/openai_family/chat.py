"""From the answer to POST …/chat/completions to a Generation, or the ProviderError it means."""

from typing import Any

from providers.adapters.openai_family.answer import Answer
from providers.adapters.openai_family.faults import blocking_filters, find_fault
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
from providers.contract import Generation
from providers.text import storable

_FINISH_REASONS = {
    "stop": FinishReason.STOP,
    "length": FinishReason.LENGTH,
    "tool_calls": FinishReason.TOOL_CALLS,
    "function_call": FinishReason.TOOL_CALLS,
    "content_filter": FinishReason.CONTENT_FILTER,
    "refusal": FinishReason.REFUSAL,
    "error": FinishReason.ERROR,
}
_STANDS_AS_STATED = frozenset(
    {FinishReason.CONTENT_FILTER, FinishReason.ERROR, FinishReason.LENGTH}
)


def read_chat(answer: Answer) -> Generation:
    """Raises ProviderError, with what did arrive where anything did."""
    payload = read_payload(answer)
    choice = _first_choice(payload)
    filters = _filters(payload, choice)
    generation = _generation(payload, choice, answer=answer, blocked=bool(filters))
    arrived = generation if choice or generation.usage else None
    fault = find_fault(payload) or choice.get("error")
    if fault or generation.finish_reason is FinishReason.ERROR:
        raise failure(fault, answer, arrived=arrived)
    if generation.finish_reason is not FinishReason.CONTENT_FILTER and not _has_message(choice):
        raise invalid("The answer holds no message.", answer, arrived=arrived)
    return usable(generation, answer, filters=filters)


def _first_choice(payload: dict[str, Any]) -> dict[str, Any]:
    choices = payload.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}


def _has_message(choice: dict[str, Any]) -> bool:
    return isinstance(choice.get("message"), dict) and _text(_message(choice)) is not None


def _message(choice: dict[str, Any]) -> dict[str, Any]:
    message = choice.get("message")
    return message if isinstance(message, dict) else {}


def _filters(payload: dict[str, Any], choice: dict[str, Any]) -> tuple[str, ...]:
    """What Azure's filters blocked: the answer, or the prompt where there is no answer. They
    are reported on successes too, and what was merely detected or not checked blocks nothing."""
    blocked = blocking_filters(choice)
    prompts = payload.get("prompt_filter_results")
    if blocked or choice or not isinstance(prompts, list):
        return blocked
    return tuple(name for prompt in prompts for name in blocking_filters(prompt))


def _generation(
    payload: dict[str, Any], choice: dict[str, Any], *, answer: Answer, blocked: bool
) -> Generation:
    """All that can be told, however little of it there is."""
    native = choice.get("native_finish_reason") or choice.get("finish_reason")
    return Generation(
        text=storable(_text(_message(choice)) or ""),
        finish_reason=FinishReason.CONTENT_FILTER if blocked else _finish_reason(choice),
        native_finish_reason=short_name(native),
        usage=read_usage(payload.get("usage")),
        latency_ms=answer.latency_ms,
        cost_usd=read_cost(payload.get("usage")),
        model_served=short_name(payload.get("model")),
        request_id=request_id(answer, payload),
    )


def _finish_reason(choice: dict[str, Any]) -> FinishReason:
    message, stated = _message(choice), choice.get("finish_reason")
    reason = _FINISH_REASONS.get(stated, FinishReason.UNKNOWN) if isinstance(stated, str) else None
    if reason in _STANDS_AS_STATED:
        return reason
    if _refusal(message):
        return FinishReason.REFUSAL
    if (message.get("tool_calls") or message.get("function_call")) and not _text(message):
        return FinishReason.TOOL_CALLS
    return reason or FinishReason.UNKNOWN


def _refusal(message: dict[str, Any]) -> bool:
    parts = message.get("content")
    in_parts = isinstance(parts, list) and any(
        isinstance(part, dict) and part.get("type") == "refusal" for part in parts
    )
    return in_parts or (isinstance(message.get("refusal"), str) and message["refusal"] != "")


def _text(message: dict[str, Any]) -> str | None:
    """The text of a message: a string or a list of parts. None where it is neither."""
    content = message.get("content")
    if content is None or isinstance(content, str):
        return content or ""
    if not isinstance(content, list):
        return None
    return "".join(_part(part) for part in content)


def _part(part: Any) -> str:
    """Parts of another kind (reasoning, images) are no part of the answer's text."""
    if isinstance(part, str):
        return part
    if not isinstance(part, dict) or part.get("type", "text") not in ("text", "output_text"):
        return ""
    text = part.get("text")
    return text if isinstance(text, str) else ""
