"""A budget is never overspent: the worst case is held as a call is claimed, settled as it ends."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from experiments.models import Attempt, ProviderCall, Run
from experiments.tests.draining import quicken, worked
from experiments.tests.holding import NOWHERE, Holder, answered, expire, refused
from experiments.tests.processes import provider
from experiments.tests.runs import arm, started_run
from providers.codes import DenialCode, ErrorCode
from providers.contract import Usage
from providers.models import AllowlistEntry, Connection, PolicyDenial, PriceOverride, Spending

pytestmark = pytest.mark.django_db(transaction=True)
MILLION = Decimal(1_000_000)
USED = Usage(input_tokens=10, output_tokens=5)
COST = Decimal(15)  # of what is used, at a dollar a token
# One message of five bytes with its surroundings, and ten tokens of output.
WORST = Decimal(5 + 16 + 10)


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


def run_with(*, budget=None, monthly=None, base_url=NOWHERE, tasks=8, priced=True):
    """Every token of it costs a dollar."""
    arms = [arm(0, parameters={"max_output_tokens": 10})]
    run = started_run(
        base_url, tasks=tasks, arms=arms, max_concurrency=8, prompt_template="{{ prompt }}"
    )
    owner = run.experiment.organization
    if priced:
        PriceOverride.objects.create(
            organization=owner,
            provider="openai_compatible",
            model_pattern="*",
            input_usd=MILLION,
            output_usd=MILLION,
            effective_from=timezone.now() - timedelta(days=1),
        )
    Run.objects.filter(pk=run.pk).update(budget_usd=budget)
    AllowlistEntry.objects.filter(organization=owner).update(monthly_budget_usd=monthly)
    run.refresh_from_db()
    return run


def held(run):
    row = Run.objects.get(pk=run.pk)
    return row.reserved_usd, row.spent_usd


@pytest.mark.parametrize("which", ["budget", "monthly"])
def test_no_more_is_claimed_than_the_worst_case_allows(which):
    run = run_with(**{which: 3 * WORST + 1})
    assert len(Holder(run).claims(8)) == 3
    assert Holder(run).claims(8) == []
    assert Attempt.objects.filter(run=run, state="pending").count() == 5


def test_what_is_held_becomes_what_it_came_to():
    run = run_with(budget=3 * WORST + 1)
    holder = Holder(run)
    one, *others = holder.claims(8)
    assert held(run) == (3 * WORST, 0)
    holder.records(answered(one, usage=USED))
    assert held(run) == (2 * WORST, COST)
    holder.records(*[answered(each, usage=USED) for each in others])
    assert held(run) == (0, 3 * COST)


def test_what_was_saved_pays_for_more():
    run = run_with(budget=3 * WORST)
    holder = Holder(run)
    holder.records(*[answered(each, usage=USED) for each in holder.claims(8)])
    assert len(holder.claims(8)) == 1


def test_a_call_whose_cost_nobody_knows_counts_with_its_worst_case():
    run = run_with(budget=10 * WORST)
    holder = Holder(run)
    holder.records(answered(holder.claims(1)[0]))
    assert held(run) == (0, WORST)


def test_a_call_that_the_provider_refused_costs_nothing():
    run = run_with(budget=10 * WORST)
    holder = Holder(run)
    outcome = refused(holder.claims(1)[0])
    outcome.error.http_status = 400
    holder.records(outcome)
    assert held(run) == (0, 0)


def test_a_call_that_was_never_sent_costs_nothing():
    run = run_with(budget=10 * WORST)
    holder = Holder(run)
    outcome = refused(holder.claims(1)[0])
    outcome.error.sent = False
    holder.records(outcome)
    assert held(run) == (0, 0)


def test_a_lost_call_counts_with_its_worst_case_and_its_late_result_does_not_count_again():
    run = run_with(budget=10 * WORST)
    holder = Holder(run)
    [job] = holder.claims(1)
    expire(run)
    assert held(run) == (0, WORST)
    holder.records(answered(job, usage=USED))
    assert held(run) == (0, WORST)


def test_the_month_begins_with_what_the_ledger_says():
    run = run_with(monthly=None)
    holder = Holder(run)
    holder.records(*[answered(each, usage=USED) for each in holder.claims(2)])
    AllowlistEntry.objects.update(monthly_budget_usd=2 * COST + WORST)
    assert len(Holder(run).claims(8)) == 1
    assert Spending.objects.get().spent_usd == 2 * COST


def test_a_month_that_begins_with_calls_in_flight_holds_for_them():
    run = run_with(budget=100 * WORST)
    holder = Holder(run)
    one, other = holder.claims(2)
    AllowlistEntry.objects.update(monthly_budget_usd=3 * WORST)
    assert len(Holder(run).claims(8)) == 1
    assert Holder(run).claims(8) == []
    holder.records(answered(one, usage=USED), answered(other, usage=USED))
    assert Spending.objects.get().spent_usd == 2 * COST
    assert len(Holder(run).claims(8)) == 1


def test_a_month_is_summed_up_once_more_when_every_drain_knows_of_it():
    """What was settled while its row was not yet to be seen is in the ledger alone."""
    run = run_with(monthly=100 * WORST)
    holder = Holder(run)
    holder.records(answered(holder.claims(1)[0], usage=USED))
    Spending.objects.update(spent_usd=0)
    holder.claims(1)
    assert Spending.objects.get().spent_usd == 0
    Spending.objects.update(sum_again_at=timezone.now())
    holder.claims(1)
    month = Spending.objects.get()
    assert (month.spent_usd, month.sum_again_at) == (COST, None)


def test_what_is_spent_while_a_budget_is_lifted_counts_when_it_is_back():
    run = run_with(monthly=100 * WORST)
    first = Holder(run)
    first.records(answered(first.claims(1)[0], usage=USED))
    AllowlistEntry.objects.update(monthly_budget_usd=None)
    lifted = Holder(run)
    lifted.records(*[answered(job, usage=USED) for job in lifted.claims(2)])
    assert Spending.objects.get().spent_usd == 3 * COST


def call_without_a_budget(run):
    """In a month that is counted."""
    Holder(run).claims(1)
    AllowlistEntry.objects.update(monthly_budget_usd=None)
    holder = Holder(run)
    return holder, holder.claims(1)[0]


def test_what_is_recorded_again_since_its_commit_seemed_lost_counts_once():
    run = run_with(monthly=100 * WORST)
    holder, job = call_without_a_budget(run)
    for _ in range(2):
        holder.records(answered(job, usage=USED))
    assert Spending.objects.get().spent_usd == COST


def test_the_late_result_of_a_lost_call_that_nothing_was_held_for_counts_once():
    run = run_with(monthly=100 * WORST)
    holder, job = call_without_a_budget(run)
    Attempt.objects.exclude(pk=job.id).update(lease_expires_at=timezone.now() + timedelta(days=1))
    expire(run)
    before = Spending.objects.get().spent_usd
    for _ in range(2):
        holder.records(answered(job, usage=USED))
    assert Spending.objects.get().spent_usd - before == COST


def test_rows_go_where_their_connection_leads_whatever_their_arm_says():
    """Nothing may change a connection in use so; where something did, a budget still holds."""
    run = run_with(budget=1000)
    Connection.objects.update(provider="demo", settings={})
    entry = {"provider": "demo", "enabled": True, "allowed_models": ["*"], "max_concurrency": 3}
    AllowlistEntry.objects.create(organization=run.experiment.organization, **entry)
    assert Holder(run).claims(8) == []
    assert Attempt.objects.filter(error_code=ErrorCode.BUDGET_EXHAUSTED).count() == 3
    Run.objects.filter(pk=run.pk).update(budget_usd=None)
    assert len(Holder(run).claims(8)) == 3


def test_a_claim_does_not_sum_up_the_month_again():
    run = run_with(monthly=100 * WORST)
    Holder(run).claims(1)
    holder = Holder(run)
    with CaptureQueriesContext(connection) as seen:
        holder.claims(1)
    assert not [query for query in seen if "COALESCE" in query["sql"] and "SUM" in query["sql"]]


def test_another_month_begins_anew():
    run = run_with(monthly=WORST)
    Holder(run).claims(1)
    Spending.objects.update(month=(timezone.now() - timedelta(days=40)).date().replace(day=1))
    ProviderCall.objects.update(started_at=timezone.now() - timedelta(days=40))
    assert len(Holder(run).claims(8)) == 1


def test_rows_that_nothing_can_pay_for_any_more_fail_and_the_denial_is_kept():
    run = run_with(monthly=WORST)
    holder = Holder(run)
    holder.records(answered(holder.claims(8)[0], usage=USED))
    assert holder.claims(8) == []
    failed = Attempt.objects.filter(run=run, error_code=ErrorCode.BUDGET_EXHAUSTED)
    assert failed.count() == 7
    assert set(failed.values_list("provider_calls", "retryable")) == {(0, False)}
    assert PolicyDenial.objects.get().code == DenialCode.BUDGET_EXCEEDED


def test_a_model_without_a_price_is_not_called_on_a_budget():
    run = run_with(budget=1000, priced=False)
    assert Holder(run).claims(8) == []
    assert Attempt.objects.filter(run=run, error_code=ErrorCode.BUDGET_EXHAUSTED).count() == 8


def test_a_retry_is_held_for_too():
    run = run_with(budget=10 * WORST)
    holder = Holder(run)
    holder.records(refused(holder.claims(1)[0], ErrorCode.CONNECTION_ERROR))
    Attempt.objects.filter(run=run).update(available_at=timezone.now())
    assert len(holder.claims(8)) == 8
    assert held(run) == (8 * WORST, WORST)


def test_a_run_on_a_budget_ends_within_it_and_says_what_was_left_out():
    with provider() as fake:
        run = run_with(budget=100, base_url=fake.base_url, tasks=30)
        attempts = worked(run)
    spent = ProviderCall.objects.filter(run=run).aggregate(usd=Sum("cost_usd"))["usd"]
    assert spent <= 100
    assert held(run) == (0, spent)
    codes = {attempt.error_code for attempt in attempts}
    assert codes == {"", ErrorCode.BUDGET_EXHAUSTED}
    assert fake.total == spent / COST
