"""Where the time of a run went, and its failures: as its rows and its ledger say."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import numpy as np
import pytest
from django.utils import timezone

from experiments.diagnostics import diagnose
from experiments.diagnostics.percentiles import Percentiles
from experiments.models import ProviderCall, Run, WorkerBeat
from experiments.tests.factories import (
    AttemptFactory,
    RunArmFactory,
    RunFactory,
    TaskFactory,
    ValidationFactory,
)
from organizations.roles import Role
from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import API, assert_queries_do_not_grow, client_of
from providers.models import Breaker
from providers.tests.factories import ConnectionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def arm():
    run = RunFactory()
    connection = ConnectionFactory(organization=run.experiment.organization, name="local")
    return RunArmFactory(run=run, connection=connection)


def attempt(arm, **changes):
    return AttemptFactory(arm=arm, task=TaskFactory(task_set=arm.run.task_set), **changes)


def called(row, *, number=1, outcome="succeeded", **changes):
    """A call in the ledger that took a second, `number` seconds after the row's first."""
    run = row.run
    began = row.queued_at + timedelta(seconds=10 * number)
    return ProviderCall.objects.create(
        run=run,
        organization=run.experiment.organization,
        provider="openai_compatible",
        stage="attempts",
        work_id=row.pk,
        arm=row.arm,
        number=number,
        outcome=outcome,
        started_at=began,
        finished_at=began + timedelta(seconds=1),
        **changes,
    )


def stage_of(found, name):
    return next(each for each in found.stages if each.rows.stage == name)


def asked(run, role=Role.VIEWER):
    client = client_of(run.experiment.organization, role)
    return client.get(f"{API}/runs/{run.pk}/diagnostics/")


def test_each_stage_counts_its_rows_and_what_waits(arm):
    now = timezone.now()
    attempt(arm, available_at=now - timedelta(seconds=30))
    attempt(arm, available_at=now + timedelta(hours=1), error_code="rate_limited")
    attempt(arm, succeeded=True)
    attempt(arm, failed=True, interruptions=2)
    found = stage_of(diagnose(arm.run), "attempts")
    counts = found.rows.counts
    assert (counts.pending, counts.succeeded, counts.failed, counts.total) == (2, 1, 1, 4)
    assert (found.rows.due, found.rows.rate_limited, found.rows.interruptions) == (1, 1, 2)
    assert 30 <= found.queue_age_seconds < 90
    assert stage_of(diagnose(arm.run), "validation").queue_age_seconds is None


def test_what_was_posted_from_outside_is_no_work_of_the_stage(arm):
    checked = ValidationFactory(attempt=attempt(arm, succeeded=True))
    ValidationFactory(attempt=checked.attempt, source="ci")
    assert stage_of(diagnose(arm.run), "validation").rows.counts.succeeded == 1


def test_percentiles_are_those_of_numpy_for_calls_and_for_spans(arm):
    latencies = [10.0, 20.5, 35.0, 300.0, 5.0, 77.0]
    now = timezone.now()
    for value in latencies:
        ValidationFactory(
            attempt=attempt(arm, succeeded=True, latency_ms=value),
            started_at=now,
            finished_at=now + timedelta(milliseconds=value),
        )
    expected = np.quantile(latencies, (0.5, 0.9, 0.99))
    found = diagnose(arm.run)
    for name in ("attempts", "validation"):
        percentiles = stage_of(found, name).rows.latency_ms
        assert [percentiles.p50, percentiles.p90, percentiles.p99] == pytest.approx(expected)
    assert stage_of(found, "evaluation").rows.latency_ms == Percentiles()


def test_failures_are_counted_by_reason_with_three_examples(arm):
    other = RunArmFactory(run=arm.run, provider="anthropic")
    timeouts = [attempt(arm, failed=True) for _ in range(5)]
    refused = attempt(other, failed=True, error_code="invalid_request")
    broken = ValidationFactory(
        attempt=attempt(arm, succeeded=True), state="failed", error_code="internal_error"
    )
    elsewhere = RunArmFactory(run__experiment=arm.run.experiment)
    attempt(elsewhere, failed=True)
    found = {
        (each.stage, each.provider, each.error_code): each for each in diagnose(arm.run).failures
    }
    assert {key: each.n for key, each in found.items()} == {
        ("attempts", "openai_compatible", "timeout"): 5,
        ("attempts", "anthropic", "invalid_request"): 1,
        ("validation", None, "internal_error"): 1,
    }
    examples = found["attempts", "openai_compatible", "timeout"].examples
    assert len(set(examples)) == 3
    assert set(examples) <= {each.pk for each in timeouts}
    assert found["attempts", "anthropic", "invalid_request"].examples == (refused.pk,)
    assert found["validation", None, "internal_error"].examples == (broken.attempt_id,)


def test_the_ledger_tells_retries_waits_and_what_is_not_known(arm):
    row = attempt(arm, succeeded=True)
    called(row, outcome="failed", error_code="rate_limited", http_status=429, latency_ms=5)
    called(row, number=2, outcome="ambiguous", retry=True)
    called(row, number=3, retry=True, cost_usd=Decimal("0.5"), latency_ms=900, answered=True)
    late = attempt(arm, succeeded=True)
    called(late, outcome="superseded", latency_ms=100, answered=True)
    found = diagnose(arm.run)
    stage = stage_of(found, "attempts")
    calls = stage.calls
    assert (calls.n, calls.retries, calls.rate_limited) == (4, 2, 1)
    assert (calls.ambiguous, calls.superseded) == (1, 1)
    assert stage.rate_limit_seconds == 9.0
    assert (found.spend.known_usd, found.spend.of_unknown_cost) == (Decimal("0.5"), 2)
    assert found.spend.by_provider == {"openai_compatible": Decimal("0.5")}


def test_breakers_blocked_credentials_workers_and_budget_are_told(arm):
    now = timezone.now()
    Breaker.objects.create(
        connection=arm.connection,
        opened_at=now,
        open_until=now + timedelta(minutes=1),
        trips=2,
        error_code="timeout",
    )
    Breaker.objects.create(connection=ConnectionFactory(), opened_at=now, open_until=now)
    WorkerBeat.objects.create(
        id=uuid4(), run=arm.run, stage="attempts", host="worker-1", pid=7, slots=64, in_flight=3,
        started_at=now, seen_at=now - timedelta(minutes=5),
    )  # fmt: skip
    Run.objects.filter(pk=arm.run_id).update(
        budget_usd=10,
        spent_usd=4,
        reserved_usd=1,
        blocked_credentials={str(arm.connection_id): "auth_failed"},
    )
    told = asked(arm.run).json()
    [breaker] = told["breakers"]
    assert (breaker["connection"], breaker["state"], breaker["trips"]) == ("local", "open", 2)
    [worker] = told["workers"]
    assert (worker["host"], worker["in_flight"], worker["silent"]) == ("worker-1", 3, True)
    assert told["blocked_credentials"] == [
        {
            "connection": "local",
            "connection_id": str(arm.connection_id),
            "error_code": "auth_failed",
        }
    ]
    assert told["spend"] == {
        "known_usd": "0",
        "of_unknown_cost": 0,
        "budget_usd": "10",
        "counted_usd": "4",
        "held_usd": "1",
        "by_provider": {},
    }


def test_over_http_stages_stand_under_their_names(arm):
    attempt(arm, failed=True)
    told = asked(arm.run).json()
    assert told["run"] == str(arm.run_id)
    assert set(told["stages"]) == {"attempts", "validation", "evaluation"}
    stage = told["stages"]["attempts"]
    assert (stage["n"], stage["failed"], stage["retries"]) == (1, 1, 0)
    assert stage["latency_ms"] == {"p50": None, "p90": None, "p99": None}
    assert stage["rate_limits"] == {"calls": 0, "waiting": 0, "seconds": 0.0}
    assert told["failures"][0]["error_code"] == "timeout"


def test_it_is_for_members_of_the_organisation(arm):
    stranger = client_of(OrganizationFactory(), Role.ADMIN)
    assert stranger.get(f"{API}/runs/{arm.run_id}/diagnostics/").status_code == 404


def test_no_text_of_an_error_is_in_it(arm):
    attempt(arm, failed=True, error_detail="canary-detail", output_text="canary-answer")
    assert "canary" not in asked(arm.run).content.decode()


def test_it_takes_as_many_queries_for_ten_rows_as_for_twenty(arm):
    client = client_of(arm.run.experiment.organization)

    def ten_more():
        for number in range(10):
            row = attempt(arm, failed=True, error_code=f"code_{uuid4().hex[:8]}")
            called(row, outcome="failed", error_code="timeout", retry=bool(number % 2))
            ValidationFactory(attempt=attempt(arm, succeeded=True))

    address = f"{API}/runs/{arm.run_id}/diagnostics/"
    assert_queries_do_not_grow(lambda: client.get(address), ten_more=ten_more)
