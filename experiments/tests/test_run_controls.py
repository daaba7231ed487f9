"""Pausing and resuming a run, beside what its workers do."""

import threading

import pytest
from django.utils import timezone

from experiments.models import Attempt, Run
from experiments.run_controls import cancel_run, pause_run, resume_run, retry_errors
from experiments.tests.draining import at_work, drained, quicken, reconciled, worked
from experiments.tests.factories import AttemptFactory, RunArmFactory, RunFactory
from experiments.tests.processes import always, provider, wait_until
from experiments.tests.runs import started_run
from organizations.errors import DomainError

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


def fresh(run):
    return Run.objects.get(pk=run.pk)


def count(run, **where):
    return Attempt.objects.filter(run=run, **where).count()


def refusal(change, run):
    with pytest.raises(DomainError) as refused:
        change(run)
    assert refused.value.status == 409
    return refused.value.code


def test_a_paused_run_ends_what_is_in_flight_and_calls_nothing_more():
    paused = threading.Event()

    def answer(body):
        paused.wait(30)
        return always()(body)

    with provider(answer) as fake:
        run = started_run(fake.base_url, tasks=12, max_concurrency=3)
        with at_work(run):
            wait_until(lambda: fake.total == 3)
            pause_run(run)
            paused.set()
        assert fake.total == count(run, state="succeeded") == 3
        assert reconciled() == []
        drained(run)
        assert (fake.total, fresh(run).state) == (3, "running")
        resume_run(run)
        assert {attempt.state for attempt in worked(run)} == {"succeeded"}
    assert fake.total == 12


def test_pausing_twice_keeps_the_first_moment_and_resuming_twice_is_resuming():
    run = RunFactory()
    pause_run(run)
    first = fresh(run).paused_at
    pause_run(run)
    assert fresh(run).paused_at == first
    resume_run(run)
    resume_run(run)
    assert fresh(run).paused_at is None


def test_resuming_asks_again_with_a_credential_that_was_refused():
    with provider() as fake:
        run = started_run(fake.base_url, tasks=2)
        connection = str(run.arms.get().connection_id)
        Run.objects.filter(pk=run.pk).update(blocked_credentials={connection: "auth_failed"})
        resume_run(run)
        assert fresh(run).blocked_credentials == {}
        assert {attempt.state for attempt in worked(run)} == {"succeeded"}


@pytest.mark.parametrize("change", [pause_run, resume_run, cancel_run])
@pytest.mark.parametrize("state", ["completed", "cancelled"])
def test_a_run_that_has_ended_is_neither_paused_nor_resumed_nor_cancelled(change, state):
    run = RunFactory(state=state, finished_at=timezone.now())
    assert refusal(change, run) == "run_not_running"


@pytest.mark.parametrize("change", [pause_run, resume_run])
def test_a_run_that_is_being_cancelled_is_neither_paused_nor_resumed(change):
    run = RunFactory(cancel_requested_at=timezone.now())
    assert refusal(change, run) == "run_not_running"
    assert refusal(retry_errors, run) == "run_cancelled"


def test_a_paused_run_can_be_cancelled():
    run = RunFactory()
    attempt = AttemptFactory(arm=RunArmFactory(run=run))
    pause_run(run)
    cancel_run(run)
    attempt.refresh_from_db()
    assert (fresh(run).state, attempt.state) == ("cancelled", "cancelled")


def test_controls_see_the_run_as_it_is_and_not_as_it_was_read():
    run = RunFactory()
    stale = fresh(run)
    cancel_run(run)
    assert refusal(pause_run, stale) == "run_not_running"
