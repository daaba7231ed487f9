"""The API's documents: which there are, and how each is made. All come from the serializers."""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from django.conf import settings
from django.core.management import call_command

from config.api_contract.operations import document_breaks
from config.api_contract.schemas import Comparison, Side, at

Json = dict[str, Any]
OPENAPI = "openapi.yaml"
# By file: the component that is the whole document. Their versions are those of `schema_version`.
SCHEMAS = {"summary.schema.json": "Summary", "comparison.schema.json": "Comparison"}
VERSION = "1.0"
COMPONENTS = "#/components/schemas/"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def made(*, validate: bool) -> dict[str, bytes]:
    """Each document by the name of its file, as the code has it now.

    Raises CommandError on a warning, and if asked where the OpenAPI document is not valid.
    """
    openapi = _openapi(validate=validate)
    document = loaded(openapi)
    return {OPENAPI: openapi} | {
        file: _written(json_schema(document, component)) for file, component in SCHEMAS.items()
    }


def directory() -> Path:
    return Path(settings.BASE_DIR) / "docs"


def released() -> Path:
    """Where the documents of the last release are."""
    return directory() / "released"


def read(folder: Path) -> dict[str, bytes]:
    """The documents of a folder; one that is not there is empty."""
    files = {name: folder / name for name in (OPENAPI, *SCHEMAS)}
    return {name: file.read_bytes() if file.exists() else b"" for name, file in files.items()}


def breaks(old: dict[str, bytes], new: dict[str, bytes]) -> list[str]:
    """What was promised by the old documents and is not kept by the new ones, a sentence each."""
    found = document_breaks(loaded(old[OPENAPI]), loaded(new[OPENAPI]))
    for name in SCHEMAS:
        before, after = json.loads(old[name]), json.loads(new[name])
        found += Comparison(old=before, new=after, side=Side.RESPONSE).breaks(before, after, name)
    return list(dict.fromkeys(found))


def loaded(document: bytes) -> Json:
    """A YAML document, by the quick parser where there is one."""
    parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: Json = yaml.load(document, Loader=parser)  # noqa: S506 - it is a safe one
    return found


def json_schema(document: Json, component: str) -> Json:
    """The component of an OpenAPI document as a schema that stands by itself."""
    needed: dict[str, Json] = {}
    _collect(component, document, needed)
    return {
        "$schema": DIALECT,
        "$id": f"urn:bakeoff:{component.lower()}:{VERSION}",
        "title": f"{component} {VERSION}",
        **_moved(needed.pop(component)),
        "$defs": {name: _moved(needed[name]) for name in sorted(needed)},
    }


def _openapi(*, validate: bool) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / OPENAPI
        call_command("spectacular", file=str(file), validate=validate, fail_on_warn=True)
        return file.read_bytes()


def _collect(component: str, document: Json, into: dict[str, Json]) -> None:
    if component not in into:
        into[component] = dict(at(f"{COMPONENTS}{component}", document))
        for reference in _references(into[component]):
            _collect(reference.removeprefix(COMPONENTS), document, into)


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


def _moved(part: Any) -> Any:
    """With references to where a schema keeps its parts."""
    if isinstance(part, dict):
        return {key: _moved(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_moved(value) for value in part]
    return part.replace(COMPONENTS, "#/$defs/") if isinstance(part, str) else part


def _written(schema: Json) -> bytes:
    return (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()
