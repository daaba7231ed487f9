"""Checking input against a pydantic model, with messages that name the place."""

from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from organizations.errors import Invalid

SchemaT = TypeVar("SchemaT", bound=BaseModel)
MAX_FAULTS = 100


def parse(schema: type[SchemaT], data: Any, *, place: str) -> SchemaT:
    """Raises Invalid (spec_invalid) with one sentence per problem."""
    try:
        return schema.model_validate(data)
    except ValidationError as fault:
        raise Invalid("spec_invalid", "; ".join(problems(fault, place=place))) from None


def problems(fault: ValidationError, *, place: str) -> Iterator[str]:
    """`place.field: what is expected` for each of the first faults. The input itself is never
    repeated."""
    for error in first_faults(fault):
        path = ".".join([place, *(str(part) for part in error["loc"])])
        yield f"{path}: {_sentence(error['type'], error['msg'])}"


def first_faults(fault: ValidationError) -> list[ErrorDetails]:
    """A hundred at the most, since an input has room for a million. Without the input itself."""
    return fault.errors(include_url=False, include_input=False, include_context=False)[:MAX_FAULTS]


def _sentence(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "unknown key"
    return message.removeprefix("Value error, ")
