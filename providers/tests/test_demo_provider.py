"""The demo provider as the engine sees it."""

import asyncio
import json
from decimal import Decimal

import pytest

from providers.adapters.demo import PACE, DemoProvider
from providers.codes import ErrorCode, FinishReason
from providers.contract import GenerationRequest, Message, ProviderError
from providers.demo import answers, catalogue, fictional
from providers.demo.patches import git_diff

TASKS = catalogue.tasks()
WREN, HERON, ALBATROSS, PUFFIN = fictional.CODERS


def ask(model, text, *, repeat=1, timeout_seconds=60.0, slept=None):
    """One call. The seconds that the provider waits are not spent but added to `slept`."""
    request = GenerationRequest(
        model=model,
        messages=(Message(role="user", content=text),),
        repeat=repeat,
        timeout_seconds=timeout_seconds,
    )

    async def note(seconds):
        if slept is not None:
            slept.append(seconds)

    async def call():
        provider = DemoProvider(sleep=note)
        try:
            return await provider.generate(request)
        finally:
            await provider.aclose()

    return asyncio.run(call())


def refused(*args, **kwargs):
    with pytest.raises(ProviderError) as caught:
        ask(*args, **kwargs)
    return caught.value


def row_with_error(code):
    return next(row for row in answers.recorded().values() if row.error_code is code)


def test_an_answer_is_the_recorded_one_of_the_repeat():
    task = TASKS["lru-cache"]
    for repeat in (1, 2, 3):
        row = answers.find_answer(HERON, task.key, repeat=repeat)
        generation = ask(HERON, f"Please:\n{task.prompt}\nThanks", repeat=repeat)
        assert generation.text == answers.compose(row, task)
        assert generation.latency_ms == row.latency_ms
        assert generation.usage.output_tokens == row.output_tokens


def test_the_same_request_gets_the_same_answer():
    prompt = TASKS["lru-cache"].prompt
    assert ask(WREN, prompt) == ask(WREN, prompt)
    assert ask(WREN, prompt).request_id != ask(WREN, prompt, repeat=2).request_id


def test_price_and_model_are_the_simulated_ones():
    generation = ask(WREN, TASKS["lru-cache"].prompt)
    usage = generation.usage
    expected = Decimal("0.15") * usage.input_tokens + Decimal("0.60") * usage.output_tokens
    assert generation.cost_usd == expected / 1_000_000
    assert generation.model_served == "brindle-wren-simulated"


def test_only_a_share_of_the_latency_is_really_spent():
    slept: list[float] = []
    generation = ask(ALBATROSS, TASKS["lru-cache"].prompt, slept=slept)
    assert slept == [pytest.approx(generation.latency_ms / 1000 * PACE)]
    assert PACE < 0.1


def test_an_unknown_prompt_is_refused():
    error = refused(WREN, "Write a poem")
    assert error.code is ErrorCode.INVALID_REQUEST
    assert error.message == "the demo models only answer the tasks shipped with them"


def test_an_unknown_model_is_refused():
    assert refused("brindle-dodo", TASKS["lru-cache"].prompt).code is ErrorCode.MODEL_NOT_FOUND


@pytest.mark.parametrize("code", [ErrorCode.PROVIDER_UNAVAILABLE, ErrorCode.RATE_LIMITED])
def test_recorded_errors_are_not_worth_another_call(code):
    row = row_with_error(code)
    error = refused(row.model, TASKS[row.task].prompt, repeat=row.repeat)
    assert (error.code, error.retryable, error.arrived) == (code, False, None)


def test_a_recorded_timeout_lasts_as_long_as_the_caller_waits():
    row = row_with_error(ErrorCode.TIMEOUT)
    slept: list[float] = []
    error = refused(
        row.model, TASKS[row.task].prompt, repeat=row.repeat, timeout_seconds=40.0, slept=slept
    )
    assert (error.code, error.retryable) == (ErrorCode.TIMEOUT, False)
    assert slept == [pytest.approx(40.0 * PACE)]


def test_an_answer_that_would_come_too_late_is_a_timeout():
    error = refused(ALBATROSS, TASKS["lru-cache"].prompt, timeout_seconds=1.0)
    assert error.code is ErrorCode.TIMEOUT


def test_a_filtered_answer_keeps_what_it_cost():
    row = row_with_error(ErrorCode.CONTENT_FILTERED)
    error = refused(row.model, TASKS[row.task].prompt, repeat=row.repeat)
    assert error.arrived.finish_reason is FinishReason.CONTENT_FILTER
    assert error.arrived.text == ""
    assert error.arrived.cost_usd > 0


def test_a_refusal_is_an_answer_without_text():
    row = next(
        row for row in answers.recorded().values() if row.finish_reason is FinishReason.REFUSAL
    )
    generation = ask(row.model, TASKS[row.task].prompt, repeat=row.repeat)
    assert (generation.text, generation.finish_reason) == ("", FinishReason.REFUSAL)


def test_every_recorded_row_is_answered_or_fails_as_recorded():
    for row in answers.recorded().values():
        prompt = TASKS[row.task].prompt
        if row.error_code:
            assert refused(row.model, prompt, repeat=row.repeat).code is row.error_code
        else:
            assert ask(row.model, prompt, repeat=row.repeat).latency_ms == row.latency_ms


def test_the_judge_answers_with_one_json_object():
    task = TASKS["split-bill"]
    patch = git_diff(task.files, task.variants["reference"])
    generation = ask(fictional.JUDGE, f"{task.prompt}\n\n{patch}\n\n{catalogue.RUBRIC}")
    verdict = json.loads(generation.text)
    assert set(verdict) == {"quality", "risk", "confidence", "rationale"}
    assert verdict["quality"] > 0.9
    assert generation.cost_usd > 0
