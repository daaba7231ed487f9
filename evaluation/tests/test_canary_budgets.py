"""Canaries are paid for out of the month's budget, and each of their calls is in the ledger."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from evaluation import canary_run
from evaluation.canaries import canaries
from evaluation.canary_run import STAGE, canary_plan, judge_canaries
from evaluation.models import EvaluatorProfile, InjectionReport
from evaluation.profiles import save_profile
from evaluation.tests.runs import judge, said, verdict_text
from experiments.means import spent_this_month
from experiments.models import ProviderCall
from experiments.states import CallOutcome
from experiments.tests.draining import quicken
from experiments.tests.money import monthly, priced
from experiments.tests.processes import provider
from experiments.tests.runs import allowed_organization
from providers.codes import ErrorCode
from providers.contract import ProviderError

pytestmark = pytest.mark.django_db
N = 2 * len(canaries())
KIND = "openai_compatible"


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


def profile_at(base_url: str, *, budget: str | None, price: bool = True) -> EvaluatorProfile:
    owner = allowed_organization(base_url)
    if price:
        priced(owner, "judge-*")
    if budget:
        monthly(owner, budget)
    return save_profile(owner, judge(parameters={"max_output_tokens": 100}), actor=None)


def spent(profile):
    found = spent_this_month(profile.organization, providers=[KIND], now=timezone.now())
    return found.get(KIND, Decimal(0))


def costing(cost):
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "cost": cost}
    return lambda body: said(verdict_text(), usage=usage)


def test_what_they_cost_counts_towards_the_month_and_every_call_is_in_the_ledger():
    with provider(costing(0.25)) as fake:
        profile = profile_at(fake.base_url, budget="1000")
        report = judge_canaries(profile)
    calls = ProviderCall.objects.filter(stage=STAGE, work_id=report.pk)
    assert (calls.count(), report.n_calls, fake.total) == (N, N, N)
    assert set(calls.values_list("run", "outcome", "connection_id")) == {
        (None, CallOutcome.SUCCEEDED, profile.connection_id)
    }
    assert spent(profile) == report.cost_usd == Decimal("0.25") * N


@pytest.mark.parametrize(
    ("budget", "price", "sentence"),
    [("0.0001", True, "is left of this month's budget"), ("1000", False, "no price is known")],
)
def test_what_no_budget_pays_for_is_not_called(budget, price, sentence):
    with provider(costing(0)) as fake:
        profile = profile_at(fake.base_url, budget=budget, price=price)
        refusal = canary_plan(profile).refusal
        assert (refusal.code, sentence in refusal.message) == (ErrorCode.BUDGET_EXHAUSTED, True)
        with pytest.raises(ProviderError, match=sentence):
            judge_canaries(profile)
    assert (fake.total, ProviderCall.objects.count()) == (0, 0)
    assert not InjectionReport.objects.exists()


def test_without_a_budget_an_unknown_price_stands_in_nobodys_way():
    with provider(costing(None)) as fake:
        profile = profile_at(fake.base_url, budget=None, price=False)
        assert canary_plan(profile).refusal is None
        report = judge_canaries(profile)
    assert (report.n_failed, report.cost_usd, report.n_calls) == (0, None, N)


def test_who_dies_on_the_way_leaves_calls_that_count_with_the_most_they_may_cost(monkeypatch):
    async def die(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(canary_run, "_call_all", die)
    profile = profile_at("http://127.0.0.1:9/v1", budget="1000")
    with pytest.raises(KeyboardInterrupt):
        judge_canaries(profile)
    calls = ProviderCall.objects.filter(stage=STAGE)
    assert set(calls.values_list("outcome", flat=True)) == {CallOutcome.AMBIGUOUS}
    held = sum(call.reserved_usd for call in calls)
    assert spent(profile) == held > 0


def test_where_a_repair_is_too_dear_what_was_said_stands():
    """Answers without usage cost what they may cost at the most."""
    with provider(lambda body: said("I like it.", usage=None)) as fake:
        profile = profile_at(fake.base_url, budget="0.03")
        report = judge_canaries(profile)
    assert (report.n_calls, report.n_failed, fake.total) == (N, N // 2, N)
    assert Decimal("0.015") < spent(profile) < Decimal("0.03")


def test_the_command_does_not_pass_where_nothing_could_be_compared():
    with provider(lambda body: (500, {"error": {"message": "down"}}, {})) as fake:
        profile_at(fake.base_url, budget=None)
        with pytest.raises(CommandError, match="could not be compared") as ended:
            call_command("judge_canaries", "strict", "--organization", "acme", "--yes")
    assert (ended.value.returncode, fake.total) == (5, N)
