"""Writing the ledger of provider calls: opened before the request, closed with its outcome."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q

from experiments.models import ProviderCall, Run
from experiments.states import CallOutcome
from experiments.work import rows
from experiments.work.stage import Claim, Outcome, Past
from providers.codes import ErrorCode

CLOSING_FIELDS = (
    "finished_at",
    "outcome",
    "error_code",
    "http_status",
    "answered",
    "latency_ms",
    "usage",
    "cost_usd",
    "cost_source",
    "price_version",
    "request_id",
)
UNNUMBERED = 0  # claims count from 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A row that is about to be called: where it goes, and what is held for it."""

    item: Any
    provider: str
    connection_id: UUID | None
    model: str
    reserved_usd: Decimal | None = None


def open_calls(bookings: Sequence[Booking], *, run: Run, stage: str, now: datetime) -> list[Any]:
    """One call for each, in order; stored before any of them is sent."""
    calls = [
        ProviderCall(
            run_id=run.pk,
            stage=stage,
            work_id=booked.item.id,
            number=booked.item.claims,
            arm_id=getattr(booked.item, "arm_id", None),
            organization_id=run.experiment.organization_id,
            provider=booked.provider,
            connection_id=booked.connection_id,
            model=booked.model,
            reserved_usd=booked.reserved_usd,
            retry=bool(booked.item.error_code),
            started_at=now,
        )
        for booked in bookings
    ]
    rows.insert(ProviderCall, calls)
    return calls


def close_calls(
    outcomes: Iterable[Outcome],
    *,
    superseded: frozenset[Claim],
    counts: Callable[[ProviderCall], bool],
) -> frozenset[UUID]:
    """`counts`: whether a budget counts what a call comes to. Returns which of those it has not
    counted yet: others were recorded before, or given up for what was held for them."""
    calls = [_closed(outcome, superseded=superseded) for outcome in outcomes if outcome.job.call]
    counted = [call.id for call in calls if counts(call)]
    uncounted = _uncounted_among(counted) if counted else frozenset()
    known = rows.update(ProviderCall, calls, columns=CLOSING_FIELDS)
    lost = [call for call in calls if (call.id,) not in known]
    if lost:
        _keep(lost)
    return uncounted


def _keep(lost: Sequence[ProviderCall]) -> None:
    """A database that lost a claim lost its call with it, which was made all the same. Where the
    claim after that has the number, it is kept without one."""
    ids = [call.work_id for call in lost]
    taken = ProviderCall.objects.filter(work_id__in=ids).order_by()
    numbers = frozenset(taken.values_list("stage", "work_id", "number"))
    for call in lost:
        if (call.stage, call.work_id, call.number) in numbers:
            call.number = UNNUMBERED
    # More than one of them for a row: the others are in no ledger, rather than in the way of all.
    ProviderCall.objects.bulk_create(lost, ignore_conflicts=True)


def _uncounted_among(ids: Sequence[UUID]) -> frozenset[UUID]:
    """A lost call for which nothing was held counts when its result does come."""
    lost = Q(outcome=CallOutcome.AMBIGUOUS, reserved_usd=None)
    calls = ProviderCall.objects.select_for_update(no_key=True).filter(pk__in=ids)
    found = calls.filter(Q(outcome=CallOutcome.OPEN) | lost)
    return frozenset(found.values_list("pk", flat=True))


def _closed(outcome: Outcome, *, superseded: frozenset[Claim]) -> ProviderCall:
    call = outcome.job.call
    assert call is not None
    call.finished_at = outcome.finished_at
    call.outcome = _what_became(outcome, superseded=superseded)
    if outcome.error:
        call.error_code = outcome.error.code
        call.http_status = outcome.error.http_status
    return call


def _what_became(outcome: Outcome, *, superseded: frozenset[Claim]) -> CallOutcome:
    if outcome.job.claim in superseded:
        return CallOutcome.SUPERSEDED
    if outcome.aborted:
        return CallOutcome.ABORTED
    if outcome.error is None:
        return CallOutcome.SUCCEEDED
    return CallOutcome.FAILED if outcome.error.sent else CallOutcome.NOT_SENT


def past_of(items: Iterable[Any], *, stage: str) -> dict[UUID, Past]:
    """For each work row, what its calls before this one came to, in one query.

    A call that our side cut off (aborted, ambiguous) is no failure of the provider's, and those
    that were forgiven cost what they cost and count for nothing else.
    """
    forgiven = {item.id: item.forgiven for item in items}
    closed = ProviderCall.objects.filter(stage=stage, work_id__in=list(forgiven)).exclude(
        outcome__in=(CallOutcome.OPEN, CallOutcome.NOT_SENT)
    )
    calls: dict[UUID, list[ProviderCall]] = {}
    for call in closed.only(
        "work_id", "number", "outcome", "error_code", "cost_usd", "http_status"
    ):
        calls.setdefault(call.work_id, []).append(call)
    return {
        work_id: _past(earlier, forgiven=forgiven[work_id]) for work_id, earlier in calls.items()
    }


def _past(calls: Sequence[ProviderCall], *, forgiven: int) -> Past:
    counted = [call for call in calls if call.number > forgiven]
    failed = [call for call in counted if call.outcome == CallOutcome.FAILED]
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
