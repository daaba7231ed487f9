"""JSON that people type into forms: what cannot be stored is told, not tried."""

import json
import math
from typing import Any, NoReturn

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput

from organizations.strict import each_key_once

MAX_DEPTH = 50
MAX_DIGITS = 100


class StrictJSONField(forms.JSONField):
    """Each key once, finite numbers, storable text, a bound on nesting: else a form error."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"decoder": _Decoder})

    def to_python(self, value: Any) -> Any:
        try:
            parsed = super().to_python(value)
            _check(parsed)
        except RecursionError:
            raise _refusal(_TOO_DEEP) from None
        except ValueError as fault:
            raise _refusal(str(fault)) from None
        return parsed

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was refused is shown again as it was typed."""
        try:
            shown = super().bound_data(data, initial)
            _check(shown)
            return shown
        except (ValueError, RecursionError):
            return InvalidJSONInput(data)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, InvalidJSONInput):
            return value
        indent = 2 if isinstance(value, dict) and value else None
        return json.dumps(value, ensure_ascii=False, indent=indent, cls=self.encoder)


class _Decoder(json.JSONDecoder):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            object_pairs_hook=each_key_once,
            parse_int=_integer,
            parse_float=_finite,
            parse_constant=_no_number,
            **kwargs,
        )


_TOO_DEEP = f"it is nested more than {MAX_DEPTH} deep"


def _refusal(sentence: str) -> ValidationError:
    return ValidationError(f"This JSON cannot be kept: {sentence}.", code="invalid")


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number has more than {MAX_DIGITS} digits")
    return int(text)


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError("a number is too large")
    return number


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")


def _check(value: Any) -> None:
    """Level by level, so that no nesting is too deep for the check itself."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        if not level:
            return
        for text in (each for each in level if isinstance(each, str)):
            _check_text(text)
        level = [inner for each in level for inner in _inside(each)]
    raise ValueError(_TOO_DEEP)


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []


def _check_text(text: str) -> None:
    """No database keeps half a surrogate pair, nor PostgreSQL a NUL."""
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError("a text has a character that cannot be stored")
