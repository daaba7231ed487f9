"""A session whose work is provider calls: attempts, and the judge's evaluations."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from experiments.models import Run
from experiments.states import WorkState
from experiments.targets import Target
from experiments.text import storable
from experiments.work import ledger
from experiments.work.stage import Job, Lane, Outcome, Session
from providers.codes import CREDENTIAL_BLOCKING
from providers.connections import ProviderPool
from providers.contract import Generation, GenerationRequest, ProviderError
from providers.prices import PRICES_VERSION, CostSource, price


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPayload:
    target: Target
    request: GenerationRequest


class CallSession(Session):
    stage_name: ClassVar[str]

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.pool = ProviderPool(allowed_networks=settings.EGRESS_ALLOWED_CIDRS)

    @abstractmethod
    def rows(self) -> QuerySet[Any]:
        """All of the run's rows in this stage."""

    @abstractmethod
    def connections(self) -> Mapping[UUID, tuple[Q, int | None]]:
        """By connection: the filter for its rows, and the allowlist's limit for them."""

    @abstractmethod
    def refusals(self) -> Sequence[tuple[Q, ProviderError]]:
        """Which rows policy or a missing credential forbids, and why: they are never claimed."""

    @abstractmethod
    def target_of(self, item: Any) -> Target: ...

    def lanes(self, run: Run) -> Sequence[Lane]:
        for where, refusal in self.refusals():
            self._fail_uncalled(where, code=refusal.code, detail=refusal.message)
        running = self.rows().filter(state=WorkState.RUNNING)
        room = run.max_concurrency - running.count()
        lanes = []
        for connection_id, (where, limit) in self.connections().items():
            if str(connection_id) in run.blocked_credentials:
                self._fail_blocked(where, code=run.blocked_credentials[str(connection_id)])
                continue
            own = room if limit is None else min(room, limit - running.filter(where).count())
            lanes.append(Lane(where=where, room=own))
        return lanes

    async def call(self, job: Job) -> Generation:
        payload: CallPayload = job.payload
        return await payload.target.provider(self.pool).generate(payload.request)

    def arrived(self, outcome: Outcome) -> Generation | None:
        """The answer, whole or partial, that the call brought."""
        if outcome.error:
            return outcome.error.arrived
        return self.generation_of(outcome.answer) if outcome.answer else None

    @abstractmethod
    def generation_of(self, answer: Any) -> Generation: ...

    def apply(self, outcome: Outcome) -> None:
        """Cost the call in the ledger, then let the stage fill its own columns."""
        call, generation = outcome.job.call, self.arrived(outcome)
        assert call is not None
        if generation:
            self._cost(outcome, generation)
            call.latency_ms = generation.latency_ms
            call.usage = asdict(generation.usage) if generation.usage else None
            call.request_id = storable(generation.request_id or "")[:200]
        self.apply_answer(outcome, generation)

    @abstractmethod
    def apply_answer(self, outcome: Outcome, generation: Generation | None) -> None: ...

    def total_cost(self, outcome: Outcome) -> tuple[Decimal | None, CostSource]:
        """Of all calls for this row; unknown as soon as one of them is."""
        call, item = outcome.job.call, outcome.job.item
        assert call is not None
        costs = [call.cost_usd]
        if item.provider_calls > 1:
            costs += ledger.earlier_costs([item.id], stage=self.stage_name).get(item.id, [])
        amount, known = ledger.total(costs)
        return (amount, CostSource(call.cost_source)) if known else (None, CostSource.NONE)

    def save_results(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            if outcome.error and outcome.error.code in CREDENTIAL_BLOCKING:
                self._block(outcome)

    async def aclose(self) -> None:
        await self.pool.aclose_all()

    def _cost(self, outcome: Outcome, generation: Generation) -> None:
        call, target = outcome.job.call, self.target_of(outcome.job.item)
        assert call is not None
        assert target.connection is not None
        priced = price(generation, kind=target.connection.provider, model=target.model)
        call.cost_usd, call.cost_source = priced.cost_usd, priced.source
        call.price_version = PRICES_VERSION if priced.source == CostSource.TABLE else ""

    def _block(self, outcome: Outcome) -> None:
        """No call with this credential can succeed: stop claiming for it, with the reason."""
        connection = self.target_of(outcome.job.item).connection
        assert outcome.error is not None
        run = Run.objects.select_for_update(no_key=True).get(pk=self.run.pk)
        if connection and str(connection.pk) not in run.blocked_credentials:
            run.blocked_credentials[str(connection.pk)] = outcome.error.code
            run.save(update_fields=["blocked_credentials"])

    def _fail_blocked(self, where: Q, *, code: str) -> None:
        detail = f"Not called: the provider refused this credential before ({code})."
        self._fail_uncalled(where, code=code, detail=detail)

    def _fail_uncalled(self, where: Q, *, code: str, detail: str) -> None:
        self.rows().filter(where, state=WorkState.PENDING).update(
            state=WorkState.FAILED,
            finished_at=timezone.now(),
            error_code=code,
            error_detail=detail,
            retryable=False,
        )
