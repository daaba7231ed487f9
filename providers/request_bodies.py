"""Bodies of requests, checked against pydantic models; each fault with the field that has it."""

from itertools import islice
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.settings import api_settings

from providers.validation import MAX_FAULTS, first_faults
from providers.values import unstorable

SchemaT = TypeVar("SchemaT", bound=BaseModel)
WHOLE = api_settings.NON_FIELD_ERRORS_KEY
CODES = {"extra_forbidden": "unknown_field", "missing": "required"}
SENTENCES = {
    "extra_forbidden": "This field is not known here.",
    "missing": "This field is required.",
}


def parse_body(schema: type[SchemaT], data: Any, *, apart: str = "") -> SchemaT:
    """Raises rest_framework's ValidationError, which names each field.

    What stands in the field `apart` is checked elsewhere.
    """
    try:
        unfit = list(islice(unstorable(_without(data, apart), place="body"), MAX_FAULTS))
    except RecursionError:
        unfit = ["body: nested too deeply"]
    if unfit:
        raise serializers.ValidationError(dict(_by_field(said) for said in unfit))
    try:
        return schema.model_validate(data)
    except ValidationError as fault:
        raise serializers.ValidationError(faults_of(fault)) from None


def faults_of(fault: ValidationError) -> dict[str, list[ErrorDetail]]:
    """By field (`arms.0.key`), what is expected there, for each of the first faults. The input
    itself is never repeated."""
    faults: dict[str, list[ErrorDetail]] = {}
    for error in first_faults(fault):
        field = ".".join(str(part) for part in error["loc"]) or WHOLE
        faults.setdefault(field, []).append(_detail(error))
    return faults


def all_optional(schema: dict[str, Any]) -> None:
    """Of a PATCH, for its description: no field is needed, and none has a default."""
    schema.pop("required", None)
    for field in schema["properties"].values():
        field.pop("default", None)


def _detail(error: ErrorDetails) -> ErrorDetail:
    sentence = SENTENCES.get(error["type"], error["msg"].removeprefix("Value error, "))
    return ErrorDetail(sentence, code=CODES.get(error["type"], "invalid"))


def _without(data: Any, apart: str) -> Any:
    if not isinstance(data, dict):
        return data
    return {field: value for field, value in data.items() if field != apart}


def _by_field(said: str) -> tuple[str, list[str]]:
    place, _, sentence = said.partition(": ")
    return place.removeprefix("body").lstrip(".") or WHOLE, [sentence]
