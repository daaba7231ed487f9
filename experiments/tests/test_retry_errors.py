"""Trying again what failed: which rows, how the run goes on, and who else is at it."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from experiments.mending import MENDABLE
from experiments.models import Attempt, ProviderCall, Run, Validation
from experiments.run_controls import cancel_run, retry_errors
from experiments.tests.draining import quicken, worked
from experiments.tests.factories import (
    AttemptFactory,
    RunArmFactory,
    RunFactory,
    TaskFactory,
    ValidationFactory,
)
from experiments.tests.processes import always, provider, wait_until
from experiments.tests.runs import started_run
from experiments.work.finish import finish
from organizations.errors import DomainError
from providers.codes import ErrorCode

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = 401, {"error": {"message": "no"}}, {}
LATER = timedelta(hours=1)


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def ended_run(*codes, **run):
    """A complete run with a failed attempt for each code."""
    found = RunFactory(finished=True, **run)
    arm = RunArmFactory(run=found)
    for code in codes:
        fails(arm, code)
    return found


def fails(arm, code, **changes):
    task = TaskFactory(task_set=arm.run.task_set)
    fields = {"error_code": code, "retryable": False, "claims": 2, "interruptions": 1} | changes
    return AttemptFactory(arm=arm, task=task, failed=True, **fields)


def refused_with(run):
    with pytest.raises(DomainError) as refusal:
        retry_errors(run)
    assert refusal.value.status == 409
    return refusal.value.code


def test_after_the_key_is_mended_the_failed_attempts_succeed_and_the_run_ends_anew():
    answers = {"now": REFUSED}
    with provider(lambda body: answers["now"]) as fake:
        run = started_run(fake.base_url, tasks=4, max_concurrency=1)
        worked(run)
        first = run.summaries.get()
        answers["now"] = always()({})
        assert retry_errors(run) == 4
        again = fresh(run)
        assert (again.state, again.finished_at, again.blocked_credentials) == ("running", None, {})
        attempts = worked(run)
    assert {attempt.state for attempt in attempts} == {"succeeded"}
    assert {attempt.error_code for attempt in attempts} == {""}
    assert Validation.objects.filter(run=run, state="succeeded").count() == 4
    assert [each.revision for each in run.summaries.all()] == [2, 1]
    assert run.summaries.get(revision=1).content == first.content
    assert '"succeeded": 4' in run.summaries.get(revision=2).content


def test_earlier_calls_are_forgiven_and_stay_in_the_ledger():
    """Three failed calls used up the attempt: without them, one more failure is called again."""
    answers = [(503, {}, {})]

    def answer(body):
        return answers.pop() if answers else always()(body)

    with provider(answer) as fake:
        run = started_run(fake.base_url, tasks=1)
        use_up(Attempt.objects.get(run=run), calls=3)
        retry_errors(run)
        [attempt] = worked(run)
    assert (attempt.state, attempt.forgiven, attempt.provider_calls) == ("succeeded", 3, 5)
    assert (ProviderCall.objects.filter(run=run).count(), fake.total) == (5, 2)


def use_up(attempt, *, calls):
    """As it is after so many calls, all of which failed."""
    now = timezone.now()
    ended = {"error_code": "provider_unavailable", "finished_at": now}
    Attempt.objects.filter(pk=attempt.pk).update(
        state="failed", retryable=True, claims=calls, provider_calls=calls, **ended
    )
    run = attempt.run
    where = {"run": run, "organization": run.experiment.organization, "provider": "x"}
    for number in range(1, calls + 1):
        ProviderCall.objects.create(
            **where,
            **ended,
            stage="attempts",
            work_id=attempt.pk,
            number=number,
            started_at=now,
            outcome="failed",
            http_status=503,
        )


@pytest.mark.parametrize(
    "code",
    [
        *("timeout", "connection_error", "rate_limited", "provider_unavailable", "no_provider"),
        *("invalid_response", "interrupted", "internal_error", "deadline_exceeded"),
        *("auth_failed", "permission_denied", "quota_exhausted", "credential_unavailable"),
        *("policy_denied", "config_error", "budget_exhausted"),
    ],
)
def test_what_passes_or_can_be_mended_goes_back(code):
    run = ended_run(code)
    assert retry_errors(run) == 1
    attempt = Attempt.objects.get(run=run)
    assert (attempt.state, attempt.error_code, attempt.error_detail) == ("pending", "", "")
    assert (attempt.forgiven, attempt.interruptions, attempt.isolated) == (2, 0, False)
    assert (attempt.retryable, attempt.finished_at, attempt.lease_expires_at) == (None, None, None)


def test_what_the_model_or_its_provider_said_to_the_request_stays():
    kept = set(ErrorCode) - MENDABLE
    run = ended_run(*kept)
    assert refused_with(run) == "nothing_to_retry"
    assert {
        "content_filtered",
        "context_length_exceeded",
        "invalid_request",
        "empty_response",
    } <= kept
    assert Attempt.objects.filter(run=run, state="failed").count() == len(kept)
    assert fresh(run).state == "completed"


def test_what_succeeded_is_left_alone():
    run = ended_run("timeout")
    arm = run.arms.get()
    done = AttemptFactory(arm=arm, task=TaskFactory(task_set=run.task_set), succeeded=True)
    retry_errors(run)
    assert fresh(done).state == "succeeded"


def test_a_validation_of_the_engine_that_failed_by_itself_goes_back():
    run = ended_run()
    attempt = AttemptFactory(arm=run.arms.create(key="a", provider="x", model="m"), succeeded=True)
    fields = {"state": "failed", "error_code": "internal_error", "status": None, "score": None}
    broken = ValidationFactory(attempt=attempt, **fields)
    assert retry_errors(run) == 1
    assert fresh(broken).state == "pending"


def test_what_it_failed_with_is_kept_each_time():
    run = ended_run()
    attempt = AttemptFactory(arm=run.arms.create(key="a", provider="x", model="m"), succeeded=True)
    row = ValidationFactory(attempt=attempt, status=None, score=None, claims=2)
    for code in ("internal_error", "deadline_exceeded"):
        failed = {"state": "failed", "error_code": code, "error_detail": f"It was {code}."}
        Validation.objects.filter(pk=row.pk).update(**failed)
        retry_errors(run)
    first, second = fresh(row).earlier
    assert (first["error_code"], first["number"]) == ("internal_error", 2)
    assert second["error_detail"] == "It was deadline_exceeded."
    assert fresh(row).state == "pending"


def test_a_run_that_was_complete_has_its_whole_deadline_again():
    run = ended_run(
        "deadline_exceeded", deadline_at=timezone.now() - LATER, config={"deadline_seconds": 60}
    )
    retry_errors(run)
    assert fresh(run).deadline_at - timezone.now() > timedelta(seconds=50)


def test_a_running_run_keeps_a_deadline_that_is_still_ahead():
    ahead = timezone.now() + LATER
    run = RunFactory(deadline_at=ahead, config={"deadline_seconds": 60})
    fails(RunArmFactory(run=run), "timeout")
    retry_errors(run)
    assert fresh(run).deadline_at == ahead


def test_a_running_run_stays_paused():
    run = RunFactory(paused_at=timezone.now())
    fails(RunArmFactory(run=run), "timeout")
    retry_errors(run)
    assert fresh(run).paused_at


def test_imported_and_cancelled_runs_are_left_alone():
    assert refused_with(ended_run("timeout", imported=True)) == "run_imported"
    assert refused_with(ended_run("timeout", state="cancelled")) == "run_cancelled"


def test_of_two_at_once_one_puts_back_and_the_other_is_told():
    run = ended_run("timeout", "auth_failed")
    came, start = [], threading.Barrier(2)

    def press():
        start.wait(10)
        try:
            came.append(retry_errors(run))
        except DomainError as refusal:
            came.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(map(str, came)) == ["2", "nothing_to_retry"]


def test_a_run_whose_failures_are_put_back_as_it_is_about_to_end_goes_on():
    """The end waits for the row, and must not decide by what it saw before it waited."""
    run = RunFactory()
    fails(RunArmFactory(run=run), "timeout")
    won = []

    def end():
        try:
            won.append(finish(run.pk))
        finally:
            connections.close_all()

    ending = threading.Thread(target=end)
    with transaction.atomic():
        retry_errors(run)
        ending.start()
        if connection.vendor == "postgresql":
            wait_until(somebody_waits)
    ending.join(30)
    assert won == [False]
    assert fresh(run).state == "running"


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def test_a_cancel_that_comes_after_takes_what_was_put_back():
    run = ended_run("timeout")
    retry_errors(run)
    cancel_run(run)
    assert fresh(run).state == "cancelled"
    assert Attempt.objects.get(run=run).state == "cancelled"
    assert Run.objects.get(pk=run.pk).summaries.count() == 1
