"""What real worker processes make of runs: nothing is lost, whatever the provider sends."""

import pytest

from experiments.actions import start_run
from experiments.models import Attempt, ProviderCall, Run
from experiments.states import RunState
from experiments.tests.draining import scripted
from experiments.tests.processes import completion, forget_hints, provider, wait_until, worker
from experiments.tests.runs import allowed_organization, saved_experiment, started_run

pytestmark = pytest.mark.django_db(transaction=True)
OK = (200, completion(), {})
BUSY = (503, {"error": {"message": "busy"}}, {"retry-after-ms": "50"})
UNSTORABLE = b'{"choices":[{"message":{"content":"a\\u0000b\\ud800c"}}]}'
ANSWERS = {
    "Do 0.": [(200, completion("\n    return 1\n"), {})],
    "Do 1.": [(200, UNSTORABLE, {})],
    "Do 2.": [BUSY, OK],
    "Do 3.": [BUSY],
    "Do 4.": [(200, b"x" * (3 * 1024 * 1024), {})],
    "Do 5.": [(400, {"error": {"message": "no"}}, {})],
}


def ended(*runs, log):
    still = Run.objects.filter(pk__in=[run.pk for run in runs], state=RunState.RUNNING)
    wait_until(lambda: not still.exists(), log=log)


def test_a_worker_that_no_hint_reached_ends_the_run_with_what_the_provider_sent():
    with provider(scripted(ANSWERS, otherwise=OK)) as fake:
        run = started_run(fake.base_url, tasks=30, max_concurrency=8)
        forget_hints()
        with worker() as one:
            ended(run, log=one.log)
    plain, replaced, retried, busy, large, refused, *others = Attempt.objects.filter(
        run=run
    ).order_by("task__key")

    assert plain.output_text == "\n    return 1\n"
    assert (plain.finish_reason, plain.model_served) == ("stop", "served-1")
    assert plain.usage["input_tokens"] == 10
    assert plain.latency_ms > 0
    assert plain.queued_at <= plain.started_at <= plain.responded_at
    assert replaced.output_text == "a\ufffdb\ufffdc"
    assert (retried.state, retried.provider_calls, retried.retryable) == ("succeeded", 2, None)
    assert (busy.error_code, busy.provider_calls) == ("provider_unavailable", 3)
    assert busy.retryable is True
    assert (large.error_code, large.retryable) == ("response_too_large", False)
    assert (refused.error_code, refused.provider_calls) == ("invalid_request", 1)
    assert {attempt.state for attempt in others} == {"succeeded"}
    assert fake.total == ProviderCall.objects.filter(run=run).count() == 24 + 1 + 1 + 2 + 3 + 1 + 1


def test_two_runs_at_once_both_end_and_keep_their_attempts_apart():
    with provider(delay=0.02) as fake:
        owner = allowed_organization(fake.base_url)
        other_owner = allowed_organization(fake.base_url, slug="other")
        runs = [
            start_run(saved_experiment(each, tasks=60, max_concurrency=8), actor=None)
            for each in (owner, other_owner)
        ]
        with worker(BAKEOFF_SLICE_SECONDS="0.2") as one:
            ended(*runs, log=one.log)
    for run in runs:
        attempts = Attempt.objects.filter(run=run, state="succeeded", provider_calls=1)
        assert attempts.count() == 60
        assert run.summaries.count() == 1
    assert fake.total == 120
