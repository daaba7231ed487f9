"""From a GenerationRequest to the body of POST …/chat/completions or …/responses."""

import json
from collections.abc import Mapping
from typing import Any, cast

from providers.codes import ErrorCode
from providers.contract import GenerationRequest, ProviderError
from providers.settings_schemas import ConnectionSettings, OpenAISettings

OUTPUT_LIMIT = "max_completion_tokens"  # OpenAI's own name for it; most other servers keep the old
_CHAT_NAMES = {name: name for name in ("temperature", "top_p", "seed", "stop", "reasoning_effort")}
_RESPONSES_NAMES = {name: name for name in ("temperature", "top_p", "max_output_tokens")}


def openai_body(settings: ConnectionSettings, request: GenerationRequest) -> dict[str, Any]:
    """What OpenAI is sent at the interface that its settings name. Raises ProviderError."""
    if cast(OpenAISettings, settings).api == "responses":
        return responses_body(request)
    return chat_body(request, output_limit=OUTPUT_LIMIT)


def chat_body(request: GenerationRequest, *, output_limit: str) -> dict[str, Any]:
    """`output_limit` is the server's name for max_output_tokens. Raises ProviderError."""
    names = _CHAT_NAMES | {"max_output_tokens": output_limit}
    body: dict[str, Any] = {"model": request.model, "messages": _messages(request)}
    body |= _renamed(request.parameters, names)
    if request.json_schema is not None:
        body["response_format"] = {"type": "json_schema", "json_schema": _schema(request)}
    return body


def responses_body(request: GenerationRequest) -> dict[str, Any]:
    """Nothing is stored at the provider. This interface knows neither `seed` nor `stop`.

    Raises ProviderError.
    """
    parameters = dict(request.parameters)
    effort = parameters.pop("reasoning_effort", None)
    system = [each.content for each in request.messages if each.role == "system"]
    body: dict[str, Any] = {
        "model": request.model,
        "input": [each for each in _messages(request) if each["role"] != "system"],
        "store": False,
        **_renamed(parameters, _RESPONSES_NAMES),
    }
    if system:
        body["instructions"] = "\n\n".join(system)
    if effort is not None:
        body["reasoning"] = {"effort": effort}
    if request.json_schema is not None:
        body["text"] = {"format": {"type": "json_schema", **_schema(request)}}
    return body


def encode(body: dict[str, Any]) -> bytes:
    """The bytes to send. Raises ProviderError (invalid_request) for what JSON cannot carry."""
    try:
        return json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        raise _invalid("The prompt is not valid Unicode.") from None
    except (TypeError, ValueError, RecursionError):
        raise _invalid("The request cannot be written as JSON.") from None


def _messages(request: GenerationRequest) -> list[dict[str, str]]:
    return [{"role": each.role, "content": each.content} for each in request.messages]


def _renamed(parameters: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    for parameter in parameters:
        if parameter not in names:
            raise _invalid(f"The parameter {parameter} is not supported.")
    return {names[parameter]: value for parameter, value in parameters.items()}


def _schema(request: GenerationRequest) -> dict[str, Any]:
    return {"name": "answer", "schema": dict(request.json_schema or {}), "strict": True}


def _invalid(message: str) -> ProviderError:
    return ProviderError(ErrorCode.INVALID_REQUEST, message, sent=False)
