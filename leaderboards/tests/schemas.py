"""Holding documents to their committed JSON Schemas."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def assert_described(document: Any, *, by: str) -> None:
    """Valid, and without a key that the schema does not name."""
    for validator in (_validator(by), _strict(by)):
        faults = validator.iter_errors(document)
        told = [f"{fault.json_path}: {fault.message}" for fault in faults]
        assert not told, "\n".join(told)


@cache
def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DOCS / f"{name}.schema.json").read_bytes())
    return found


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER)


@cache
def _strict(name: str) -> Draft202012Validator:
    """Clients let further keys pass; whoever adds one here is to describe it."""
    return Draft202012Validator(_closed(schema(name)))


def _closed(part: Any) -> Any:
    if isinstance(part, list):
        return [_closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    closed = {key: _closed(value) for key, value in part.items()}
    return closed | ({"additionalProperties": False} if "properties" in part else {})
