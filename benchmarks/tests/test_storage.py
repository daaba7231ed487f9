"""The benchmarks of planning and storage measure what the product would have stored."""

import pytest
from django.db import connection

from benchmarks.lived import Sizes
from benchmarks.management.commands.measure_plan import seconds_of
from benchmarks.management.commands.measure_storage import measure, worked
from benchmarks.planned import store_experiment
from benchmarks.storage import render
from evaluation.internal.models import Rationale
from evaluation.models import Evaluation
from experiments.actions import start_run
from experiments.models import Artifact, Attempt, ProviderCall, Validation
from experiments.states import CallOutcome, RunState, WorkState
from experiments.work.finish import finish

SIZES = Sizes(answer=200, diff=100, verdict=200)


@pytest.mark.django_db
def test_planning_is_measured_and_leaves_no_attempts():
    experiment = store_experiment(attempts=20)
    assert seconds_of(experiment, 20) > 0
    assert not Attempt.objects.exists()


@pytest.mark.django_db
def test_attempts_that_cannot_come_out_even_are_refused():
    with pytest.raises(ValueError, match="25 attempts"):
        store_experiment(attempts=25)


@pytest.mark.django_db
def test_what_lived_through_all_stages_is_a_run_that_can_be_published():
    run = start_run(store_experiment(attempts=20, judged=True), actor=None)
    worked(run, batch=8, sizes=SIZES)
    for model in (Attempt, Validation, Evaluation):
        assert model.objects.filter(run=run, state=WorkState.SUCCEEDED).count() == 20
    assert ProviderCall.objects.filter(run=run, outcome=CallOutcome.SUCCEEDED).count() == 40
    assert Artifact.objects.count() == Rationale.objects.count() == 20
    finish(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.COMPLETED
    assert run.summaries.get()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="it measures PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_what_attempts_take_up_is_told_by_table_and_index():
    storage = measure(20, batch=8, sizes=SIZES)
    assert {each.name: each.rows for each in storage.packed} == {
        "experiments_attempt": 20,
        "experiments_artifact": 20,
        "experiments_providercall": 40,
        "experiments_validation": 20,
        "evaluation_evaluation": 20,
        "evaluation_internal_rationale": 20,
    }
    assert all(each.total > 0 and each.by_index for each in storage.packed)
    assert storage.wal > storage.plan_wal > 0
    assert "a million attempts" in render(storage.as_json())
