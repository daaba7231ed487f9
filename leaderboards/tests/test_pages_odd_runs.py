"""Runs of which there is little to say: every page renders, and says so."""

import pytest
from django.urls import reverse

from experiments.models import Validation
from experiments.tests.factories import AttemptFactory, RunArmFactory, RunFactory, TaskFactory
from experiments.tests.results import DIFF, result
from leaderboards.aggregation import publish
from leaderboards.models import RunSummary
from leaderboards.tests.imports import evaluation, imported_run
from leaderboards.tests.published import organization_of, published_run
from organizations.roles import Role
from organizations.tests.http import API, client_of
from organizations.tests.markup import assert_strict, text_of

pytestmark = pytest.mark.django_db


def again(run):
    RunSummary.objects.all().delete()
    publish(run)
    return run


def nothing_succeeded(_):
    run = RunFactory(finished=True)
    for key in ("able", "slow"):
        task = TaskFactory(task_set=run.task_set)
        AttemptFactory(arm=RunArmFactory(run=run, key=key), failed=True, task=task)
    return again(run)


def no_attempts(_):
    run = RunFactory(finished=True)
    RunArmFactory(run=run, key="able")
    return again(run)


def one_arm(_):
    return published_run(arms=("able",), tasks=2)


def one_task(_):
    return published_run(tasks=1)


def all_ties(_):
    run = published_run(arms=("able", "alike"), tasks=4)
    for attempts in (arm.attempts for arm in run.arms.all()):
        attempts.update(latency_ms=100.0, cost_usd="0.01")
    Validation.objects.filter(run=run).update(status="passed", score=1.0)
    return again(run)


def no_costs(_):
    run = published_run()
    for arm in run.arms.all():
        arm.attempts.update(cost_usd=None, cost_source="none")
    return again(run)


def no_evaluator(_):
    return published_run(judged=False)


def ragged_import(directory):
    return imported_run(
        directory,
        result("a", "t1", output=f"Here:\n{DIFF}", latency_ms=5, cost_usd=0.1),
        result("a", "t2", validation={"status": "passed"}),
        result("b", "t2", validation={"status": "failed"}, evaluation=evaluation(0.5)),
        result("c", "t3", state="failed"),
        judge="strict-judge",
    )


# How a run is odd → what its page says of that.
ODD = {
    nothing_succeeded: ("2 failed", "No attempt has a known cost", "Nothing to draw"),
    no_attempts: ("No data.",),
    one_arm: ("on the line",),
    one_task: ("Only 1 task",),
    all_ties: ("Not distinguishable",),
    no_costs: (
        "Cost—not known",
        "No attempt has a known cost",
        "No arm has both a quality and a",
    ),
    no_evaluator: ("nothing was judged", "Nothing was judged"),
    ragged_import: ("imported", "measured elsewhere", "Not drawn, for want of one"),
}
PAGES = ("run", "pairwise", "attempts", "diagnostics", "replays", "label")


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.__name__)
def test_every_page_of_an_odd_run_renders_and_says_what_there_is_not(odd, tmp_path):
    run = odd(tmp_path)
    client = client_of(organization_of(run), Role.EDITOR)
    seen = {}
    for name in PAGES:
        response = client.get(reverse(name, args=[run.pk]))
        assert response.status_code == 200, name
        assert_strict(response)
        seen[name] = text_of(response)
    for words in ODD[odd]:
        assert words in seen["run"]
    for wrong in ("None", "nan", "NaN", "inf%"):
        assert wrong not in seen["run"].split()
    assert client.get(f"{API}/runs/{run.pk}/summary/").status_code == 200
    for board in ("quality", "latency", "cost", "evaluator"):
        for ending in ("csv", "json"):
            place = reverse("board", args=[run.pk, board, ending])
            assert client.get(place).status_code == 200, place
