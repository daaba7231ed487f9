"""Bodies with tasks: a file, or JSON that may be larger than other bodies."""

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from experiments.taskfile import MAX_TASKS_BYTES
from organizations.strict import each_key_once


def is_of(request: Request, parser: type[BaseParser]) -> bool:
    """Whether the body is of the parser's media type, whose case does not matter. An empty body
    went through no parser: `request.data` is no text then."""
    return bool(request.content_type.lower().startswith(parser.media_type))


class JSONLinesParser(BaseParser):
    """The text as it was sent: what is wrong with it is told line by line."""

    media_type = "application/jsonl"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        request = (parser_context or {})["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_TASKS_BYTES:
            raise RequestDataTooBig
        try:
            text: str = stream.read().decode("utf-8")
        except UnicodeDecodeError as fault:
            raise ParseError(f"Not UTF-8 at byte {fault.start}.") from None
        return text


class TasksParser(JSONLinesParser):
    """JSON in which, as in the file, each key stands once."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        text = super().parse(stream, media_type, parser_context)
        try:
            return json.loads(text, object_pairs_hook=each_key_once, parse_constant=_no_number)
        except RecursionError:
            raise ParseError("The JSON is nested too deeply.") from None
        except ValueError as fault:
            raise ParseError(f"Not JSON: {fault}") from None


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")
