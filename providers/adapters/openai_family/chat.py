"""From the answer to POST …/chat/completions to a Generation, or the ProviderError it means."""

from typing import Any

from providers.adapters.openai_family.answer import Answer
from providers.adapters.openai_family.errors import provider_error
from providers.adapters.openai_family.faults import find_fault, read_fault
from providers.adapters.openai_family.usage import read_cost, read_usage
from providers.body import load_json
from providers.codes import ErrorCode, FinishReason
from providers.contract import Generation, ProviderError
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
_WITHOUT_TEXT = frozenset({FinishReason.TOOL_CALLS, FinishReason.REFUSAL})
_REQUEST_IDS = ("x-request-id", "apim-request-id", "request-id")
_LONGEST_NAME = 200


def read_chat(answer: Answer) -> Generation:
    """Raises ProviderError, with what did arrive where anything did."""
    payload = _payload(answer)
    if not 200 <= answer.status < 300:
        raise _failure(find_fault(payload) or payload, answer)
    if not isinstance(payload, dict):
        raise _invalid("The answer is not a JSON object.", answer)
    choice = _first_choice(payload)
    generation = _generation(payload, choice, answer)
    arrived = generation if choice or generation.usage else None
    fault = find_fault(payload) or choice.get("error")
    if fault or generation.finish_reason is FinishReason.ERROR:
        raise _failure(fault, answer, arrived=arrived)
    if _text(_message(choice).get("content")) is None or not isinstance(
        choice.get("message"), dict
    ):
        raise _invalid("The answer holds no message.", answer, arrived=arrived)
    return _usable(generation, answer)


def _payload(answer: Answer) -> Any:
    """None for an unreadable body of a failure: there the status says enough."""
    try:
        return load_json(answer.body)
    except ValueError:
        if not 200 <= answer.status < 300:
            return None
    raise _invalid("The answer is not readable JSON.", answer)


def _first_choice(payload: dict[str, Any]) -> dict[str, Any]:
    choices = payload.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}


def _message(choice: dict[str, Any]) -> dict[str, Any]:
    message = choice.get("message")
    return message if isinstance(message, dict) else {}


def _generation(payload: dict[str, Any], choice: dict[str, Any], answer: Answer) -> Generation:
    """All that can be told, however little of it there is."""
    native = choice.get("native_finish_reason") or choice.get("finish_reason")
    return Generation(
        text=storable(_text(_message(choice).get("content")) or ""),
        finish_reason=_finish_reason(choice),
        native_finish_reason=_name(native),
        usage=read_usage(payload.get("usage")),
        latency_ms=answer.latency_ms,
        cost_usd=read_cost(payload.get("usage")),
        model_served=_name(payload.get("model")),
        request_id=_request_id(answer, payload),
    )


def _finish_reason(choice: dict[str, Any]) -> FinishReason:
    message, stated = _message(choice), choice.get("finish_reason")
    reason = _FINISH_REASONS.get(stated, FinishReason.UNKNOWN) if isinstance(stated, str) else None
    if reason in {FinishReason.CONTENT_FILTER, FinishReason.ERROR, FinishReason.LENGTH}:
        return reason
    if _refusal(message):
        return FinishReason.REFUSAL
    if (message.get("tool_calls") or message.get("function_call")) and not _text(
        message.get("content")
    ):
        return FinishReason.TOOL_CALLS
    return reason or FinishReason.UNKNOWN


def _refusal(message: dict[str, Any]) -> bool:
    parts = message.get("content")
    in_parts = isinstance(parts, list) and any(
        isinstance(part, dict) and part.get("type") == "refusal" for part in parts
    )
    return in_parts or (isinstance(message.get("refusal"), str) and message["refusal"] != "")


def _text(content: Any) -> str | None:
    """The text of a message: a string or a list of parts. None where it is neither."""
    if content is None or isinstance(content, str):
        return content or ""
    if not isinstance(content, list):
        return None
    return "".join(_part(part) for part in content)


def _part(part: Any) -> str:
    """Parts of another kind (reasoning, images) are no part of the answer's text."""
    if isinstance(part, str):
        return part
    if not isinstance(part, dict) or part.get("type", "text") not in {"text", "output_text"}:
        return ""
    text = part.get("text")
    return text if isinstance(text, str) else ""


def _usable(generation: Generation, answer: Answer) -> Generation:
    if generation.finish_reason is FinishReason.CONTENT_FILTER:
        raise ProviderError(
            ErrorCode.CONTENT_FILTERED,
            "The provider's content filter blocked the answer.",
            http_status=answer.status,
            arrived=generation,
        )
    if generation.text or generation.finish_reason in _WITHOUT_TEXT:
        return generation
    raise ProviderError(
        ErrorCode.EMPTY_RESPONSE,
        "The model answered without any text.",
        http_status=answer.status,
        arrived=generation,
    )


def _failure(raw: Any, answer: Answer, *, arrived: Generation | None = None) -> ProviderError:
    return provider_error(read_fault(raw, http_status=answer.status), answer, arrived=arrived)


def _invalid(message: str, answer: Answer, *, arrived: Generation | None = None) -> ProviderError:
    return ProviderError(
        ErrorCode.INVALID_RESPONSE, message, http_status=answer.status, arrived=arrived
    )


def _request_id(answer: Answer, payload: dict[str, Any]) -> str | None:
    named = (answer.headers.get(name) for name in _REQUEST_IDS)
    return _name(next(filter(None, named), None) or payload.get("id"))


def _name(value: Any) -> str | None:
    return storable(value)[:_LONGEST_NAME] if isinstance(value, str) and value else None
