"""The attempt resource, value by value."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.tests.factories import EvaluationFactory
from experiments.states import WorkState
from experiments.tests.factories import (
    ArtifactFactory,
    AttemptFactory,
    RunArmFactory,
    RunFactory,
    TaskFactory,
    ValidationFactory,
)
from leaderboards.formats import moment, money
from leaderboards.resources import attempt_resources, write_attempts
from leaderboards.tests.published import BROKEN

ODD = "a\u2028b\x85c\nd\u2029\x7fé"  # with all that ends a line for somebody
MONEY = [
    ("0", "0"),
    ("0E-12", "0"),
    ("0.000100000000", "0.0001"),
    ("1E+2", "100"),
    ("100.500000000000", "100.5"),
    ("0.000000000001", "0.000000000001"),
    ("123456789012.123456789012", "123456789012.123456789012"),
]


def resource_of(attempt):
    attempt.refresh_from_db()
    return next(attempt_resources([attempt]))


@pytest.mark.parametrize(("stored", "shown"), MONEY)
def test_money_is_an_exact_plain_decimal(stored, shown):
    assert money(Decimal(stored)) == shown


@given(st.decimals(min_value=0, max_value=10**11, places=12))
def test_money_loses_nothing(amount):
    text = money(amount)
    assert Decimal(text) == amount
    assert "e" not in text.lower()
    assert "." not in text or not text.endswith("0")


def test_a_moment_is_rfc_3339_in_utc():
    assert moment(datetime(2026, 1, 2, 3, 4, 5, 60, tzinfo=UTC)) == "2026-01-02T03:04:05.000060Z"
    assert moment(None) is None


@pytest.mark.django_db
def test_a_pending_attempt_is_null_where_nothing_is_known_yet():
    resource = resource_of(AttemptFactory(error_code="timeout", retryable=True, provider_calls=1))
    known = {"id", "run", "arm", "provider", "model", "task", "repeat", "state", "queued_at"}
    known |= {"provider_calls", "cost_source"}
    assert {key for key, value in resource.items() if value is not None} == known
    assert resource["cost_source"] == "none"


@pytest.mark.django_db
def test_a_judged_attempt_shows_all_that_is_known():
    attempt = AttemptFactory(
        succeeded=True,
        output_text="  \tkept as sent\n",
        usage={"input_tokens": 3, "output_tokens": -1, "valid": False},
        cost_usd=Decimal("0.0125"),
        cost_source="table",
        model_served="model-1-0613",
    )
    ArtifactFactory(attempt=attempt)
    ValidationFactory(attempt=attempt)
    EvaluationFactory(attempt=attempt)
    resource = resource_of(attempt)
    assert resource["output_text"] == "  \tkept as sent\n"
    assert resource["usage"] == {
        "input_tokens": 3,
        "cached_input_tokens": None,
        "output_tokens": -1,
        "reasoning_tokens": None,
        "valid": False,
    }
    assert (resource["cost_usd"], resource["cost_source"]) == ("0.0125", "table")
    assert resource["artifact"]["applies"] is True
    assert resource["validation"] == {
        "status": "passed",
        "score": 1.0,
        "source": "engine",
        "posted": [],
        "checks": [{"kind": "applies", "status": "passed", "score": 1.0, "detail": ""}],
    }
    assert resource["evaluation"] == {
        "state": "succeeded",
        "quality": 0.75,
        "risk": 0.25,
        "confidence": 0.5,
        "error_code": None,
    }
    assert resource["validated_at"].endswith("Z")
    assert resource["evaluated_at"].endswith("Z")


@pytest.mark.django_db
def test_a_failed_attempt_has_no_evaluation():
    attempt = AttemptFactory(failed=True)
    EvaluationFactory(attempt=attempt)
    resource = resource_of(attempt)
    assert (resource["error_code"], resource["retryable"]) == ("timeout", True)
    assert resource["evaluation"] is resource["evaluated_at"] is None


@pytest.mark.django_db
def test_what_another_run_judged_of_an_attempt_is_not_shown():
    attempt = AttemptFactory(succeeded=True)
    EvaluationFactory(attempt=attempt, run=RunFactory())
    assert resource_of(attempt)["evaluation"] is None
    EvaluationFactory(attempt=attempt, quality=0.875)
    assert resource_of(attempt)["evaluation"]["quality"] == 0.875


@pytest.mark.django_db
def test_a_task_without_checks_has_a_time_but_no_validation():
    attempt = ValidationFactory(status=None, score=None, checks=[]).attempt
    resource = resource_of(attempt)
    assert resource["validation"] is None
    assert resource["validated_at"]


@pytest.mark.django_db
def test_an_unfinished_validation_is_no_result():
    attempt = AttemptFactory(succeeded=True)
    ValidationFactory(attempt=attempt, state=WorkState.PENDING, status=None, finished_at=None)
    assert resource_of(attempt)["validation"] is None
    assert resource_of(attempt)["validated_at"] is None


@pytest.mark.django_db
def test_a_validation_that_failed_by_itself_is_an_error_without_a_score():
    attempt = AttemptFactory(succeeded=True, task__validation=[{"kind": "applies"}])
    ValidationFactory(attempt=attempt, **BROKEN)
    resource = resource_of(attempt)
    assert resource["validation"] == {
        "status": "error",
        "score": None,
        "source": "engine",
        "checks": [],
        "posted": [],
    }


@pytest.mark.django_db
def test_a_task_without_checks_has_no_validation_even_where_that_failed():
    attempt = ValidationFactory(**BROKEN).attempt
    assert resource_of(attempt)["validation"] is None


@pytest.mark.django_db
def test_a_result_from_outside_counts_where_the_engine_ran_no_check():
    attempt = AttemptFactory(succeeded=True)
    ValidationFactory(attempt=attempt, status="not_run", score=None)
    ValidationFactory(attempt=attempt, source="ci", status="failed", score=0.0)
    assert resource_of(attempt)["validation"]["status"] == "failed"


@pytest.mark.django_db
def test_attempts_are_written_by_arm_task_and_repeat_one_on_a_line():
    arm = RunArmFactory(key="b")
    task = TaskFactory(task_set=arm.run.task_set, key="t")
    AttemptFactory(arm=arm, task=task, repeat=2, succeeded=True, output_text=ODD)
    AttemptFactory(arm=arm, task=task, repeat=1)
    AttemptFactory(arm=RunArmFactory(run=arm.run, key="a"), task=task)
    stream = BytesIO()
    write_attempts(arm.run, stream)
    rows = [json.loads(line) for line in stream.getvalue().decode().splitlines()]
    assert [(row["arm"], row["repeat"]) for row in rows] == [("a", 1), ("b", 1), ("b", 2)]
    assert rows[-1]["output_text"] == ODD
