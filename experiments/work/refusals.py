"""Rows that end, or wait, without a call: policy, a credential or a budget is in the way."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from experiments.models import Run
from experiments.states import WorkState
from experiments.work.observed import ended_uncalled
from experiments.work.put_off import put_off, waited_out
from experiments.work.stage import stage_of
from providers.codes import DenialCode, DenialPoint, ErrorCode
from providers.contract import ProviderError
from providers.denials import Denied, record_denials

BUDGET_EXHAUSTED = "Not called: what is left of the budget cannot pay for it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Rows that must not be called, or, where the error is retryable, not yet. `denied` is set
    where policy is the cause."""

    where: Q
    error: ProviderError
    denied: Denied | None = None


def too_dear(*, provider: str, where: Q) -> Refusal:
    return Refusal(
        where=where,
        error=ProviderError(ErrorCode.BUDGET_EXHAUSTED, BUDGET_EXHAUSTED),
        denied=Denied(code=DenialCode.BUDGET_EXCEEDED, provider=provider, model="", arm=""),
    )


def refuse(refusal: Refusal, *, run: Run, pending: QuerySet[Any]) -> None:
    """Fail those of the pending rows that it is about, or put them off, and keep the denial."""
    waiting, now = pending.filter(refusal.where), timezone.now()
    failing = waiting.filter(waited_out(now=now)) if refusal.error.retryable else waiting
    failed = _fail(failing, code=refusal.error.code, detail=refusal.error.message)
    if refusal.error.retryable:
        put_off(waiting, now=now)
    if failed and refusal.denied:
        record_denials(
            run.experiment.organization,
            [refusal.denied],
            at=DenialPoint.CLAIM,
            experiment_id=run.experiment_id,
            run_id=run.pk,
        )


def blocked_with(run: Run, connection_id: UUID) -> str | None:
    """What the connection's credential was refused with."""
    code: str | None = run.blocked_credentials.get(str(connection_id))
    return code


def fail_blocked(pending: QuerySet[Any], *, code: str) -> None:
    detail = f"Not called: the provider refused this credential before ({code})."
    _fail(pending, code=code, detail=detail)


def _fail(pending: QuerySet[Any], *, code: str, detail: str) -> int:
    n = pending.update(
        state=WorkState.FAILED,
        waits_until=None,
        finished_at=timezone.now(),
        error_code=code,
        error_detail=detail,
        retryable=False,
    )
    ended_uncalled(stage_of(pending.model), state=WorkState.FAILED, code=code, n=n)
    return n
