"""What reading any answer of the family begins and ends with."""

from collections.abc import Iterable
from typing import Any

from providers.adapters.openai_family.answer import Answer
from providers.adapters.openai_family.errors import known_filters, provider_error
from providers.adapters.openai_family.faults import find_fault, read_fault
from providers.body import load_json
from providers.codes import ErrorCode, FinishReason
from providers.contract import Generation, ProviderError
from providers.text import storable

_WITHOUT_TEXT = frozenset({FinishReason.TOOL_CALLS, FinishReason.REFUSAL})
_REQUEST_IDS = ("apim-request-id", "x-request-id", "request-id")
_LONGEST_NAME = 200


def read_payload(answer: Answer) -> dict[str, Any]:
    """The JSON object of a success. Raises ProviderError for everything else."""
    succeeded = 200 <= answer.status < 300
    try:
        payload = load_json(answer.body)
    except ValueError:
        payload = None  # for a failure the status says enough
        if succeeded:
            raise invalid("The answer is not readable JSON.", answer) from None
    if not succeeded:
        raise failure(find_fault(payload) or payload, answer)
    if not isinstance(payload, dict):
        raise invalid("The answer is not a JSON object.", answer)
    return payload


def usable(generation: Generation, answer: Answer, *, filters: Iterable[str] = ()) -> Generation:
    """Raises ProviderError where the answer was blocked or says nothing.

    `filters` are the provider's names of what blocked it.
    """
    if generation.finish_reason is FinishReason.CONTENT_FILTER:
        names = ", ".join(known_filters(filters))
        raise ProviderError(
            ErrorCode.CONTENT_FILTERED,
            f"The provider's content filter blocked the answer{f' ({names})' if names else ''}.",
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


def failure(raw: Any, answer: Answer, *, arrived: Generation | None = None) -> ProviderError:
    return provider_error(read_fault(raw, http_status=answer.status), answer, arrived=arrived)


def invalid(message: str, answer: Answer, *, arrived: Generation | None = None) -> ProviderError:
    return ProviderError(
        ErrorCode.INVALID_RESPONSE, message, http_status=answer.status, arrived=arrived
    )


def request_id(answer: Answer, payload: dict[str, Any]) -> str | None:
    named = (answer.headers.get(name) for name in _REQUEST_IDS)
    return short_name(next(filter(None, named), None) or payload.get("id"))


def short_name(value: Any) -> str | None:
    """A name as the server gives it, storable and bounded; None where it is none."""
    return storable(value)[:_LONGEST_NAME] if isinstance(value, str) and value else None
