"""Writing the ledger of provider calls: opened before the request, closed with its outcome."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from experiments.models import ProviderCall
from experiments.states import CallOutcome
from experiments.work.stage import Outcome, Past
from providers.codes import ErrorCode

CLOSING_FIELDS = [
    "finished_at",
    "outcome",
    "error_code",
    "http_status",
    "latency_ms",
    "usage",
    "cost_usd",
    "cost_source",
    "price_version",
    "request_id",
]


def open_calls(items: Sequence[Any], *, stage: str, now: datetime) -> list[ProviderCall]:
    calls = [
        ProviderCall(
            run_id=item.run_id,
            stage=stage,
            work_id=item.id,
            number=item.claims,
            arm_id=getattr(item, "arm_id", None),
            started_at=now,
        )
        for item in items
    ]
    return ProviderCall.objects.bulk_create(calls)


def close_calls(outcomes: Iterable[Outcome], *, superseded: frozenset[UUID]) -> None:
    calls = [_closed(outcome, superseded=superseded) for outcome in outcomes if outcome.job.call]
    if calls:
        ProviderCall.objects.bulk_create(
            calls, update_conflicts=True, unique_fields=["id"], update_fields=CLOSING_FIELDS
        )


def _closed(outcome: Outcome, *, superseded: frozenset[UUID]) -> ProviderCall:
    call = outcome.job.call
    assert call is not None
    call.finished_at = outcome.finished_at
    call.outcome = _what_became(outcome, superseded=superseded)
    if outcome.error:
        call.error_code = outcome.error.code
        call.http_status = outcome.error.http_status
    return call


def _what_became(outcome: Outcome, *, superseded: frozenset[UUID]) -> CallOutcome:
    if outcome.job.id in superseded:
        return CallOutcome.SUPERSEDED
    if outcome.aborted:
        return CallOutcome.ABORTED
    if outcome.error is None:
        return CallOutcome.SUCCEEDED
    return CallOutcome.FAILED if outcome.error.sent else CallOutcome.NOT_SENT


def past_of(work_ids: Iterable[UUID], *, stage: str) -> dict[UUID, Past]:
    """For each work row, what its calls before this one came to, in one query.

    A call that our side cut off (aborted, ambiguous) is no failure of the provider's.
    """
    closed = ProviderCall.objects.filter(stage=stage, work_id__in=list(work_ids)).exclude(
        outcome__in=(CallOutcome.OPEN, CallOutcome.NOT_SENT)
    )
    calls: dict[UUID, list[ProviderCall]] = {}
    for call in closed.only("work_id", "outcome", "error_code", "cost_usd", "http_status"):
        calls.setdefault(call.work_id, []).append(call)
    return {work_id: _past(earlier) for work_id, earlier in calls.items()}


def _past(calls: Sequence[ProviderCall]) -> Past:
    failed = [call for call in calls if call.outcome == CallOutcome.FAILED]
    return Past(
        failures=len(failed),
        timeouts=sum(call.error_code == ErrorCode.TIMEOUT for call in failed),
        costs=tuple(cost_of(call.cost_usd, http_status=call.http_status) for call in calls),
    )


def cost_of(cost: Decimal | None, *, http_status: int | None) -> Decimal | None:
    """A call that the provider refused with an error status is not billed: it costs 0."""
    refused = cost is None and http_status is not None and http_status >= 400
    return Decimal(0) if refused else cost


def total(costs: Iterable[Decimal | None]) -> tuple[Decimal | None, bool]:
    """The sum and whether it is known: one unknown call makes the whole unknown."""
    amounts = list(costs)
    if any(amount is None for amount in amounts):
        return None, False
    return sum((amount for amount in amounts if amount is not None), Decimal(0)), True
