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
    TaskFactory,
    ValidationFactory,
)
from leaderboards import attempt_rows
from leaderboards.csv_cells import safe_cell
from leaderboards.exports import COLUMNS, HEADER, LONG
from leaderboards.serializers import AttemptSerializer
from leaderboards.tests.test_csv_cells import DANGEROUS
from organizations.tests.http import API, client_of


def exported(run, *, format=None):
    query = f"?format={format}" if format else ""
    client = client_of(run.experiment.organization)
    response = client.get(f"{API}/runs/{run.pk}/export/{query}", headers={"Accept": "text/html"})
    assert response.status_code == 200
    return response, b"".join(response.streaming_content).decode()


def test_the_table_has_a_column_for_every_key():
    assert set(COLUMNS) == set(AttemptSerializer().fields)
    assert set(HEADER) > LONG
    assert not any(name != safe_cell(name) for name in HEADER)


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["jsonl", "csv"])
def test_rows_that_are_read_in_spans_are_all_there_in_order(format, monkeypatch):
    run = RunFactory()
    tasks = [TaskFactory(task_set=run.task_set, key=key) for key in "tsu"]
    for arm in (RunArmFactory(run=run, key="b"), RunArmFactory(run=run, key="a")):
        for task in tasks:
            for repeat in (2, 1):
                AttemptFactory(arm=arm, task=task, repeat=repeat, output_text="xyz", succeeded=True)
    at_once = exported(run, format=format)[1]
    assert len(list(attempt_rows.spans_of(run))) == 2
    monkeypatch.setattr(attempt_rows, "SPAN_BYTES", 2)
    assert len(list(attempt_rows.spans_of(run))) == 6
    assert exported(run, format=format)[1] == at_once
    if format == "jsonl":
        rows = [json.loads(line) for line in at_once.splitlines()]
        cells = [(row["arm"], row["task"], row["repeat"]) for row in rows]
        assert cells == [(arm, task, repeat) for arm in "ab" for task in "stu" for repeat in (1, 2)]


@pytest.mark.django_db
@pytest.mark.parametrize("posted", [False, True])
def test_a_result_from_outside_is_exported_where_there_is_one(posted):
    attempt = ValidationFactory(status="not_run", score=None).attempt
    AttemptFactory(arm=attempt.arm)
    if posted:
        ValidationFactory(attempt=attempt, source="ci", status="failed", score=0.0)
    rows = [json.loads(line) for line in exported(attempt.run)[1].splitlines()]
    [told] = [row["validation"] for row in rows if row["id"] == str(attempt.pk)]
    assert told["status"] == ("failed" if posted else "not_run")
    assert [each["source"] for each in told["posted"]] == ["ci"] * posted


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
        ArtifactFactory(attempt=attempts[-1], diff=text + ',"\n;')
        ValidationFactory(attempt=attempts[-1])
    response, text = exported(run, format="csv")
    header, *rows = csv.reader(StringIO(text, newline=""))
    assert tuple(header) == HEADER
    assert len(rows) == len(attempts)
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell]
    assert {row[header.index("model")] for row in rows} == {f"'{text}" for text in DANGEROUS}
    for column in ("output_text", "artifact.diff"):
        cells = {row[header.index(column)] for row in rows}
        assert cells == {f"'{text},\"\n;" for text in DANGEROUS}
    assert response["Content-Type"].startswith("text/csv")


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["xlsx", "", "%00", "../../etc/passwd"])
def test_another_format_is_refused(format):
    run = RunFactory()
    client = client_of(run.experiment.organization)
    response = client.get(f"{API}/runs/{run.pk}/export/?format={format}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
