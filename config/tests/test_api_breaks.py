"""What breaks those who use the API is found, and what only adds to it is not."""

from copy import deepcopy

import pytest

from config.api_contract.operations import document_breaks
from config.api_contract.schemas import Comparison, Side

PATH = "/things/{id}/"
DOCUMENT = {
    "paths": {
        PATH: {
            "put": {
                "operationId": "things_update",
                "security": [{"bearerAuth": []}, {"cookieAuth": []}],
                "parameters": [
                    {"in": "path", "name": "id", "required": True, "schema": {"type": "string"}},
                    {"in": "query", "name": "page", "schema": {"type": "integer", "maximum": 9}},
                ],
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/ThingBody"}},
                        "text/csv": {"schema": {"type": "string"}},
                    }
                },
                "responses": {
                    "200": {
                        "headers": {"ETag": {"required": True, "schema": {"type": "string"}}},
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}
                        },
                    },
                    "404": {"description": "None."},
                },
            },
            "get": {"operationId": "things", "responses": {"200": {}}},
        },
        "/others/": {"get": {"operationId": "others", "responses": {"200": {}}}},
    },
    "components": {
        "schemas": {
            "Thing": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "at": {"type": "string", "format": "date-time"},
                    "state": {"$ref": "#/components/schemas/StateEnum"},
                    "score": {"type": ["number", "null"]},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                    "whole": {"oneOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "null"}]},
                    "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
                    "note": {"type": "string"},
                    "pair": {"type": "array", "minItems": 2, "maxItems": 2},
                },
                "required": ["name", "at", "state", "score"],
            },
            "ThingBody": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "maxLength": 10},
                    "kind": {"enum": ["small", "large"]},
                    "cost": {"anyOf": [{"type": "number"}, {"type": "string"}]},
                    "settings": {"type": "object", "additionalProperties": {}},
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["name"],
            },
            "StateEnum": {"type": "string", "enum": ["new", "old"]},
        }
    },
}


def changed(change):
    new = deepcopy(DOCUMENT)
    schemas = new["components"]["schemas"]
    parts = {
        "new": new,
        "put": new["paths"][PATH]["put"],
        "thing": schemas["Thing"],
        "shown": schemas["Thing"]["properties"],
        "body": schemas["ThingBody"],
        "sent": schemas["ThingBody"]["properties"],
        "states": schemas["StateEnum"]["enum"],
    }
    change(type("Parts", (), parts))
    return document_breaks(DOCUMENT, new)


BREAKS = {
    "a path is gone": lambda p: p.new["paths"].pop("/others/"),
    "a verb is gone": lambda p: p.new["paths"][PATH].pop("get"),
    "another name in generated clients": lambda p: p.put.update(operationId="things_put"),
    "a way to sign in is gone": lambda p: p.put["security"].pop(),
    "a parameter is gone": lambda p: p.put["parameters"].pop(),
    "a parameter is required": lambda p: p.put["parameters"][1].update(required=True),
    "a new parameter is required": lambda p: p.put["parameters"].append(
        {"in": "header", "name": "If-Match", "required": True, "schema": {"type": "string"}}
    ),
    "a parameter takes less": lambda p: p.put["parameters"][1]["schema"].update(maximum=8),
    "a parameter starts later": lambda p: p.put["parameters"][1]["schema"].update(minimum=1),
    "a list may be shorter": lambda p: p.shown["pair"].pop("minItems"),
    "a list may be longer": lambda p: p.shown["pair"].update(maxItems=3),
    "a parameter is of another type": lambda p: p.put["parameters"][1]["schema"].update(
        type="string"
    ),
    "a body is required": lambda p: p.put["requestBody"].update(required=True),
    "a media type is not taken": lambda p: p.put["requestBody"]["content"].pop("text/csv"),
    "a status is gone": lambda p: p.put["responses"].pop("404"),
    "a status is another": lambda p: p.put["responses"].update(
        {"202": p.put["responses"].pop("200")}
    ),
    "a further way to succeed": lambda p: p.put["responses"].update({"202": {}}),
    "a header is gone": lambda p: p.put["responses"]["200"]["headers"].clear(),
    "a header may be missing": lambda p: p.put["responses"]["200"]["headers"]["ETag"].update(
        required=False
    ),
    "a media type is not sent": lambda p: p.put["responses"]["200"]["content"].clear(),
    "a field is gone": lambda p: p.shown.pop("name"),
    "an optional field is gone": lambda p: p.shown.pop("note"),
    "a field may be missing": lambda p: p.thing["required"].remove("at"),
    "a field may be null": lambda p: p.shown["name"].update(type=["string", "null"]),
    "a field is of another type": lambda p: p.shown["name"].update(type="integer"),
    "a field may be anything": lambda p: p.shown.update(name={}),
    "a list is of something else": lambda p: p.shown["parts"].update(items={"type": "string"}),
    "a map is of something else": lambda p: p.shown["counts"].update(
        additionalProperties={"type": "string"}
    ),
    "a format is gone": lambda p: p.shown["at"].pop("format"),
    "a value is gone": lambda p: p.states.remove("old"),
    "a sent field is gone": lambda p: p.sent.pop("kind"),
    "a sent field is required": lambda p: p.body["required"].append("kind"),
    "a new field is required": lambda p: (
        p.sent.update(more={"type": "string"}),
        p.body["required"].append("more"),
    ),
    "a sent field takes less": lambda p: p.sent["name"].update(maxLength=9),
    "a sent field has a form": lambda p: p.sent["name"].update(pattern="^[a-z]+$"),
    "a sent value is gone": lambda p: p.sent["kind"]["enum"].remove("large"),
    "a sent field takes certain values": lambda p: p.sent["name"].update(enum=["a", "b"]),
    "a sent field takes one type less": lambda p: p.sent["cost"]["anyOf"].pop(),
    "further keys are refused": lambda p: p.body.update(additionalProperties=False),
    "a sent map takes less": lambda p: p.sent["settings"].update(
        additionalProperties={"type": "string"}
    ),
    "a sent list is of something else": lambda p: p.sent["tags"].update(items={"type": "integer"}),
}
ADDITIONS = {
    "nothing": lambda p: None,
    "a path": lambda p: p.new["paths"].update({"/more/": p.new["paths"]["/others/"]}),
    "a verb": lambda p: p.new["paths"]["/others/"].update({"post": p.put}),
    "a parameter that may be left out": lambda p: p.put["parameters"].append(
        {"in": "query", "name": "more", "schema": {"type": "string"}}
    ),
    "a parameter takes more": lambda p: p.put["parameters"][1]["schema"].update(maximum=10),
    "a media type": lambda p: p.put["requestBody"]["content"].update({"text/plain": {}}),
    "a way to fail": lambda p: p.put["responses"].update({"409": {}}),
    "a header": lambda p: p.put["responses"]["200"]["headers"].update(
        {"Sunset": {"required": True, "schema": {"type": "string"}}}
    ),
    "a field": lambda p: p.shown.update(more={"type": "string"}),
    "a field is always there": lambda p: p.thing["required"].append("note"),
    "a field is never null": lambda p: p.shown["score"].update(type="number"),
    "a number is whole": lambda p: p.shown["score"].update(type=["integer", "null"]),
    "a field has a format": lambda p: p.shown["name"].update(format="uuid"),
    "a value": lambda p: p.states.append("newer"),
    "null is said in another way": lambda p: p.shown.update(
        score={"oneOf": [{"type": "number"}, {"type": "null"}]}
    ),
    "a reference instead of a copy": lambda p: p.shown.update(
        state={"allOf": [{"$ref": "#/components/schemas/StateEnum"}], "description": "Its state."}
    ),
    "a description": lambda p: p.shown["name"].update(description="What it is called."),
    "deprecation": lambda p: (p.put.update(deprecated=True), p.shown["name"].update(deprecated=1)),
    "a sent field": lambda p: p.sent.update(more={"type": "string"}),
    "a sent field may be left out": lambda p: p.body["required"].clear(),
    "a sent field may be null": lambda p: p.sent["name"].update(type=["string", "null"]),
    "a sent field takes more": lambda p: p.sent["name"].pop("maxLength"),
    "a sent value": lambda p: p.sent["kind"]["enum"].append("huge"),
    "a sent field takes anything": lambda p: p.sent.update(name={}),
    "a sent field takes another type": lambda p: p.sent["cost"]["anyOf"].append({"type": "null"}),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_breaks_clients_is_found_once(name):
    found = changed(BREAKS[name])
    assert len(found) == (2 if name == "a status is another" else 1), found


@pytest.mark.parametrize("name", ADDITIONS)
def test_what_only_adds_is_let_pass(name):
    assert changed(ADDITIONS[name]) == []


def test_a_break_says_where_it_is():
    assert changed(BREAKS["a path is gone"]) == ["GET /others/: gone"]
    assert changed(BREAKS["a field may be null"]) == ["Thing.name: null may now come"]
    assert changed(BREAKS["a field is of another type"]) == ["Thing.name: integer may now come"]
    assert changed(BREAKS["a value is gone"]) == ["StateEnum: the value 'old' is gone"]
    assert changed(BREAKS["a sent field is required"]) == ["ThingBody.kind: required now"]
    assert changed(BREAKS["a parameter is gone"]) == [f"PUT {PATH} query page: gone"]


def of_alternatives(old, new, *, side):
    return list(Comparison(old={}, new={}, side=side).breaks(old, new, "it"))


CIRCLE = {"type": "object", "properties": {"radius": {"type": "number"}}, "required": ["radius"]}
SQUARE = {"type": "object", "properties": {"side": {"type": "number"}}, "required": ["side"]}


def test_alternatives_are_compared_with_those_that_they_fit():
    either, other_order = {"oneOf": [CIRCLE, SQUARE]}, {"anyOf": [SQUARE, CIRCLE]}
    for side in Side:
        assert of_alternatives(either, other_order, side=side) == []
    assert of_alternatives(CIRCLE, either, side=Side.REQUEST) == []
    assert of_alternatives(either, CIRCLE, side=Side.REQUEST) != []
    assert of_alternatives(CIRCLE, either, side=Side.RESPONSE) != []
    assert of_alternatives(either, CIRCLE, side=Side.RESPONSE) == []
