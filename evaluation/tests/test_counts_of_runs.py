"""What a process counts of its work is what the database holds, whatever went wrong."""

import pytest
from django.db import OperationalError

from evaluation.tests.runs import PATCH, judged_run, judging, said, verdict_text
from experiments.models import Run
from experiments.run_controls import cancel_run
from experiments.tests.counted import assert_counts_equal_the_ledger, counting
from experiments.tests.draining import drained, quicken, worked
from experiments.tests.holding import NOWHERE, Holder, expire
from experiments.tests.processes import completion, provider
from experiments.work import handing

pytestmark = pytest.mark.django_db(transaction=True)
BUSY = (503, {"error": {"message": "busy"}}, {"retry-after-ms": "1"})
LIMITED = (429, {"error": {"message": "slow down"}}, {"retry-after-ms": "20"})
REFUSED = (400, {"error": {"message": "no"}}, {})
USAGE = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15, "cost": 0.25}
PRICED = (200, completion(PATCH, usage=USAGE), {})
GOOD = said(verdict_text())
BAD = said("no verdict")
# What the arm meets, and what the judge of its patch then says.
FAULTS = [
    ([PRICED], [GOOD]),
    ([BUSY, PRICED], [BAD, GOOD]),
    ([LIMITED, PRICED], [BAD, BAD]),
    ([BUSY, BUSY, BUSY], []),
    ([REFUSED], []),
    ([said("No patch here.")], []),
]


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


def faulty():
    """One task for each of FAULTS."""
    judge = judging(*[said_by_judge for _, said_by_judge in FAULTS])
    left = [list(met) for met, _ in FAULTS]

    def answer(body):
        prompt = body["messages"][0]["content"]
        if body["model"] == "judge-1":
            return judge(body)
        script = next(met for n, met in enumerate(left) if prompt.startswith(f"Do {n}."))
        return script.pop(0)

    return answer


def test_a_run_with_faults_is_counted_as_the_ledger_has_it():
    with counting() as counts, provider(faulty()) as fake:
        attempts = worked(judged_run(fake.base_url, tasks=len(FAULTS)))
    assert [attempt.error_code for attempt in attempts[3:5]] == [
        "provider_unavailable",
        "invalid_request",
    ]
    assert_counts_equal_the_ledger(counts)
    assert counts.by("bakeoff_rate_limit_waits_total", "stage") == {("attempts",): 1}
    assert counts.by("bakeoff_rate_limit_wait_seconds_total")[()] > 0
    assert counts.by("bakeoff_stage_seconds_count", "stage")[("validation",)] == 4
    # The judge names no cost, and is in no table of prices.
    assert counts.by("bakeoff_calls_of_unknown_cost_total", "provider") == {
        ("openai_compatible",): 6
    }


def test_calls_whose_worker_was_lost_are_counted_as_ambiguous():
    run = judged_run(NOWHERE, tasks=3, max_concurrency=3)
    with counting() as counts:
        Holder(run).claims(3)
        expire(run)
        cancel_run(Run.objects.get(pk=run.pk))
    assert_counts_equal_the_ledger(counts)
    assert counts.by("bakeoff_lost_claims_total", "stage") == {("attempts",): 3}
    assert counts.by("bakeoff_work_ended_total", "state", "code") == {("cancelled", "cancelled"): 3}


def test_rows_that_are_failed_without_a_call_are_counted():
    with counting() as counts:
        run = judged_run(NOWHERE, tasks=4)
        run.experiment.organization.allowlist.update(enabled=False)
        drained(run)
    assert_counts_equal_the_ledger(counts)
    assert counts.by("bakeoff_work_ended_total", "code") == {("policy_denied",): 4}
    assert counts.by("bakeoff_provider_calls_total") == {}


def test_results_whose_commit_went_unanswered_are_counted_once(monkeypatch):
    visits, real = [], handing.exchange

    def once_lost(stage, session, *, outcomes, **how):
        done = real(stage, session, outcomes=outcomes, **how)
        if outcomes and not visits:
            visits.append("lost after its commit")
            raise OperationalError("the answer to COMMIT was lost")
        return done

    monkeypatch.setattr(handing, "exchange", once_lost)
    with counting() as counts, provider(judging([GOOD])) as fake:
        worked(judged_run(fake.base_url, tasks=1))
    assert visits
    assert_counts_equal_the_ledger(counts)
