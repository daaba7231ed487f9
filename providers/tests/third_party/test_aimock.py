"""OpenRouter's interface against aimock, which copies OpenRouter's own answers."""

import json
import urllib.request
from decimal import Decimal
from typing import Any

import pytest

from providers.contract import Generation
from providers.kinds import ProviderKind
from providers.prices import CostSource, price
from providers.tests.third_party.conftest import KEY
from providers.tests.third_party.servers import ask

pytestmark = pytest.mark.third_party


def call(origin: str, prompt: str, *, key: str = KEY, **settings: Any) -> Any:
    chosen = {"base_url": f"{origin}/api/v1", **settings}
    return ask(ProviderKind.OPENROUTER, chosen, key=key, model="vendor/model", prompt=prompt)


def cost(answer: Any) -> tuple[Any, Any]:
    found = price(answer, kind=ProviderKind.OPENROUTER, model="vendor/model")
    return found.cost_usd, found.source


def test_an_answer_with_its_cost_and_its_counts(aimock):
    answer = call(aimock, "plain")
    assert isinstance(answer, Generation)
    assert (answer.text, answer.finish_reason) == ("Hello", "stop")
    assert answer.native_finish_reason == "end_turn"
    assert answer.model_served == "vendor/model-served"
    assert cost(answer) == (Decimal("0.0042"), CostSource.PROVIDER)
    usage = answer.usage
    assert usage is not None
    assert (usage.input_tokens, usage.cached_input_tokens) == (1000, 128)
    assert (usage.output_tokens, usage.reasoning_tokens) == (50, 20)


def test_what_is_free_costs_0_and_is_not_unknown(aimock):
    assert cost(call(aimock, "free")) == (Decimal(0), CostSource.PROVIDER)


def test_with_a_key_of_ones_own_the_upstreams_part_is_added(aimock):
    assert cost(call(aimock, "own key"))[0] == Decimal("0.021")


def test_reasoning_stays_out_of_the_answer(aimock):
    assert call(aimock, "thinking").text == "42"


def test_a_call_of_a_tool_succeeds_without_text(aimock):
    answer = call(aimock, "tool")
    assert (answer.text, answer.finish_reason) == ("", "tool_calls")


@pytest.mark.parametrize(
    ("prompt", "code", "retryable", "status"),
    [
        ("too many", "rate_limited", True, 429),
        ("no credit", "quota_exhausted", False, 402),
        ("overloaded", "provider_unavailable", True, 529),
        ("unheard of", "model_not_found", False, 404),
    ],
)
def test_its_failures_have_our_codes(aimock, prompt, code, retryable, status):
    error = call(aimock, prompt)
    assert (error.code, error.retryable, error.http_status) == (code, retryable, status)


def test_the_time_to_wait_is_the_one_it_names(aimock):
    assert call(aimock, "too many").retry_after == 7


def test_a_wrong_key_is_refused(aimock):
    error = call(aimock, "plain", key="sk-wrong-0123456789")
    assert (error.code, error.http_status) == ("auth_failed", 401)


def test_routing_and_the_callers_name_go_along(aimock):
    routing = {"order": ["vendor"], "allow_fallbacks": False}
    call(aimock, "plain", routing=routing, referer="https://bakeoff.example", title="Bakeoff")
    journal = urllib.request.Request(
        f"{aimock}/__aimock/journal", headers={"authorization": f"Bearer {KEY}"}
    )
    with urllib.request.urlopen(journal, timeout=10) as answer:
        last = json.load(answer)[-1]
    assert last["body"]["provider"] == routing
    assert last["headers"]["http-referer"] == "https://bakeoff.example"
    assert last["headers"]["x-openrouter-title"] == "Bakeoff"
