"""What an attempt means, and that its place in the input does not matter."""

from dataclasses import fields
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.states import ValidationStatus
from leaderboards.statistics import outcomes
from leaderboards.statistics.facts import RunFacts
from leaderboards.statistics.outcomes import Outcome, outcome_of, quality_of, validation_score_of
from leaderboards.tests.statistics_runs import attempt
from providers.codes import ErrorCode

MODEL = {
    *("content_filtered", "context_length_exceeded", "empty_response", "invalid_response"),
    *("payload_too_large", "response_too_large"),
}


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_code_is_the_models_a_timeout_or_infrastructure(code):
    expected = Outcome.MODEL_ERROR if code in MODEL else Outcome.INFRA_ERROR
    expected = Outcome.TIMEOUT if code == "timeout" else expected
    assert outcome_of(succeeded=False, error_code=code) == expected


@pytest.mark.parametrize("code", [None, ""])
def test_a_failure_without_a_code_is_the_models(code):
    assert outcome_of(succeeded=False, error_code=code) == Outcome.MODEL_ERROR


def test_an_unknown_code_is_infrastructure():
    assert outcome_of(succeeded=False, error_code="new_code") == Outcome.INFRA_ERROR


@pytest.mark.parametrize(
    ("status", "score", "value", "outcome"),
    [
        ("passed", 0.25, 0.25, Outcome.SUCCEEDED),
        ("failed", 0.25, 0.25, Outcome.SUCCEEDED),
        ("passed", None, 1.0, Outcome.SUCCEEDED),
        ("failed", None, 0.0, Outcome.SUCCEEDED),
        ("failed", 0.0, 0.0, Outcome.SUCCEEDED),
        ("error", None, 0.0, Outcome.INFRA_ERROR),
        ("not_run", None, None, Outcome.UNSCORED),
        (None, None, None, Outcome.UNSCORED),
    ],
)
def test_quality_of_a_succeeded_attempt(status, score, value, outcome):
    quality = quality_of(Outcome.SUCCEEDED, status=status, score=score)
    assert (quality.value, quality.outcome) == (value, outcome)


@pytest.mark.parametrize("outcome", [Outcome.TIMEOUT, Outcome.MODEL_ERROR, Outcome.INFRA_ERROR])
def test_a_failed_attempt_has_quality_0_whatever_its_validation_says(outcome):
    quality = quality_of(outcome, status="passed", score=1.0)
    assert (quality.value, quality.outcome) == (0.0, outcome)


def test_only_a_verdict_or_a_score_is_a_validation_score():
    assert validation_score_of(status="passed", score=None) == 1.0
    assert validation_score_of(status="failed", score=0.5) == 0.5
    assert validation_score_of(status="error", score=None) is None
    assert validation_score_of(status=None, score=None) is None


def test_the_validation_statuses_are_the_ones_that_exist():
    spelled = {*outcomes.SCORE_BY_STATUS, outcomes.ERROR, outcomes.NOT_RUN}
    assert spelled == set(ValidationStatus.values)


def columns_of(facts: RunFacts) -> dict:
    return {field.name: getattr(facts, field.name) for field in fields(facts)}


cells = st.tuples(st.sampled_from("abc"), st.sampled_from("tuvw"), st.integers(1, 4))


@given(st.lists(cells, unique=True, min_size=1), st.randoms(use_true_random=False))
def test_shuffled_rows_give_identical_columns(keys, random):
    rows = [
        attempt(arm, task, repeat, latency_ms=float(repeat), cost_usd=Decimal("0.1"))
        for arm, task, repeat in keys
    ]
    ordered = columns_of(RunFacts.from_rows(rows))
    random.shuffle(rows)
    for name, column in columns_of(RunFacts.from_rows(rows)).items():
        np.testing.assert_array_equal(column, ordered[name], err_msg=name)


def test_arms_and_tasks_are_in_the_order_of_their_keys():
    facts = RunFacts.from_rows([attempt("b", "10"), attempt("B", "9"), attempt("a", "9", 3)])
    assert facts.arms == ("B", "a", "b")
    assert facts.tasks == ("10", "9")
    assert facts.repeats == 3
    assert facts.rows_of(1) == slice(1, 2)


def test_unknown_is_nan_and_zero_is_zero():
    facts = RunFacts.from_rows([attempt(cost_usd=None), attempt(repeat=2, cost_usd=0)])
    np.testing.assert_array_equal(facts.cost_usd, [np.nan, 0.0])


def test_an_attempt_may_not_come_twice():
    with pytest.raises(ValueError, match="come twice"):
        RunFacts.from_rows([attempt(), attempt()])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("latency_ms", float("inf")),
        ("cost_usd", -1.0),
        ("judge_quality", 1.5),
        ("validation_score", -0.1),
    ],
)
def test_values_out_of_range_are_refused_by_name(column, value):
    with pytest.raises(ValueError, match=r"validation_score|quality|latency_ms|cost_usd"):
        RunFacts.from_rows([attempt(**{column: value})])


def test_columns_must_come_with_sorted_keys():
    with pytest.raises(ValueError, match="arms"):
        RunFacts.from_columns(arms=["b", "a"], tasks=["t"], columns={})


def test_no_rows_make_empty_facts():
    facts = RunFacts.from_rows([])
    assert (facts.arms, facts.tasks, facts.repeats, facts.n_attempts) == ((), (), 0, 0)
