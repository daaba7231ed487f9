"""The OpenAPI document and its pages."""

import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from config.api_contract import client, documents
from config.api_contract.checking import faults, release
from config.api_contract.documents import OPENAPI, SCHEMAS
from organizations.tests.http import API

OPENAPI_JSON = "application/vnd.oai.openapi+json"


@pytest.fixture(scope="module")
def document():
    response = Client().get(f"{API}/schema/", headers={"Accept": OPENAPI_JSON})
    return json.loads(response.content)


def operations(document):
    for address, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {address}", operation


@pytest.fixture(scope="module")
def made():
    return documents.made(validate=False)


@pytest.fixture
def copied(settings, tmp_path):
    """A checkout of its own, whose documents may be spoiled."""
    folders = ("docs", "docs/released")
    names = [f"{folder}/{name}" for folder in folders for name in (OPENAPI, *SCHEMAS)]
    for name in (*names, client.TYPES):
        copy = tmp_path / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((settings.BASE_DIR / name).read_bytes())
    settings.BASE_DIR = tmp_path
    return tmp_path


def replace_in(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_documents_that_drifted_are_found_and_mended(copied, made):
    assert faults(made) == []
    (copied / "docs" / OPENAPI).unlink()
    replace_in(copied / "docs" / "summary.schema.json", "p_value", "p")
    assert faults(made) == [
        f"docs/{name} is not what the code says. Run: manage.py check_openapi --write"
        for name in (OPENAPI, "summary.schema.json")
    ]
    call_command("check_openapi", write=True)
    # Not the first in this process, and yet the same.
    assert documents.read(documents.directory()) == made


def test_types_of_another_document_are_found(copied, made):
    types = copied / client.TYPES
    replace_in(types, "sha256:", "sha256:0")
    [fault] = faults(made)
    assert fault.startswith(f"{client.TYPES} is not of docs/openapi.yaml. Run: npm ci")
    types.unlink()
    assert faults(made) == [fault]


def test_what_was_released_is_kept(copied, made):
    released = copied / "docs" / "released"
    replace_in(released / OPENAPI, "{run_id}/diagnostics/:", "{run_id}/figures/:")
    replace_in(released / "summary.schema.json", "mde_80", "mde")
    told = "\n".join(faults(made))
    for broken in (
        "GET /api/v1/runs/{run_id}/figures/: gone",
        "Pair.mde: gone",
        "RatioPair.mde: gone",
    ):
        assert f"(docs/api.md, Versions), by {broken}" in told
    release(made)
    assert faults(made) == []


def test_what_was_released_is_not_forgotten(copied, made):
    (copied / "docs" / "released" / OPENAPI).unlink()
    assert faults(made) == ["docs/released/openapi.yaml is missing"]


def test_a_fault_ends_the_command_with_an_error(copied):
    (copied / client.TYPES).unlink()
    with pytest.raises(CommandError, match="npm run generate"):
        call_command("check_openapi")


def test_the_document_is_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    assert f"{API}/runs/{{run_id}}/summary/" in document["paths"]


def test_every_error_is_described_as_a_problem(document):
    for name, operation in operations(document):
        errors = {code: r for code, r in operation["responses"].items() if code >= "400"}
        assert {"401", "404"} <= set(errors), name
        for code, response in errors.items():
            assert list(response["content"]) == ["application/problem+json"], (name, code)


def test_every_operation_needs_somebody_signed_in(document):
    for name, operation in operations(document):
        assert operation["security"] == [{"bearerAuth": []}, {"cookieAuth": []}], name


def test_the_docs_page_needs_nothing_that_the_policy_refuses():
    response = Client().get(f"{API}/docs/")
    html = response.content.decode()
    assert response.status_code == 200
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)
    script = re.search(r'src="(/api/v1/docs/[^"]+)"', html)[1]
    assert Client().get(script)["Content-Type"].startswith("application/javascript")
