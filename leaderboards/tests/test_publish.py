"""Publishing: one immutable document for the same rows, and a new revision for others."""

import json

import pytest

from experiments.models import Attempt, Run
from experiments.tests.factories import (
    AttemptFactory,
    RunArmFactory,
    RunFactory,
    TaskFactory,
    ValidationFactory,
)
from leaderboards.aggregation import publish
from leaderboards.models import RunSummary
from leaderboards.queries import latest_summary
from leaderboards.tests.published import BROKEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    run = RunFactory(finished=True, repeats=2)
    tasks = [TaskFactory(task_set=run.task_set) for _ in range(3)]
    for arm in (RunArmFactory(run=run, key="a"), RunArmFactory(run=run, key="b")):
        for task in tasks:
            AttemptFactory(arm=arm, task=task, repeat=1, succeeded=True)
            AttemptFactory(arm=arm, task=task, repeat=2, failed=True)
    return run


def content(summary):
    return json.loads(summary.content)


def test_the_document_has_the_shape_of_its_schema(run):
    found = content(publish(run))
    assert set(found) == {
        "schema_version",
        "run",
        "arms",
        "attempts",
        "leaderboards",
        "pairwise",
        "stages",
        "flags",
        "methods",
        "seed",
        "input_digest",
        "computed_at",
    }
    assert set(found["leaderboards"]) == set(found["pairwise"])
    assert set(found["leaderboards"]) == {"quality", "latency", "cost", "evaluator"}
    assert found["attempts"] == {
        "total": 12,
        "succeeded": 6,
        "failed": 6,
        "cancelled": 0,
        "by_error_code": {"timeout": 6},
    }
    assert [arm["key"] for arm in found["arms"]] == ["a", "b"]
    assert set(found["stages"]) == {"attempts", "validation", "evaluation"}


def test_the_same_rows_give_the_same_revision(run):
    first = publish(run)
    assert publish(run).pk == first.pk
    assert RunSummary.objects.count() == 1


def test_what_no_figure_rests_on_is_a_new_revision_too(run):
    """A retry may end with another state, another code, or more calls."""
    failed = Attempt.objects.filter(run=run, state="failed")
    failed.update(error_code="credential_unavailable")
    first = publish(run)
    failed.update(state="cancelled", error_code="cancelled")
    Run.objects.filter(pk=run.pk).update(state="cancelled")
    second = publish(Run.objects.get(pk=run.pk))
    assert (second.revision, second.input_digest) == (2, first.input_digest)
    assert content(second)["run"]["state"] == "cancelled"
    assert content(second)["attempts"]["cancelled"] == content(first)["attempts"]["failed"] == 6


def test_the_order_of_the_rows_does_not_matter(run):
    first = content(publish(run))
    copies = list(Attempt.objects.filter(run=run))
    Attempt.objects.filter(run=run).delete()
    RunSummary.objects.all().delete()
    Attempt.objects.bulk_create(reversed(copies))
    second = content(publish(Run.objects.get(pk=run.pk)))
    assert {**first, "computed_at": ""} == {**second, "computed_at": ""}


def test_other_rows_give_a_new_revision_and_the_first_stays(run):
    first = publish(run)
    before = first.content
    Attempt.objects.filter(run=run, state="succeeded").update(latency_ms=5_000.0)
    second = publish(run)
    assert (first.revision, second.revision) == (1, 2)
    assert second.input_digest != first.input_digest
    assert RunSummary.objects.get(pk=first.pk).content == before


def test_rows_that_went_back_to_what_they_were_are_the_latest_revision_again(run):
    solved = Attempt.objects.filter(run=run, state="succeeded")
    first = publish(run)
    solved.update(latency_ms=5_000.0)
    publish(run)
    solved.update(latency_ms=120.5)
    third = publish(run)
    assert (third.revision, third.input_digest) == (3, first.input_digest)
    assert latest_summary(run) == third == publish(run)


@pytest.mark.parametrize(("checks", "missing"), [([{"kind": "applies"}], 1), ([], 0)])
def test_a_validation_that_failed_is_a_zero_by_infrastructure_where_checks_are_asked(
    checks, missing
):
    run = RunFactory(finished=True)
    task = TaskFactory(task_set=run.task_set, validation=checks)
    attempt = AttemptFactory(arm=RunArmFactory(run=run), task=task, succeeded=True)
    ValidationFactory(attempt=attempt, **BROKEN)
    [entry] = content(publish(run))["leaderboards"]["quality"]["entries"]
    assert entry["missing"]["infra_error"] == missing
    assert entry["missing"]["unscored"] == 1 - missing
    assert entry["estimate"] == (0.0 if missing else None)


def test_a_run_without_any_attempt_has_a_document_too():
    found = content(publish(RunFactory(finished=True)))
    assert found["attempts"]["total"] == 0
    assert all(board["entries"] == [] for board in found["leaderboards"].values())


def test_a_run_of_failures_only_ranks_nobody(run):
    Attempt.objects.filter(run=run).update(
        state="failed", error_code="provider_unavailable", latency_ms=None
    )
    found = content(publish(run))
    assert found["attempts"]["by_error_code"] == {"provider_unavailable": 12}
    for board in ("latency", "cost", "evaluator"):
        entries = found["leaderboards"][board]["entries"]
        assert [entry["arm"] for entry in entries] == ["a", "b"]
        assert {entry["estimate"] for entry in entries} == {None}


def test_the_document_is_plain_json_without_nan(run):
    text = publish(run).content
    assert json.dumps(json.loads(text, parse_constant=pytest.fail), ensure_ascii=False) == text
