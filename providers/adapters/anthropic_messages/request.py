"""From a GenerationRequest to the body of POST …/v1/messages."""

from typing import Any

from providers.codes import ErrorCode
from providers.contract import GenerationRequest, Message, ProviderError

# The API insists on a limit. This one is below 128,000 / 6, past which Anthropic's own SDKs expect
# an answer to take longer than ten minutes and refuse to wait for it in one piece.
DEFAULT_MAX_TOKENS = 16_384

_SAME_NAME = frozenset({"temperature", "top_p"})
_SYSTEM_ROLES = frozenset({"system", "developer"})
_EFFORTS = frozenset({"low", "medium", "high", "xhigh"})


def message_body(request: GenerationRequest) -> dict[str, Any]:
    """Raises ProviderError (invalid_request) for what the API has no word for."""
    body: dict[str, Any] = {
        "model": request.model,
        "max_tokens": DEFAULT_MAX_TOKENS,
        "messages": [
            {"role": each.role, "content": each.content}
            for each in request.messages
            if each.role not in _SYSTEM_ROLES
        ],
    }
    system = _system(request.messages)
    if system:
        body["system"] = system
    for name, value in request.parameters.items():
        _set(body, name, value)
    if request.json_schema is not None:
        schema = {"type": "json_schema", "schema": dict(request.json_schema)}
        body.setdefault("output_config", {})["format"] = schema
    return body


def _system(messages: tuple[Message, ...]) -> str:
    return "\n\n".join(each.content for each in messages if each.role in _SYSTEM_ROLES)


def _set(body: dict[str, Any], name: str, value: Any) -> None:
    if name in _SAME_NAME:
        body[name] = value
    elif name == "max_output_tokens":
        body["max_tokens"] = value
    elif name == "stop":
        body["stop_sequences"] = [value] if isinstance(value, str) else list(value)
    elif name == "reasoning_effort":
        _set_effort(body, value)
    else:
        raise _invalid(f"The parameter {name} is not supported.")


def _set_effort(body: dict[str, Any], effort: str) -> None:
    """`none` turns thinking off, the others are levels of the same name. `minimal` has no
    counterpart, and another level would be another experiment than the one asked for."""
    if effort == "none":
        body["thinking"] = {"type": "disabled"}
    elif effort in _EFFORTS:
        body.setdefault("output_config", {})["effort"] = effort
    else:
        raise _invalid(f"The API knows no reasoning_effort {effort}.")


def _invalid(message: str) -> ProviderError:
    return ProviderError(ErrorCode.INVALID_REQUEST, message, sent=False)
