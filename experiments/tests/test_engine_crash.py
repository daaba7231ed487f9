"""Workers that are killed, stopped or told to end lose no attempt and record nothing twice."""

import signal
from collections import Counter

import pytest

from experiments.models import Attempt, ProviderCall, Run
from experiments.run_controls import cancel_run
from experiments.states import TERMINAL, CallOutcome, RunState, WorkState
from experiments.tests.processes import provider, wait_until, worker
from experiments.tests.runs import started_run

pytestmark = pytest.mark.django_db(transaction=True)


def states(run):
    return Counter(Attempt.objects.filter(run=run).values_list("state", flat=True))


def calls(run, **where):
    return ProviderCall.objects.filter(run=run, **where)


def ended(run, *, log):
    wait_until(lambda: Run.objects.get(pk=run.pk).state != RunState.RUNNING, log=log)


def exactly_one_result_each(run, *, n):
    succeeded = calls(run, outcome=CallOutcome.SUCCEEDED)
    assert states(run) == {WorkState.SUCCEEDED: n}
    assert succeeded.count() == succeeded.values("work_id").distinct().count() == n
    assert not calls(run, outcome=CallOutcome.OPEN).exists()
    assert run.summaries.count() == 1


def test_a_run_of_500_survives_kill_9_of_its_worker():
    with provider(delay=0.03) as fake:
        run = started_run(fake.base_url, tasks=500, max_concurrency=16)
        with worker() as one:
            wait_until(lambda: states(run)[WorkState.SUCCEEDED] > 100, log=one.log)
            one.kill()
        assert Attempt.objects.filter(run=run).exclude(state__in=TERMINAL).exists()
        with worker() as other:
            ended(run, log=other.log)
    exactly_one_result_each(run, n=500)
    assert calls(run, outcome=CallOutcome.AMBIGUOUS).count() <= 16
    assert fake.total <= calls(run).count()


def test_results_of_a_worker_that_slept_beyond_its_lease_come_too_late():
    with provider(delay=0.4) as fake:
        run = started_run(fake.base_url, tasks=40, max_concurrency=4)
        with worker() as sleeper:
            wait_until(lambda: states(run)[WorkState.SUCCEEDED] >= 4, log=sleeper.log)
            sleeper.freeze()
            held = set(
                Attempt.objects.filter(run=run, state=WorkState.RUNNING).values_list(
                    "id", flat=True
                )
            )
            with worker() as other:
                wait_until(lambda: states(run)[WorkState.SUCCEEDED] > 20, log=other.log)
                sleeper.kill(signal.SIGCONT)
                ended(run, log=other.log)
                wait_until(
                    lambda: not calls(run, outcome=CallOutcome.AMBIGUOUS).exists(), log=sleeper.log
                )
    exactly_one_result_each(run, n=40)
    superseded = set(calls(run, outcome=CallOutcome.SUPERSEDED).values_list("work_id", flat=True))
    assert superseded == held
    assert fake.total == calls(run).count() == 40 + len(held)


def test_a_worker_that_is_told_to_end_records_what_is_in_flight():
    with provider(delay=0.5) as fake:
        run = started_run(fake.base_url, tasks=20, max_concurrency=4)
        with worker() as one:
            wait_until(lambda: fake.total >= 8, log=one.log)
            one.process.send_signal(signal.SIGTERM)
            one.process.wait(timeout=30)
        left = states(run)
        assert WorkState.RUNNING not in left
        assert left[WorkState.PENDING] > 0
        recorded = calls(run).count()
        assert recorded == fake.total
        assert calls(run, outcome=CallOutcome.SUCCEEDED).count() == recorded
        with worker() as other:
            ended(run, log=other.log)
    exactly_one_result_each(run, n=20)
    assert fake.total == 20


def test_calls_that_outlast_the_grace_are_aborted_and_made_again():
    with provider(delay=60) as fake:
        run = started_run(fake.base_url, tasks=6, max_concurrency=4)
        with worker(BAKEOFF_STOP_GRACE_SECONDS="0.5") as one:
            wait_until(lambda: fake.total == 4, log=one.log)
            one.process.send_signal(signal.SIGTERM)
            one.process.wait(timeout=30)
        assert states(run) == {WorkState.PENDING: 6}
        assert calls(run, outcome=CallOutcome.ABORTED).count() == calls(run).count() == 4
        fake.delay = 0
        with worker() as other:
            ended(run, log=other.log)
    exactly_one_result_each(run, n=6)
    assert fake.total == 4 + 6


def test_a_cancelled_run_ends_while_its_worker_waits_for_answers():
    with provider(delay=60) as fake:
        run = started_run(fake.base_url, tasks=30, max_concurrency=4)
        with worker() as one:
            wait_until(lambda: fake.total == 4, log=one.log)
            cancel_run(run)
            ended(run, log=one.log)
    assert fake.total == 4
    assert states(run) == {WorkState.CANCELLED: 30}
    assert Run.objects.get(pk=run.pk).state == RunState.CANCELLED
    assert run.summaries.count() == 1
