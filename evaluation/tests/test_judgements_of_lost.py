"""Where no validation comes to an end of itself, the run still has a judgement for each attempt."""

from datetime import timedelta

import pytest
from django.conf import settings as project
from django.utils import timezone

from evaluation.models import Evaluation
from evaluation.tests.runs import judged_run
from experiments.models import Run
from experiments.tests.draining import drained, quicken, reconciled
from experiments.tests.holding import lose_the_worker
from experiments.tests.processes import provider
from experiments.work.finish import finish
from experiments.work.reconcile import sweep

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def answered_run(settings):
    quicken(settings)
    with provider() as fake:
        run = judged_run(fake.base_url, tasks=1, deadline_seconds=600)
        drained(run)
    return run


def test_a_validation_that_fails_with_its_worker_has_its_judgement_before_the_run_can_end(
    answered_run,
):
    lose_the_worker(answered_run, stage="validation", alone=True)
    sweep(answered_run.pk, now=timezone.now())
    assert Evaluation.objects.get(run=answered_run).error_code == "interrupted"
    assert finish(answered_run.pk)


def test_so_has_one_that_the_deadline_ended(answered_run):
    long_ago = timezone.now() - timedelta(seconds=project.DEADLINE_GRACE_SECONDS)
    Run.objects.update(deadline_at=long_ago)
    reconciled()
    assert Evaluation.objects.get(run=answered_run).error_code == "deadline_exceeded"
    assert Run.objects.get(pk=answered_run.pk).state == "completed"
