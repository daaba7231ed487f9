"""What is published is what its JSON Schema says, whatever came of the run."""

import json
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator, ValidationError

from experiments.models import Attempt, Validation
from experiments.tests.factories import AttemptFactory, RunArmFactory, RunFactory, TaskFactory
from experiments.tests.results import result
from leaderboards.aggregation import publish
from leaderboards.queries import comparison_document, published
from leaderboards.tests.imports import evaluation, grid, imported_run, passing
from leaderboards.tests.published import published_run
from leaderboards.tests.replayed import replayable_run, sealed_comparison
from leaderboards.tests.schemas import assert_described, schema

pytestmark = pytest.mark.django_db


def again(run, **changes):
    """Another revision, its attempts changed."""
    Attempt.objects.filter(run=run).update(**changes)
    return json.loads(publish(run).content)


def ragged(tmp_path):
    """Arms with tasks of their own, without some costs and without any latency."""
    return imported_run(
        tmp_path,
        *grid(tasks=4, a=passing(1), b=passing()),
        result("a", "only-a", cost_usd="0.01", evaluation=evaluation(0.5)),
        result("c", "only-c", state="failed", error_code="timeout"),
        result("c", "t000", state="failed"),
        judge="strict-judge",
    )


def test_a_run_of_many_tasks():
    found = published(published_run(arms=("a", "b", "c"), tasks=31))
    assert_described(found, by="summary")
    assert found["leaderboards"]["quality"]["entries"][0]["rank_interval"]


def test_an_imported_run_with_ragged_tasks(tmp_path):
    found = published(ragged(tmp_path))
    assert_described(found, by="summary")
    assert found["run"]["judge"] == "strict-judge"
    assert any(pair["tasks_only_a"] for pair in found["pairwise"]["quality"])


@pytest.mark.parametrize("arms", [("only",), ("a", "b", "c", "d")])
def test_any_number_of_arms(arms):
    assert_described(published(published_run(arms=arms)), by="summary")


@pytest.mark.parametrize("tasks", [0, 1])
def test_one_task_or_none(tasks):
    assert_described(published(published_run(tasks=tasks)), by="summary")


def test_nothing_succeeded():
    run = published_run()
    failed = {"state": "failed", "error_code": "provider_unavailable", "latency_ms": None}
    found = again(run, **failed)
    assert found["attempts"]["succeeded"] == 0
    assert_described(found, by="summary")


def test_everything_timed_out():
    run = published_run()
    found = again(run, state="failed", error_code="timeout", latency_ms=1_000.0)
    assert found["leaderboards"]["latency"]["entries"][0]["p50_ms"]["lower_bound"] == 1_000
    assert_described(found, by="summary")


def test_all_arms_did_equally_well():
    run = published_run()
    Validation.objects.filter(attempt__run=run).update(status="passed", score=1.0)
    found = again(run, latency_ms=100.0, cost_usd=Decimal("0.001"))
    pairs = [pair for board in found["pairwise"].values() for pair in board]
    assert {pair["verdict"] for pair in pairs} == {"indistinguishable"}
    assert_described(found, by="summary")


@pytest.mark.parametrize(("cost", "source"), [(None, "none"), (Decimal(0), "table")])
def test_costs_that_are_unknown_or_nothing(cost, source):
    found = again(published_run(), cost_usd=cost, cost_source=source)
    assert_described(found, by="summary")


def test_nobody_judged():
    found = published(published_run(judged=False))
    assert found["run"]["evaluator_profile"] is None
    assert_described(found, by="summary")


def test_a_run_in_which_nothing_happened():
    assert_described(json.loads(publish(RunFactory(finished=True)).content), by="summary")


def test_a_run_that_was_cancelled():
    run = RunFactory(finished=True, state="cancelled")
    task = TaskFactory(task_set=run.task_set)
    AttemptFactory(arm=RunArmFactory(run=run), task=task, state="cancelled")
    assert_described(json.loads(publish(run).content), by="summary")


@pytest.mark.parametrize(
    "says",
    [
        lambda attempt: {},
        lambda attempt: {"quality": 0.75, "risk": 0.1} if attempt.arm.key == "slow" else {},
        lambda attempt: None,
    ],
    ids=["the same", "other scores", "every judgement failed"],
)
def test_a_replay(says):
    comparison = sealed_comparison(replayable_run(tasks=2), says=says)
    assert_described(comparison_document(comparison.work), by="comparison")


def test_a_replay_whose_judges_were_asked_twice():
    run = replayable_run(tasks=2)
    profile = run.judged_by.profile
    first = sealed_comparison(run, profile=profile)
    found = comparison_document(sealed_comparison(run, profile=profile).work)
    assert found["self_agreement"]["noise_sd"]
    assert found["seal"]["previous_digest"] == first.digest
    assert_described(found, by="comparison")


def test_the_scores_of_two_imports(tmp_path):
    runs = [imported_run(tmp_path, result(evaluation=evaluation(score))) for score in (0.2, 0.7)]
    found = comparison_document(runs[1])
    assert found["old_profile"]["digest"] is None
    assert found["flips"]["attempts"]
    assert_described(found, by="comparison")


@pytest.mark.parametrize("name", ["summary", "comparison"])
def test_the_schemas_are_schemas(name):
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$id"] == f"urn:bakeoff:{name}:1.0"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda found: found.pop("seed"),
        lambda found: found["run"].update(id="x"),
        lambda found: found["leaderboards"]["cost"]["entries"][0].update(estimate="0.001"),
        lambda found: found["pairwise"]["quality"][0].update(verdict="a_wins"),
        lambda found: found["flags"].append({"code": "low_n"}),
        lambda found: found.update(composite=0.5),
    ],
)
def test_what_is_not_as_described_is_found(spoil):
    found = published(published_run())
    assert_described(found, by="summary")
    spoil(found)
    with pytest.raises(AssertionError):
        assert_described(found, by="summary")


def test_clients_may_validate_what_a_later_version_adds():
    found = published(published_run()) | {"added_later": 1}
    found["flags"].append({"code": "new", "severity": "warn", "observed": None, "threshold": 1})
    try:
        Draft202012Validator(schema("summary")).validate(found)
    except ValidationError as fault:
        pytest.fail(fault.message)
