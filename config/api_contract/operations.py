"""What breaks an OpenAPI document for those who use the API that it describes. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from config.api_contract.schemas import Comparison, Json, Side, at

VERBS = ("get", "head", "post", "put", "patch", "delete", "options")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A verb at a path, before and now."""

    place: str
    old: Json
    new: Json


def document_breaks(old: Json, new: Json) -> list[str]:
    """A sentence for each promise of the old document that the new one does not keep."""
    sides = [Comparison(old=old, new=new, side=side) for side in (Side.REQUEST, Side.RESPONSE)]
    found = list(_gone(old, new))
    for operation in _operations(old, new):
        found += _operation_breaks(operation, *sides)
    return found


def _gone(old: Json, new: Json) -> Iterator[str]:
    for path, item in old["paths"].items():
        for verb in _verbs(item):
            if verb not in new["paths"].get(path, {}):
                yield f"{verb.upper()} {path}: gone"


def _operations(old: Json, new: Json) -> Iterator[Operation]:
    for path, item in old["paths"].items():
        for verb in _verbs(item):
            if verb in new["paths"].get(path, {}):
                yield Operation(
                    place=f"{verb.upper()} {path}", old=item[verb], new=new["paths"][path][verb]
                )


def _verbs(item: Json) -> Iterator[str]:
    return (verb for verb in VERBS if verb in item)


def _operation_breaks(operation: Operation, asked: Comparison, told: Comparison) -> Iterator[str]:
    place, old, new = operation.place, operation.old, operation.new
    if old.get("operationId") != new.get("operationId"):
        yield f"{place}: operationId is another, and with it the name in generated clients"
    for way in old.get("security", ()):
        if way not in new.get("security", ()):
            yield f"{place}: {', '.join(way) or 'nobody in particular'} may no longer ask"
    yield from _parameter_breaks(operation, asked)
    yield from _body_breaks(operation, asked)
    yield from _status_breaks(operation, told)


def _parameter_breaks(operation: Operation, asked: Comparison) -> Iterator[str]:
    before, after = _parameters(operation.old, asked.old), _parameters(operation.new, asked.new)
    for key, parameter in after.items():
        was_required = before.get(key, {}).get("required", False)
        if parameter.get("required", False) and not was_required:
            yield f"{operation.place}: {' '.join(key)} is required now"
    for key, parameter in before.items():
        place = f"{operation.place} {' '.join(key)}"
        if key in after:
            yield from asked.breaks(parameter["schema"], after[key]["schema"], place)
        else:
            yield f"{place}: gone"


def _parameters(operation: Json, document: Json) -> dict[tuple[str, str], Json]:
    found = (_followed(each, document) for each in operation.get("parameters", ()))
    return {(each["in"], each["name"]): each for each in found}


def _body_breaks(operation: Operation, asked: Comparison) -> Iterator[str]:
    place = f"{operation.place} request"
    before = _followed(operation.old.get("requestBody", {}), asked.old)
    after = _followed(operation.new.get("requestBody", {}), asked.new)
    if after.get("required", False) and not before.get("required", False):
        yield f"{place}: a body is required now"
    yield from _content_breaks(before, after, asked, place)


def _status_breaks(operation: Operation, told: Comparison) -> Iterator[str]:
    before, after = operation.old["responses"], operation.new["responses"]
    for status in sorted(after.keys() - before.keys()):
        if status < "300":
            yield f"{operation.place}: {status} is another way to succeed"
    for status, response in before.items():
        place = f"{operation.place} {status}"
        if status not in after:
            yield f"{place}: gone"
            continue
        old, new = _followed(response, told.old), _followed(after[status], told.new)
        yield from _header_breaks(old, new, place)
        yield from _content_breaks(old, new, told, place)


def _header_breaks(old: Json, new: Json, place: str) -> Iterator[str]:
    for name, header in old.get("headers", {}).items():
        now: Any = new.get("headers", {}).get(name)
        if now is None or header.get("required", False) > now.get("required", False):
            yield f"{place}: the header {name} is gone, or no longer always there"


def _content_breaks(old: Json, new: Json, side: Comparison, place: str) -> Iterator[str]:
    after = new.get("content", {})
    for media_type, content in old.get("content", {}).items():
        if media_type not in after:
            yield f"{place}: {media_type} is gone"
        else:
            now = after[media_type].get("schema", {})
            yield from side.breaks(content.get("schema", {}), now, place)


def _followed(part: Json, document: Json) -> Json:
    return at(part["$ref"], document) if "$ref" in part else part
