"""A provider that attempts and the judge share is shared by both, within a run and between runs."""

import pytest

from evaluation.models import Evaluation, RunProfile
from evaluation.tests.runs import judged_run
from experiments.actions import start_run
from experiments.models import Artifact, Attempt
from experiments.tests.draining import quicken
from experiments.tests.holding import NOWHERE, Holder, answered
from experiments.tests.runs import saved_experiment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


@pytest.fixture
def run():
    """Four of its ten attempts wait for the judge; the provider is allowed four calls at once."""
    run = judged_run(NOWHERE, tasks=10)
    run.experiment.organization.allowlist.update(max_concurrency=4)
    profile = RunProfile.objects.get(run=run).profile
    for attempt in Attempt.objects.filter(run=run)[:4]:
        Artifact.objects.create(attempt=attempt, format="unified_diff", diff="a patch")
        Evaluation.objects.create(run=run, attempt=attempt, profile=profile)
        Attempt.objects.filter(pk=attempt.pk).update(state="succeeded")
    return run


def test_another_runs_attempts_leave_the_judge_its_part(run):
    Attempt.objects.filter(run=run, state="pending").delete()
    owner = run.experiment.organization
    other = start_run(saved_experiment(owner, name="other", tasks=20), actor=None)
    assert len(Holder(other).claims(20)) == 2
    assert len(Holder(run, "evaluation").claims(20)) == 2


def test_a_runs_own_attempts_do_so_too(run):
    assert len(Holder(run).claims(20)) == 2
    assert len(Holder(run, "evaluation").claims(20)) == 2


def test_where_attempts_had_all_of_it_what_ends_makes_room_for_the_judge(run):
    Evaluation.objects.update(state="cancelled")
    attempts = Holder(run)
    first, *_ = attempts.claims(4)
    Evaluation.objects.update(state="pending")
    late = Holder(run)
    late.token = attempts.token
    late.records(answered(first))
    assert late.claims(4) == []
    assert len(Holder(run, "evaluation").claims(4)) == 1
