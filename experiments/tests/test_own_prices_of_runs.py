"""What a run's calls cost by the organisation's own prices, and which price they name."""

from decimal import Decimal

import pytest

from experiments.tests.draining import quicken, worked
from experiments.tests.runs import started_run
from providers.models import PriceOverride
from providers.tests.factories import PriceOverrideFactory
from providers.tests.stores import store_server

ANSWER = {
    "choices": [{"message": {"role": "assistant", "content": "x"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 1000, "completion_tokens": 500},
}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def endpoint(settings):
    quicken(settings)
    with store_server(lambda request: (200, ANSWER)) as server:
        yield f"{server.url}/v1"


def test_a_call_names_the_price_that_held_when_it_was_started(endpoint):
    run = started_run(endpoint, arms=2, tasks=1)
    price = PriceOverrideFactory(
        organization=run.experiment.organization, model_pattern="model-0", note="ours"
    )
    PriceOverrideFactory(model_pattern="*")
    priced, unpriced = worked(run)
    assert (priced.cost_usd, priced.cost_source) == (Decimal("0.002"), "table")
    assert (unpriced.cost_usd, unpriced.cost_source) == (None, "none")
    versions = dict(run.provider_calls.values_list("work_id", "price_version"))
    assert versions == {priced.pk: f"override {price.pk}", unpriced.pk: ""}


def test_a_price_that_is_ended_or_not_begun_prices_nothing(endpoint):
    run = started_run(endpoint, tasks=1)
    ours = {"organization": run.experiment.organization}
    ended = PriceOverrideFactory(**ours)
    PriceOverride.objects.filter(pk=ended.pk).update(effective_until=run.started_at)
    later = PriceOverrideFactory(**ours, model_pattern="*")
    PriceOverride.objects.filter(pk=later.pk).update(
        effective_from=run.started_at.replace(year=run.started_at.year + 1)
    )
    [attempt] = worked(run)
    assert attempt.cost_usd is None
