"""Exports: the same rows as the API, and nothing that a spreadsheet would run."""

import csv
import json
from io import StringIO

import pytest

from evaluation.tests.factories import EvaluationFactory
from experiments.tests.factories import (
    ArtifactFactory,
    AttemptFactory,
    RunArmFactory,
    RunFactory,
    ValidationFactory,
)
from leaderboards.exports import COLUMNS, HEADER, safe_cell
from leaderboards.serializers import AttemptSerializer
from organizations.tests.http import API, client_of

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']


def exported(run, *, format=None):
    query = f"?format={format}" if format else ""
    client = client_of(run.experiment.organization)
    response = client.get(f"{API}/runs/{run.pk}/export/{query}", headers={"Accept": "text/html"})
    assert response.status_code == 200
    return response, b"".join(response.streaming_content).decode()


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_cell_that_starts_a_formula_becomes_text(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, ""), (True, "true"), (1.5, "1.5"), (-1, "'-1"), ([], "[]"), ("a=1", "a=1")],
)
def test_other_cells_stay_what_they_are(value, shown):
    assert safe_cell(value) == shown


def test_the_table_has_a_column_for_every_key():
    assert set(COLUMNS) == set(AttemptSerializer().fields)
    assert not any(name != safe_cell(name) for name in HEADER)


@pytest.mark.django_db
def test_the_lines_are_the_resources_of_the_api():
    attempt = EvaluationFactory().attempt
    ArtifactFactory(attempt=attempt)
    AttemptFactory(arm=attempt.arm)
    response, text = exported(attempt.run)
    client = client_of(attempt.run.experiment.organization)
    shown = client.get(f"{API}/runs/{attempt.run_id}/attempts/").json()["results"]
    by_id = {row["id"]: row for row in map(json.loads, text.splitlines())}
    assert by_id == {row["id"]: row for row in shown}
    assert response["Content-Type"] == "application/jsonl"
    assert f'filename="run-{attempt.run_id}.jsonl"' in response["Content-Disposition"]


@pytest.mark.django_db
def test_the_table_has_a_row_for_every_attempt_and_no_formula():
    attempts = []
    run = RunFactory()
    for text in DANGEROUS:
        arm = RunArmFactory(run=run, key=text, model=text, provider=text)
        attempts.append(AttemptFactory(arm=arm, succeeded=True, output_text=text + ',"\n;'))
        ValidationFactory(attempt=attempts[-1])
    response, text = exported(run, format="csv")
    header, *rows = csv.reader(StringIO(text, newline=""))
    assert tuple(header) == HEADER
    assert len(rows) == len(attempts)
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell]
    assert {row[header.index("model")] for row in rows} == {f"'{text}" for text in DANGEROUS}
    assert response["Content-Type"].startswith("text/csv")


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["xlsx", "", "%00", "../../etc/passwd"])
def test_another_format_is_refused(format):
    run = RunFactory()
    client = client_of(run.experiment.organization)
    response = client.get(f"{API}/runs/{run.pk}/export/?format={format}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
