"""The demo provider: recorded answers of fictional models. Nothing leaves the process.

Latency and price are simulated: the latency that is reported was recorded, the time really spent
is a small share of it (`pace`).
"""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from hashlib import sha256

from providers.codes import ErrorCode, FinishReason
from providers.contract import Generation, GenerationRequest, ProviderError, Usage
from providers.demo import answers, catalogue, fictional, verdicts
from providers.demo.answers import Recorded
from providers.demo.catalogue import DemoTask
from providers.demo.fictional import FictionalModel
from providers.endpoint import Endpoint

PACE = 0.01
_CHARACTERS_PER_TOKEN = 3.6
_ERRORS = {
    ErrorCode.CONTENT_FILTERED: (None, "the demo endpoint's filter stopped the answer"),
    ErrorCode.PROVIDER_UNAVAILABLE: (503, "the demo endpoint is down (simulated)"),
    ErrorCode.RATE_LIMITED: (429, "the demo endpoint takes no more requests (simulated)"),
    ErrorCode.TIMEOUT: (None, "the demo endpoint did not answer in time (simulated)"),
}


def open_demo(endpoint: Endpoint) -> "DemoProvider":
    return DemoProvider()


class DemoProvider:
    """Answers the tasks of `providers.demo.catalogue`, and judges their recorded patches."""

    def __init__(
        self, *, pace: float = PACE, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._pace = pace
        self._sleep = sleep

    async def generate(self, request: GenerationRequest) -> Generation:
        """The recorded answer or verdict. Raises ProviderError, the recorded ones included."""
        model = fictional.MODELS.get(request.model)
        if model is None:
            raise ProviderError(ErrorCode.MODEL_NOT_FOUND, "the demo provider has no such model")
        text = "\n\n".join(message.content for message in request.messages)
        task = catalogue.find_task(text)
        if task is None:
            raise ProviderError(
                ErrorCode.INVALID_REQUEST, "the demo models only answer the tasks shipped with them"
            )
        if model.name == fictional.JUDGE:
            return await self._judge(model, task, text)
        row = answers.find_answer(model.name, task.key, repeat=request.repeat)
        return await self._answer(model, task, row, timeout_seconds=request.timeout_seconds)

    async def aclose(self) -> None:
        """Nothing is held open."""

    async def _answer(
        self, model: FictionalModel, task: DemoTask, row: Recorded, *, timeout_seconds: float
    ) -> Generation:
        limit_ms = timeout_seconds * 1000
        late = row.latency_ms is None or row.latency_ms > limit_ms
        await self._spend(limit_ms if late else row.latency_ms or 0.0)
        if late:
            raise _error(ErrorCode.TIMEOUT)
        generation = _generation(
            model,
            text=answers.compose(row, task),
            finish_reason=row.finish_reason,
            usage=Usage(input_tokens=row.input_tokens, output_tokens=row.output_tokens),
            latency_ms=row.latency_ms or 0.0,
            request_id=_request_id(row.model, row.task, str(row.repeat)),
        )
        if row.error_code is ErrorCode.CONTENT_FILTERED:
            raise _error(row.error_code, arrived=generation)
        if row.error_code:
            raise _error(row.error_code)
        return generation

    async def _judge(self, model: FictionalModel, task: DemoTask, text: str) -> Generation:
        verdict = verdicts.judge(task, text).as_json()
        number = sha256(text.encode("utf-8", "replace")).digest()[0] / 255
        latency_ms = round(model.latency_median_ms * (0.7 + 0.6 * number), 1)
        await self._spend(latency_ms)
        usage = Usage(input_tokens=_tokens(text), output_tokens=_tokens(verdict))
        return _generation(
            model,
            text=verdict,
            finish_reason=FinishReason.STOP,
            usage=usage,
            latency_ms=latency_ms,
            request_id=_request_id(model.name, text),
        )

    async def _spend(self, latency_ms: float) -> None:
        await self._sleep(latency_ms / 1000 * self._pace)


def _generation(
    model: FictionalModel,
    *,
    text: str,
    finish_reason: FinishReason,
    usage: Usage,
    latency_ms: float,
    request_id: str,
) -> Generation:
    return Generation(
        text=text,
        finish_reason=finish_reason,
        native_finish_reason=str(finish_reason),
        usage=usage,
        latency_ms=latency_ms,
        cost_usd=_cost(model, usage),
        model_served=f"{model.name}-simulated",
        request_id=request_id,
    )


def _cost(model: FictionalModel, usage: Usage) -> Decimal:
    return model.cost(input_tokens=usage.input_tokens or 0, output_tokens=usage.output_tokens or 0)


def _error(code: ErrorCode, *, arrived: Generation | None = None) -> ProviderError:
    status, message = _ERRORS[code]
    # Calling again would replay the same record: only time would be lost.
    return ProviderError(code, message, retryable=False, http_status=status, arrived=arrived)


def _tokens(text: str) -> int:
    return round(len(text) / _CHARACTERS_PER_TOKEN)


def _request_id(*parts: str) -> str:
    return "demo-" + sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]
