"""Three kinds against llama.cpp's own server and a real model: it speaks all their interfaces."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest

from providers.connections import open_provider
from providers.contract import Generation
from providers.kinds import ProviderKind
from providers.prices import CostSource, price
from providers.secrets import Secret
from providers.tests.conformance.faces import Line
from providers.tests.servers import LOOPBACK, request
from providers.tests.third_party.conftest import KEY
from providers.tests.third_party.servers import ask

pytestmark = pytest.mark.third_party

MODEL, PROMPT = "gemma-3-270m", "def add(a, b):\n"
FACES: dict[str, tuple[ProviderKind, Any]] = {
    "compatible": (ProviderKind.OPENAI_COMPATIBLE, lambda at: {"base_url": f"{at}/v1"}),
    "chat": (ProviderKind.OPENAI, lambda at: {"base_url": f"{at}/v1"}),
    "responses": (ProviderKind.OPENAI, lambda at: {"base_url": f"{at}/v1", "api": "responses"}),
    "anthropic": (ProviderKind.ANTHROPIC, lambda at: {"base_url": at}),
}
GREEDY = {"temperature": 0, "max_output_tokens": 12}


@pytest.fixture(params=FACES)
def face(request: pytest.FixtureRequest, llama_cpp: str) -> tuple[ProviderKind, Mapping[str, Any]]:
    kind, settings = FACES[request.param]
    return kind, settings(llama_cpp)


def call(face: tuple[ProviderKind, Mapping[str, Any]], *, key: str = KEY, **changes: Any) -> Any:
    asked = {"model": MODEL, "prompt": PROMPT, "parameters": GREEDY, **changes}
    return ask(*face, key=key, **asked)


def test_every_interface_gives_an_answer_with_the_same_counts(face):
    answer = call(face)
    assert isinstance(answer, Generation)
    assert answer.text.startswith("    ")  # which continues the function, white space included
    assert answer.finish_reason == "length"
    assert answer.model_served == MODEL
    assert answer.request_id
    assert answer.latency_ms > 0
    assert answer.usage is not None
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (9, 12)
    assert answer.usage.valid
    assert price(answer, kind=face[0], model=MODEL).source is CostSource.NONE


def test_input_from_the_cache_is_a_part_of_the_input(face):
    call(face)
    usage = call(face).usage
    assert usage.input_tokens == 9
    assert 0 < usage.cached_input_tokens < 9


def test_a_stop_text_ends_the_answer(face):
    if face[1].get("api") == "responses":
        pytest.skip("this interface knows no stop")
    answer = call(face, parameters={"temperature": 0, "max_output_tokens": 100, "stop": ["\n"]})
    assert answer.finish_reason == "stop"
    assert answer.text.strip()
    assert "\n" not in answer.text


def test_a_prompt_past_the_context_is_told_apart(face):
    error = call(face, prompt="word " * 3000)
    assert (error.code, error.retryable) == ("context_length_exceeded", False)
    assert error.http_status == 400


def test_a_wrong_key_is_refused_and_repeated_nowhere(face):
    error = call(face, key="sk-wrong-0123456789")
    assert (error.code, error.retryable, error.http_status) == ("auth_failed", False, 401)
    assert "sk-wrong" not in error.message


def test_the_deadline_holds_while_the_model_still_writes(face):
    error = call(face, parameters={"max_output_tokens": 1500}, timeout_seconds=0.5)
    assert (error.code, error.retryable) == ("timeout", True)


def test_more_calls_than_slots_share_one_adapter(face):
    async def run() -> list[Generation]:
        line = Line(id=uuid4(), provider=face[0], settings=face[1])
        provider = open_provider(line, secret=Secret(KEY), allowed_networks=LOOPBACK)
        asked = request(prompt=PROMPT, model=MODEL, parameters=GREEDY, timeout_seconds=120.0)
        try:
            return await asyncio.gather(*(provider.generate(asked) for _ in range(8)))
        finally:
            await provider.aclose()

    for answer in asyncio.run(run()):
        assert answer.text
        assert answer.usage is not None
        assert (answer.usage.input_tokens, answer.usage.output_tokens) == (9, 12)
