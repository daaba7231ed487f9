"""An attempt as the list and its own page show it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from evaluation.queries import Score
from experiments.models import Artifact, Attempt, ProviderCall, Validation
from experiments.states import ENGINE_SOURCE, ValidationStatus
from leaderboards.presenters import figures
from leaderboards.presenters.diffs import DiffView, diff_view
from leaderboards.presenters.exchange import MAX_TEXT, Text, text_of
from leaderboards.presenters.timeline import Moment, moments
from leaderboards.validations import result_of
from providers.registry import is_simulated


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    id: UUID
    arm: str
    simulated: bool
    task: str
    repeat: int
    state: str
    error_code: str
    validation: str | None
    latency: str | None
    cost: str | None
    tokens_in: str | None
    tokens_out: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """`source` is None where Bakeoff itself ran the check, and `url` '' or where it says more."""

    source: str | None
    url: str
    kind: str
    status: str
    score: str | None
    duration: str | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    number: int
    started_at: datetime
    outcome: str
    error_code: str
    http_status: int | None
    latency: str | None
    cost: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreView:
    """Numbers and codes only: a judgement has no words outside evaluation.internal."""

    state: str
    error_code: str | None
    quality: str | None
    risk: str | None
    confidence: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptView:
    row: AttemptRow
    error_detail: str
    finish_reason: str
    native_finish_reason: str
    model: str
    model_served: str
    request_id: str
    cost_source: str
    usage: tuple[tuple[str, str | None], ...]
    usage_valid: bool
    provider_calls: int
    output: Text | None
    artifact: Artifact | None
    read_as: str
    diff: DiffView | None
    checks: tuple[CheckRow, ...]
    calls: tuple[CallRow, ...]
    score: ScoreView | None
    timeline: tuple[Moment, ...]


def attempt_row(attempt: Attempt, *, validation: Validation | None) -> AttemptRow:
    """Of an attempt with its arm and task at hand, and the validation of it that counts."""
    usage, result = attempt.usage or {}, result_of(validation)
    return AttemptRow(
        id=attempt.pk,
        arm=attempt.arm.key,
        simulated=is_simulated(attempt.arm.provider),
        task=attempt.task.key,
        repeat=attempt.repeat,
        state=attempt.state,
        error_code=attempt.error_code,
        validation=result.status and result.status.label,
        latency=figures.written(attempt.latency_ms, figures.milliseconds),
        cost=_cost(attempt.cost_usd),
        tokens_in=_number(usage.get("input_tokens")),
        tokens_out=_number(usage.get("output_tokens")),
    )


def attempt_view(
    attempt: Attempt,
    *,
    validation: Validation | None,
    calls: Iterable[ProviderCall],
    score: Score | None,
) -> AttemptView:
    validations = list(attempt.validations.all())
    artifact = getattr(attempt, "artifact", None)
    return AttemptView(
        row=attempt_row(attempt, validation=validation),
        error_detail=attempt.error_detail,
        finish_reason=attempt.finish_reason,
        native_finish_reason=attempt.native_finish_reason,
        model=attempt.arm.model,
        model_served=attempt.model_served,
        request_id=attempt.request_id,
        cost_source=attempt.cost_source,
        usage=_usage(attempt.usage or {}),
        usage_valid=(attempt.usage or {}).get("valid", True),
        provider_calls=attempt.provider_calls,
        output=text_of(attempt.output_text),
        artifact=artifact,
        read_as=artifact.format.replace("_", " ") if artifact else "",
        diff=diff_view(artifact.diff) if artifact and artifact.diff else None,
        checks=tuple(row for validation in validations for row in _checks(validation)),
        calls=tuple(_call(call) for call in calls),
        score=_score(score),
        timeline=moments(
            attempt, validations=validations, evaluated_at=score.evaluated_at if score else None
        ),
    )


def _checks(validation: Validation) -> Iterator[CheckRow]:
    """One row per check; a result from outside, or a validation that failed, is a row itself, and
    so is each one that failed before it was tried again."""
    for each in validation.earlier:
        failed = {"kind": "earlier try", "status": ValidationStatus.ERROR.value}
        detail = f"{each['error_code']}: {each['error_detail']}"
        yield _check(failed | {"detail": detail}, source=validation.source, url="")
    result = result_of(validation)
    bare = {
        "kind": "result",
        "status": result.status,
        "score": result.score,
        "detail": validation.error_detail,
    }
    for check in validation.checks or ([bare] if result.status else []):
        yield _check(check, source=validation.source, url=validation.url)


def _check(check: Mapping[str, Any], *, source: str, url: str) -> CheckRow:
    return CheckRow(
        source=None if source == ENGINE_SOURCE else source,
        url=url if url.startswith(("https://", "http://")) else "",
        kind=str(check.get("kind", "check")).replace("_", " "),
        status=str(check.get("status", "")),
        score=figures.written(check.get("score"), figures.score),
        duration=_worth_telling(check.get("duration_ms")),
        detail=str(check.get("detail") or "")[:MAX_TEXT],
    )


def _call(call: ProviderCall) -> CallRow:
    return CallRow(
        number=call.number,
        started_at=call.started_at,
        outcome=call.outcome,
        error_code=call.error_code,
        http_status=call.http_status,
        latency=figures.written(call.latency_ms, figures.milliseconds),
        cost=_cost(call.cost_usd),
    )


def _score(score: Score | None) -> ScoreView | None:
    if score is None:
        return None
    return ScoreView(
        state=score.state,
        error_code=score.error_code,
        quality=figures.written(score.quality, figures.score),
        risk=figures.written(score.risk, figures.score),
        confidence=figures.written(score.confidence, figures.score),
    )


def _usage(usage: Mapping[str, Any]) -> tuple[tuple[str, str | None], ...]:
    names = ("input", "cached_input", "output", "reasoning")
    return tuple((name.replace("_", " "), _number(usage.get(f"{name}_tokens"))) for name in names)


def _worth_telling(milliseconds: float | None) -> str | None:
    """How long a check took, where that is long enough to be seen."""
    return figures.milliseconds(milliseconds) if milliseconds and milliseconds >= 1 else None


def _cost(value: Decimal | None) -> str | None:
    return None if value is None else figures.usd(value)


def _number(value: Any) -> str | None:
    """Counts come as the provider sent them: what is not an integer is shown as it is."""
    if value is None:
        return None
    return figures.count(value) if isinstance(value, int) else figures.short(str(value), most=20)
