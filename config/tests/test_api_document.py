"""The OpenAPI document and its pages."""

import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

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


def test_the_committed_document_is_what_the_code_says():
    call_command("check_openapi")


def test_a_document_that_drifted_is_found(settings, tmp_path):
    committed = settings.BASE_DIR / "docs" / "openapi.yaml"
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="check_openapi --write"):
        call_command("check_openapi")
    (tmp_path / "docs").mkdir()
    call_command("check_openapi", write=True)
    # Not the first in this process, and yet the same.
    assert (tmp_path / "docs" / "openapi.yaml").read_bytes() == committed.read_bytes()


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
