"""Azure's classic interface against LiteLLM's proxy, in front of a real model."""

from typing import Any

import pytest

from providers.contract import Generation
from providers.kinds import ProviderKind
from providers.prices import CostSource, price
from providers.tests.third_party.conftest import KEY
from providers.tests.third_party.servers import ask

pytestmark = pytest.mark.third_party

GREEDY = {"temperature": 0, "max_output_tokens": 8}


def call(origin: str, *, model: str = "prod", key: str = KEY, **settings: Any) -> Any:
    chosen = {"endpoint": origin, "api": "classic", **settings}
    asked = {"model": model, "prompt": "def add(a, b):\n", "parameters": GREEDY}
    return ask(ProviderKind.AZURE_OPENAI, chosen, key=key, **asked)


@pytest.mark.parametrize("auth", ["key", "entra"])
def test_a_deployment_answers_to_either_credential(litellm, auth):
    answer = call(litellm, auth=auth)
    assert isinstance(answer, Generation)
    assert answer.text.startswith("    ")
    assert answer.finish_reason == "length"
    assert answer.usage is not None
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (9, 8)


def test_a_model_goes_to_the_deployment_that_serves_it(litellm):
    answer = call(litellm, model="gpt-4.1", deployments={"gpt-4.1": "prod"})
    assert isinstance(answer, Generation)
    assert answer.model_served == "prod"
    found = price(answer, kind=ProviderKind.AZURE_OPENAI, model="gpt-4.1")
    assert found.source is CostSource.NONE


@pytest.mark.parametrize(
    ("deployment", "code", "retryable", "status"),
    [
        ("limited", "rate_limited", True, 429),
        ("full", "context_length_exceeded", False, 400),
        ("broken", "provider_unavailable", True, 500),
        ("nowhere", "model_not_found", False, 400),
    ],
)
def test_its_failures_have_our_codes(litellm, deployment, code, retryable, status):
    error = call(litellm, model=deployment)
    assert (error.code, error.retryable, error.http_status) == (code, retryable, status)


@pytest.mark.parametrize("auth", ["key", "entra"])
def test_a_wrong_key_is_an_auth_failure_although_it_is_answered_with_400(litellm, auth):
    error = call(litellm, key="sk-wrong-0123456789", auth=auth)
    assert (error.code, error.retryable) == ("auth_failed", False)
