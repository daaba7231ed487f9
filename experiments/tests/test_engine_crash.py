"""A worker that is killed loses no attempt, and no result is recorded twice."""

from collections import Counter

import pytest

from experiments.models import Attempt, ProviderCall, Run
from experiments.states import TERMINAL, CallOutcome, RunState, WorkState
from experiments.tests.processes import provider, wait_until, worker
from experiments.tests.runs import started_run

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_run_of_500_survives_kill_9_of_its_worker():
    with provider(delay=0.03) as fake:
        run = started_run(fake.base_url, tasks=500, max_concurrency=16)
        attempts = Attempt.objects.filter(run=run)
        with worker() as one:
            wait_until(lambda: attempts.filter(state="succeeded").count() > 100, log=one.log)
            one.kill()
        assert attempts.exclude(state__in=TERMINAL).exists()
        with worker() as other:
            wait_until(
                lambda: Run.objects.get(pk=run.pk).state == RunState.COMPLETED, log=other.log
            )

    assert Counter(attempts.values_list("state", flat=True)) == {WorkState.SUCCEEDED: 500}
    assert run.summaries.count() == 1
    calls = ProviderCall.objects.filter(run=run)
    ambiguous = calls.filter(outcome=CallOutcome.AMBIGUOUS).count()
    succeeded = calls.filter(outcome=CallOutcome.SUCCEEDED)
    assert succeeded.count() == succeeded.values("work_id").distinct().count() == 500
    assert ambiguous <= 16
    assert fake.total <= calls.count()
    assert not calls.filter(outcome=CallOutcome.OPEN).exists()
