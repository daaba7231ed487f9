"""Finding the error in a body, in any of the shapes that servers of this family use."""

import re
from dataclasses import dataclass, field
from typing import Any

_SEARCHED = 4000  # characters of a message that are looked at
_NAMED_FIRST = re.compile(r"([a-z_]{1,40})[.:]|`([a-z_]{1,40})`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a body says went wrong. `message` is for matching only and is never shown."""

    status: int | None = None
    words: frozenset[str] = frozenset()
    message: str = ""
    param: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    filters: tuple[str, ...] = ()


def find_fault(payload: Any) -> Any:
    """The raw error within an answer or a choice, None where there is none.

    Shapes: {"error": {…}}, {"error": "text"}, {"object": "error", …}, {"message": "text"}.
    """
    if not isinstance(payload, dict):
        return None
    if payload.get("error"):
        return payload["error"]
    is_flat = payload.get("object") == "error" or (
        "choices" not in payload and isinstance(payload.get("message"), str)
    )
    return payload if is_flat else None


def read_fault(raw: Any, *, http_status: int) -> Fault:
    """`raw` is what find_fault found, or a whole body, or None. Never raises.

    The HTTP status counts where it is an error, else the number in the body's code.
    """
    error = _as_dict(raw)
    inner = _as_dict(error.get("innererror") or error.get("inner_error"))
    words = (
        *(error.get(name) for name in ("code", "type", "status")),
        inner.get("code"),
        _as_dict(error.get("details")).get("error_code"),  # Anthropic
    )
    message = _message(error).lower()
    return Fault(
        status=http_status if http_status >= 300 else _status_in(error),
        words=frozenset(word.lower() for word in words if isinstance(word, str)),
        message=message,
        param=_param(error, message),
        metadata=_as_dict(error.get("metadata")),
        filters=blocking_filters(inner) or blocking_filters(error),
    )


def _as_dict(raw: Any) -> dict[str, Any]:
    if isinstance(raw, dict):
        return raw
    if isinstance(raw, list) and raw:
        return _as_dict(find_fault(raw[0]) or raw[0])
    return {"message": raw} if isinstance(raw, str) else {}


def _message(error: dict[str, Any]) -> str:
    """With what the upstream of a router said, which it passes on as text."""
    found = (error.get(name) for name in ("message", "detail", "error_description"))
    text = next((text[:_SEARCHED] for text in found if isinstance(text, str)), "")
    raw = _as_dict(error.get("metadata")).get("raw")
    return f"{text}\n{raw[:_SEARCHED]}" if isinstance(raw, str) else text


def _param(error: dict[str, Any], message: str) -> str | None:
    """Anthropic names it in front: `temperature: …`, `output_config.effort: …`, "`top_p` …"."""
    stated = error.get("param")
    if isinstance(stated, str):
        return stated
    named = _NAMED_FIRST.match(message)
    return named[1] or named[2] if named else None


def _status_in(error: dict[str, Any]) -> int | None:
    for value in (error.get("code"), error.get("status"), error.get("statusCode")):
        number = str(value)
        if len(number) == 3 and number.isascii() and number.isdigit() and number >= "400":
            return int(number)
    return None


def blocking_filters(holder: Any) -> tuple[str, ...]:
    """Names of the content filters that blocked, as Azure reports them in either spelling.

    A filter that only detected something, or did not run, has blocked nothing.
    """
    found = _as_dict(holder)
    results = found.get("content_filter_result") or found.get("content_filter_results")
    return tuple(name for name, result in _as_dict(results).items() if _has_blocked(result))


def _has_blocked(result: Any) -> bool:
    """A category is an object; the blocklists of some versions are a list of them."""
    results = result if isinstance(result, list) else [result]
    return any(isinstance(each, dict) and each.get("filtered") is True for each in results)
