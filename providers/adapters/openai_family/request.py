"""From a GenerationRequest to the body of POST …/chat/completions."""

import json
from typing import Any

from providers.codes import ErrorCode
from providers.contract import GenerationRequest, ProviderError

_SAME_NAME = ("temperature", "top_p", "seed", "stop", "reasoning_effort")


def chat_body(request: GenerationRequest, *, output_limit: str) -> dict[str, Any]:
    """`output_limit` is the server's name for max_output_tokens. Raises ProviderError."""
    body: dict[str, Any] = {
        "model": request.model,
        "messages": [{"role": each.role, "content": each.content} for each in request.messages],
    }
    names = {name: name for name in _SAME_NAME} | {"max_output_tokens": output_limit}
    for parameter, value in request.parameters.items():
        if parameter not in names:
            raise _invalid(f"The parameter {parameter} is not supported.")
        body[names[parameter]] = value
    if request.json_schema is not None:
        body["response_format"] = _response_format(dict(request.json_schema))
    return body


def encode(body: dict[str, Any]) -> bytes:
    """The bytes to send. Raises ProviderError (invalid_request) for what JSON cannot carry."""
    try:
        return json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        raise _invalid("The prompt is not valid Unicode.") from None
    except (TypeError, ValueError, RecursionError):
        raise _invalid("The request cannot be written as JSON.") from None


def _response_format(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "json_schema",
        "json_schema": {"name": "answer", "schema": schema, "strict": True},
    }


def _invalid(message: str) -> ProviderError:
    return ProviderError(ErrorCode.INVALID_REQUEST, message)
