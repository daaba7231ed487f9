"""What breaks a schema: JSON Schema 2020-12, as far as the API's documents make use of it. Pure.

What a client may send stays accepted: a request's schema may only get wider. What a client was
promised stays promised: a response's schema may only get narrower, but for what clients are told to
tolerate, which is keys and values of an enumeration that are new.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

Json = Mapping[str, Any]
ANYTHING = "anything"
# Of a number, a text, a list or an object: which value asks for more.
AT_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
AT_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
PYTHON_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", dict: "object"}


class Side(Enum):
    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One of the shapes that a schema allows. `name` is that of its component, if it has one."""

    name: str
    schema: Json

    @property
    def kind(self) -> str:
        if "type" in self.schema:
            return str(self.schema["type"])
        values = _values(self.schema)
        return PYTHON_TYPES.get(type(values[0]), "null") if values else ANYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Of two documents, on one side. Components that were looked at are not looked at again."""

    old: Json
    new: Json
    side: Side
    seen: set[tuple[str, str]] = field(default_factory=set)

    def breaks(self, old: Any, new: Any, place: str) -> Iterator[str]:
        """A sentence for each thing that breaks; `old` and `new` are schemas at `place`."""
        before = list(alternatives(old, self.old))
        after = list(alternatives(new, self.new))
        if self.side is Side.REQUEST:
            for each in before:
                yield from self._fits(each, after, place, "is no longer accepted")
        else:
            for each in after:
                yield from self._fits(each, before, place, "may now come")

    def _fits(
        self, one: Alternative, others: list[Alternative], place: str, otherwise: str
    ) -> Iterator[str]:
        """`one` lies within one of the others. What it lacks is told of the one most like it."""
        alike = [other for other in others if _holds(other.kind, one.kind)]
        alike.sort(key=lambda other: (other.name != one.name, other.kind != one.kind))
        if not alike:
            yield f"{place}: {one.kind} {otherwise}"
        elif len(alike) == 1 or not self._fits_any(one, alike, place):
            yield from self._between(one, alike[0], place)

    def _fits_any(self, one: Alternative, others: list[Alternative], place: str) -> bool:
        for other in others:
            trial = Comparison(old=self.old, new=self.new, side=self.side, seen=set(self.seen))
            if not any(True for _ in trial._between(one, other, place)):
                return True
        return False

    def _between(self, inner: Alternative, outer: Alternative, place: str) -> Iterator[str]:
        old, new = (inner, outer) if self.side is Side.REQUEST else (outer, inner)
        if old.name and new.name:
            if (old.name, new.name) in self.seen:
                return
            self.seen.add((old.name, new.name))
        if outer.kind != ANYTHING:
            place = old.name or place
            yield from self._values(old.schema, new.schema, place)
            yield from self._limits(inner.schema, outer.schema, place)
            yield from self._properties(old.schema, new.schema, place)
            yield from self._parts(old.schema, new.schema, place)

    def _values(self, old: Json, new: Json, place: str) -> Iterator[str]:
        before, after = _values(old), _values(new)
        if after and not before and self.side is Side.REQUEST:
            yield f"{place}: only certain values are accepted now"
        if before and after:
            for value in before:
                if value not in after:
                    yield f"{place}: the value {value!r} is gone"

    def _limits(self, inner: Json, outer: Json, place: str) -> Iterator[str]:
        """What the outer schema asks for, the inner one asks for too."""
        for name in ("format", "pattern"):
            if outer.get(name) not in (None, inner.get(name)):
                yield f"{place}: {name} is another"
        for name in AT_LEAST:
            if name in outer and inner.get(name, float("-inf")) < outer[name]:
                yield f"{place}: {name} is another"
        for name in AT_MOST:
            if name in outer and inner.get(name, float("inf")) > outer[name]:
                yield f"{place}: {name} is another"

    def _properties(self, old: Json, new: Json, place: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before:
            if name not in after:
                yield f"{place}.{name}: gone"
        yield from self._required(old, new, place)

    def _required(self, old: Json, new: Json, place: str) -> Iterator[str]:
        before, after = set(old.get("required", ())), set(new.get("required", ()))
        if self.side is Side.REQUEST:
            for name in sorted(after - before):
                yield f"{place}.{name}: required now"
        else:
            for name in sorted((before - after) & set(new.get("properties", {}))):
                yield f"{place}.{name}: no longer always there"

    def _parts(self, old: Json, new: Json, place: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before:
            if name in after:
                yield from self.breaks(before[name], after[name], f"{place}.{name}")
        if "array" in (old.get("type"), new.get("type")):
            yield from self.breaks(old.get("items", {}), new.get("items", {}), f"{place}[]")
        yield from self._further_keys(old, new, place)

    def _further_keys(self, old: Json, new: Json, place: str) -> Iterator[str]:
        before = old.get("additionalProperties", True)
        after = new.get("additionalProperties", True)
        if after is False and before is not False and self.side is Side.REQUEST:
            yield f"{place}: further keys are refused now"
        if before is not False and after is not False:
            yield from self.breaks(_open(before), _open(after), f"{place}.*")


def alternatives(schema: Any, document: Json, name: str = "") -> Iterator[Alternative]:
    """The shapes that the schema allows, references followed."""
    while "$ref" in schema:
        name, schema = schema["$ref"].rpartition("/")[2], at(schema["$ref"], document)
    if "allOf" in schema:
        schema = _merged(schema, document)
    if choices := schema.get("oneOf") or schema.get("anyOf"):
        for choice in choices:
            yield from alternatives(choice, document)
    elif isinstance(schema.get("type"), list):
        for kind in schema["type"]:
            yield Alternative(name=name, schema=_of_kind(schema, kind))
    else:
        yield Alternative(name=name, schema=schema)


def at(reference: str, document: Json) -> Json:
    """What a reference within the document names. Raises KeyError."""
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step.replace("~1", "/").replace("~0", "~")]
    return dict(found)


def _merged(schema: Json, document: Json) -> Json:
    """All parts at once, which is all that a part beside a description amounts to."""
    merged = {key: value for key, value in schema.items() if key != "allOf"}
    for part in schema["allOf"]:
        for one in alternatives(part, document):
            merged |= one.schema
    return merged


def _of_kind(schema: Json, kind: str) -> Json:
    if kind == "null":
        return {"type": "null"}
    values = [value for value in schema.get("enum", ()) if value is not None]
    return {**schema, "type": kind} | ({"enum": values} if values else {})


def _holds(outer: str, inner: str) -> bool:
    return outer in (inner, ANYTHING) or (outer, inner) == ("number", "integer")


def _values(schema: Json) -> list[Any]:
    found: Iterable[Any] = schema.get("enum", [schema["const"]] if "const" in schema else [])
    return list(found)


def _open(further: Any) -> Any:
    return {} if further is True else further
