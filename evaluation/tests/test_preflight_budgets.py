"""Preflight and money: the judge is asked about like an arm."""

from decimal import Decimal

import pytest

from evaluation.profiles import save_profile
from evaluation.tests.runs import JUDGE, judge
from experiments.actions import start_run
from experiments.estimate import estimate_of
from experiments.preflight import RunRefused
from experiments.tests.money import monthly, priced
from experiments.tests.runs import allowed_organization, saved_experiment
from providers.models import PolicyDenial

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return allowed_organization("http://127.0.0.1:9/v1")


def judged_experiment(owner, *, parameters=None, **changes):
    profile = save_profile(owner, judge(parameters=parameters), actor=None)
    return saved_experiment(owner, tasks=2, evaluator=str(profile), **changes)


def problems(experiment):
    with pytest.raises(RunRefused) as refused:
        start_run(experiment, actor=None)
    return [(problem.arm, problem.code) for problem in refused.value.problems]


def test_a_judge_without_a_price_is_refused_under_a_budget(owner):
    priced(owner, "model-*")
    assert problems(judged_experiment(owner, budget_usd="5")) == [(None, "price_unknown")]


def test_a_judge_that_the_month_cannot_pay_is_refused_and_the_denial_kept(owner):
    priced(owner, "model-*", output_usd=0)
    priced(owner, JUDGE, output_usd=1_000)
    monthly(owner, "5")
    assert problems(judged_experiment(owner)) == [(None, "budget_exceeded")]
    denial = PolicyDenial.objects.get()
    assert (denial.code, denial.model, denial.arm_key) == ("budget_exceeded", JUDGE, "")


def test_the_estimate_has_a_judgement_for_every_attempt(owner):
    priced(owner)
    experiment = judged_experiment(owner, parameters={"max_output_tokens": 100}, arms=3, repeats=2)
    *arms, judging = estimate_of(experiment).models
    assert [each.calls for each in arms] == [4, 4, 4]
    assert (judging.arm, judging.name, judging.model, judging.calls) == (
        None,
        "evaluator",
        JUDGE,
        12,
    )
    # 100 tokens of verdict at two dollars a million; what it reads is longer than the answers.
    assert judging.expected_usd > Decimal(12 * (100 * 2 + 1_000)) / 1_000_000
