"""What a real worker makes of a run: every attempt ends, with what the provider sent."""

import pytest

from experiments.models import Attempt, ProviderCall, Run
from experiments.states import RunState
from experiments.tests.processes import completion, provider, wait_until, worker
from experiments.tests.runs import started_run

pytestmark = pytest.mark.django_db(transaction=True)


def finished(run):
    with worker() as one:
        wait_until(lambda: Run.objects.get(pk=run.pk).state == RunState.COMPLETED, log=one.log)
    return Attempt.objects.filter(run=run).order_by("task__key", "repeat")


def test_attempts_keep_what_the_provider_sent():
    with provider(lambda body: (200, completion("\n    return 1\n"), {})) as fake:
        attempt = finished(started_run(fake.base_url, tasks=1))[0]

    assert attempt.state == "succeeded", attempt.error_detail
    assert attempt.output_text == "\n    return 1\n"
    assert attempt.finish_reason == "stop"
    assert attempt.model_served == "served-1"
    assert attempt.usage["input_tokens"] == 10
    assert attempt.latency_ms > 0
    assert attempt.queued_at <= attempt.started_at <= attempt.responded_at


def test_text_that_the_database_cannot_hold_is_made_storable():
    def answer(body):
        return 200, b'{"choices":[{"message":{"content":"a\\u0000b\\ud800c"}}]}', {}

    with provider(answer) as fake:
        attempt = finished(started_run(fake.base_url, tasks=1))[0]

    assert attempt.output_text == "a\ufffdb\ufffdc"


def test_a_passing_fault_is_tried_again_and_counted():
    seen = []

    def answer(body):
        seen.append(body)
        return (
            (503, {"error": {"message": "busy"}}, {}) if len(seen) == 1 else (200, completion(), {})
        )

    with provider(answer) as fake:
        run = started_run(fake.base_url, tasks=1)
        attempt = finished(run)[0]

    assert (attempt.state, attempt.provider_calls, attempt.retryable) == ("succeeded", 2, None)
    outcomes = ProviderCall.objects.filter(run=run).order_by("number").values_list("outcome")
    assert [outcome for (outcome,) in outcomes] == ["failed", "succeeded"]


def test_a_lasting_fault_fails_after_three_calls():
    with provider(lambda body: (503, {"error": {"message": "busy"}}, {})) as fake:
        attempt = finished(started_run(fake.base_url, tasks=1))[0]

    assert (attempt.state, attempt.error_code) == ("failed", "provider_unavailable")
    assert attempt.retryable is True
    assert attempt.provider_calls == fake.total == 3


def test_a_refused_credential_is_not_tried_for_every_attempt():
    with provider(lambda body: (401, {"error": {"message": "bad key"}}, {})) as fake:
        attempts = finished(started_run(fake.base_url, tasks=60, max_concurrency=4))

    assert {attempt.error_code for attempt in attempts} == {"auth_failed"}
    assert fake.total <= 8


def test_one_bad_answer_leaves_its_neighbours_alone():
    def answer(body):
        if body["messages"][0]["content"].startswith("Do 7."):
            return 200, b"x" * (3 * 1024 * 1024), {}
        return 200, completion(), {}

    with provider(answer) as fake:
        attempts = finished(started_run(fake.base_url, tasks=30))

    failed = [attempt for attempt in attempts if attempt.state == "failed"]
    assert [(a.task.key, a.error_code) for a in failed] == [("task-0007", "response_too_large")]
