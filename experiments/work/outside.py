"""Calls that no run makes: in the ledger before they are sent, and paid for out of the month's
budget of their provider as those of runs are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from experiments.models import ProviderCall
from experiments.states import CallOutcome
from experiments.work import limits
from experiments.work.budget import came_to, month_purse, spend
from experiments.work.costing import keep_answer
from experiments.work.ledger import CLOSING_FIELDS
from providers.amounts import dollars
from providers.codes import ErrorCode
from providers.contract import Generation, GenerationRequest, ProviderError
from providers.models import AllowlistEntry, Connection
from providers.own_prices import PriceBook
from providers.worst_case import worst_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls, and out of whose budget. `work_id` is what the calls are for."""

    stage: str
    work_id: UUID
    entry: AllowlistEntry
    connection: Connection
    own: PriceBook


def refusal_of(caller: Caller, requests: Sequence[GenerationRequest]) -> ProviderError | None:
    """Why this month's budget does not pay for these calls at their worst; None: it does."""
    with transaction.atomic():
        worst = _worst_cases(caller, requests, now=timezone.now())
        return _refusal(caller, requests, worst=worst, now=timezone.now())


def open_calls(caller: Caller, requests: Sequence[GenerationRequest]) -> list[ProviderCall]:
    """A row for each, with its worst case held. Raises ProviderError where no budget pays for them.

    They are ambiguous until they are closed: nobody has to find out that their process died.
    """
    now = timezone.now()
    with transaction.atomic():
        limits.hold([caller.entry])
        worst = _worst_cases(caller, requests, now=now)
        if refusal := _refusal(caller, requests, worst=worst, now=now):
            raise refusal
        first = ProviderCall.objects.filter(stage=caller.stage, work_id=caller.work_id).count() + 1
        calls = [
            _call(caller, request, number=number, worst=held, now=now)
            for number, (request, held) in enumerate(zip(requests, worst, strict=True), first)
        ]
        ProviderCall.objects.bulk_create(calls)
        spend(caller.entry.organization_id, [(call, came_to(call)) for call in calls])
    return calls


def answered(
    call: ProviderCall, *, said: Generation | None, error: ProviderError | None, own: PriceBook
) -> None:
    """Fill in what came of a call. `said`: the answer, whole or partial, if there was one."""
    call.outcome, call.finished_at = CallOutcome.SUCCEEDED, timezone.now()
    if error:
        call.outcome = CallOutcome.FAILED if error.sent else CallOutcome.NOT_SENT
        call.error_code, call.http_status = error.code, error.http_status
    call.answered = said is not None
    if said:
        call.latency_ms = said.latency_ms
        keep_answer(call, said, own=own)


def close_calls(caller: Caller, calls: Sequence[ProviderCall]) -> None:
    """Store what came of them, and give back of the budget what they did not cost."""
    with transaction.atomic():
        ProviderCall.objects.bulk_update(calls, CLOSING_FIELDS)
        given_back = [(call, came_to(call) - (call.reserved_usd or Decimal(0))) for call in calls]
        spend(caller.entry.organization_id, given_back)


def _worst_cases(
    caller: Caller, requests: Sequence[GenerationRequest], *, now: datetime
) -> list[Decimal | None]:
    """None for each where no budget asks."""
    if caller.entry.monthly_budget_usd is None:
        return [None] * len(requests)
    return [
        worst_case(request, kind=caller.entry.provider, own=caller.own, at=now)
        for request in requests
    ]


def _refusal(
    caller: Caller,
    requests: Sequence[GenerationRequest],
    *,
    worst: Sequence[Decimal | None],
    now: datetime,
) -> ProviderError | None:
    provider = caller.entry.provider
    purse = month_purse(caller.entry, now=now)
    if purse is None or not requests:
        return None
    known = [each for each in worst if each is not None]
    if len(known) < len(worst):
        sentence = f"A budget applies, and no price is known for {requests[0].model} of {provider}."
        return ProviderError(ErrorCode.BUDGET_EXHAUSTED, sentence, sent=False)
    total, left = sum(known, Decimal(0)), max(purse.left, Decimal(0))
    if purse.holds(total):
        return None
    sentence = f"{len(known)} calls may cost {dollars(total)}, and {dollars(left)} is left of this"
    sentence += f" month's budget for {provider}."
    return ProviderError(ErrorCode.BUDGET_EXHAUSTED, sentence, sent=False)


def _call(
    caller: Caller,
    request: GenerationRequest,
    *,
    number: int,
    worst: Decimal | None,
    now: datetime,
) -> ProviderCall:
    return ProviderCall(
        organization_id=caller.entry.organization_id,
        provider=caller.entry.provider,
        connection_id=caller.connection.pk,
        model=request.model,
        stage=caller.stage,
        work_id=caller.work_id,
        number=number,
        started_at=now,
        outcome=CallOutcome.AMBIGUOUS,
        reserved_usd=worst,
    )
