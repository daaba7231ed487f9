"""What becomes of an attempt, by what its calls brought: state, codes, counts, cost, latency."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from experiments.diagnostics import diagnose
from experiments.models import Attempt, ProviderCall
from experiments.tests.counted import counting
from experiments.tests.draining import quicken, scripted, worked
from experiments.tests.holding import NOWHERE, Holder, refused
from experiments.tests.processes import completion, provider
from experiments.tests.runs import run_on_two_connections, started_run
from experiments.work.meters import count_calls
from experiments.work.stage import Outcome
from providers.codes import ErrorCode
from providers.contract import ProviderError

pytestmark = pytest.mark.django_db(transaction=True)
OK = (200, completion(), {})
BUSY = (503, {"error": {"message": "busy"}}, {"retry-after-ms": "1"})


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


def priced(cost, **changes):
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15, "cost": cost}
    return 200, completion(usage=usage, **changes), {}


def broken_off(cost):
    """An answer that says it failed half way, and what it cost."""
    choice = {"index": 0, "message": {"content": "half"}, "finish_reason": "error"}
    return priced(cost, choices=[{**choice, "error": {"code": 502, "message": "upstream"}}])


def only(answers, *, tasks=1, **changes):
    """The attempt that met these answers, one for each call."""
    with provider(scripted({"Do 0.": answers}, otherwise=OK)) as fake:
        return worked(started_run(fake.base_url, tasks=tasks, **changes))[0]


def test_costs_of_all_calls_are_added_up():
    attempt = only([broken_off(0.25), priced(0.5)])
    assert (attempt.state, attempt.provider_calls) == ("succeeded", 2)
    assert attempt.cost_usd == Decimal("0.75")
    assert attempt.cost_source == "provider"


def test_a_refused_call_costs_nothing():
    attempt = only([BUSY, priced(0.5)])
    assert (attempt.provider_calls, attempt.cost_usd) == (2, Decimal("0.5"))


def test_one_call_of_unknown_cost_makes_the_sum_unknown():
    attempt = only([broken_off(0.25), OK])
    assert attempt.state == "succeeded"
    assert (attempt.cost_usd, attempt.cost_source) == (None, "none")


def test_a_last_call_that_brought_nothing_makes_the_sum_unknown_too():
    with provider(scripted({"Do 0.": [broken_off(0.25), OK]}, otherwise=OK)) as fake:
        fake.delays += [0.0, 3.0, 3.0]
        run = started_run(fake.base_url, tasks=1, attempt_timeout_seconds=1)
        attempt = worked(run)[0]
    assert (attempt.state, attempt.error_code) == ("failed", "timeout")
    assert (attempt.cost_usd, attempt.cost_source) == (None, "none")


def test_a_time_out_is_tried_once_more_and_its_latency_is_the_cap():
    with provider() as fake:
        fake.delay = 2.5
        attempt = worked(started_run(fake.base_url, tasks=1, attempt_timeout_seconds=1))[0]
    assert (attempt.state, attempt.error_code, attempt.retryable) == ("failed", "timeout", True)
    assert attempt.latency_ms == 1000.0
    assert attempt.provider_calls == fake.total == 2
    assert attempt.output_text is None
    assert (attempt.cost_usd, attempt.cost_source) == (None, "none")


def test_the_latency_of_a_time_out_does_not_stay_with_another_failure():
    refused = (400, {"error": {"message": "no"}}, {})
    with provider(scripted({"Do 0.": [OK, refused]}, otherwise=OK)) as fake:
        fake.delays.append(2.5)
        attempt = worked(started_run(fake.base_url, tasks=1, attempt_timeout_seconds=1))[0]
    assert (attempt.error_code, attempt.provider_calls) == ("invalid_request", 2)
    assert attempt.latency_ms != 1000.0


def test_no_second_call_before_the_time_that_the_provider_named():
    asked_at = []

    def answer(body):
        asked_at.append(timezone.now())
        if len(asked_at) == 1:
            return 429, {"error": {"message": "slow"}}, {"retry-after": "2"}
        return OK

    with provider(answer) as fake:
        attempt = worked(started_run(fake.base_url, tasks=1))[0]
    assert attempt.state == "succeeded"
    assert asked_at[1] - asked_at[0] >= timedelta(seconds=2)


@pytest.mark.parametrize(("retry_after", "deadline"), [("3000", 2000), ("7200", None)])
def test_a_wait_beyond_the_deadline_or_an_hour_ends_the_attempt_at_once(retry_after, deadline):
    slow = (429, {"error": {"message": "slow"}}, {"retry-after": retry_after})
    attempt = only([slow], deadline_seconds=deadline)
    assert (attempt.state, attempt.error_code) == ("failed", "rate_limited")
    assert (attempt.retryable, attempt.provider_calls) == (True, 1)


def test_an_exhausted_quota_is_asked_for_once_by_each_slot():
    spent = (429, {"error": {"code": "insufficient_quota", "message": "spent"}}, {})
    with provider(lambda body: spent, delay=0.1) as fake:
        attempts = worked(started_run(fake.base_url, tasks=60, max_concurrency=4))
    assert {(a.state, a.error_code) for a in attempts} == {("failed", "quota_exhausted")}
    assert fake.total <= 4
    assert sum(a.provider_calls for a in attempts) == fake.total


def test_another_connection_goes_on_where_one_credential_is_refused():
    def answer(body):
        return (401, {"error": {"message": "no"}}, {}) if body["model"] == "model-0" else OK

    with provider(answer) as fake:
        attempts = worked(run_on_two_connections(fake.base_url, tasks=20))
    codes = {(a.arm.key, a.error_code) for a in attempts}
    assert codes == {("arm-0", "auth_failed"), ("arm-1", "")}


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "invalid_response"),
        (200, b"<html>gateway</html>", "invalid_response"),
        (200, b"", "invalid_response"),
        (200, b"[" * 100_000, "invalid_response"),
        (200, {"choices": [{"message": {"content": {"not": "text"}}}]}, "invalid_response"),
        (200, completion(""), "empty_response"),
        (500, b"\xff\xfe\x00", "provider_unavailable"),
        (200, b'"' + b"9" * (3 * 1024 * 1024) + b'"', "response_too_large"),
    ],
    ids=["image", "page", "nothing", "deep", "no text", "empty", "bytes", "large"],
)
def test_an_answer_that_cannot_be_read_fails_with_its_code(status, body, code):
    # Alone: one provider that says nothing else is left alone, as it should be.
    attempt = only([(status, body, {"retry-after-ms": "1"})])
    assert (attempt.state, attempt.error_code) == ("failed", code)


def test_a_2_mb_answer_is_kept_whole():
    text = "x" * (2 * 1024 * 1024 - 2048)
    attempt = only([(200, completion(text), {})])
    assert attempt.state == "succeeded", attempt.error_detail
    assert attempt.output_text == text


def test_every_request_that_was_sent_stands_in_the_ledger():
    answers = {"Do 0.": [BUSY, BUSY, OK], "Do 1.": [BUSY], "Do 2.": [OK]}
    with provider(scripted(answers, otherwise=OK)) as fake:
        run = started_run(fake.base_url, tasks=4)
        worked(run)
    calls = ProviderCall.objects.filter(run=run)
    assert calls.count() == fake.total == 3 + 3 + 1 + 1
    assert sum(Attempt.objects.filter(run=run).values_list("provider_calls", flat=True)) == 8
    assert not calls.filter(finished_at=None).exists()
    assert set(calls.values_list("http_status", flat=True)) == {503, None}


@pytest.mark.parametrize(
    "code",
    [
        *(ErrorCode.INVALID_REQUEST, ErrorCode.AUTH_FAILED, ErrorCode.RATE_LIMITED),
        *(ErrorCode.CONNECTION_ERROR, ErrorCode.PROVIDER_UNAVAILABLE, ErrorCode.INVALID_RESPONSE),
    ],
)
def test_a_failed_call_tells_how_long_it_took_and_is_no_answer_at_an_unknown_price(code):
    run = started_run(NOWHERE, tasks=1)
    holder = Holder(run)
    with counting() as counts:
        [job] = holder.claims(1)
        outcome = refused(job, code)
        holder.records(outcome)
        count_calls([job.call])
    call = ProviderCall.objects.get()
    took = (outcome.finished_at - call.started_at).total_seconds() * 1000
    assert call.latency_ms == Attempt.objects.get().latency_ms == pytest.approx(took)
    assert not call.answered
    assert "bakeoff_calls_of_unknown_cost_total" not in {name for name, *_ in counts.values}
    # It may have been billed all the same, unless an error status says that it was refused.
    assert diagnose(run).spend.of_unknown_cost == (call.http_status is None)


def test_one_that_never_left_took_no_time():
    holder = Holder(started_run(NOWHERE, tasks=1))
    [job] = holder.claims(1)
    unsent = ProviderError(ErrorCode.CREDENTIAL_UNAVAILABLE, "No key.", sent=False)
    holder.records(Outcome(job=job, finished_at=timezone.now(), error=unsent))
    assert ProviderCall.objects.get().latency_ms is None
    assert Attempt.objects.get().latency_ms is None
