"""A session whose work is provider calls: attempts, and the judge's evaluations."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from time import monotonic
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from experiments.models import Run
from experiments.states import WorkState
from experiments.targets import Target
from experiments.work import ledger
from experiments.work.put_off import put_off, waited_out
from experiments.work.stage import Job, Lane, Outcome, Past, Session
from providers.codes import CREDENTIAL_BLOCKING, DenialPoint
from providers.connections import ProviderPool
from providers.contract import Generation, GenerationRequest, ProviderError
from providers.credentials.kept import answers_at_hand
from providers.denials import Denied, record_denials
from providers.own_prices import price_book
from providers.prices import CostSource, price
from providers.text import storable

ASK_AGAIN_SECONDS = 1.0  # how old the answer of the policy may be when a call is claimed


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPayload:
    target: Target
    request: GenerationRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Rows that must not be called, or, where the error is retryable, not yet. `denied` is set
    where policy is the cause."""

    where: Q
    error: ProviderError
    denied: Denied | None = None


class CallSession(Session):
    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.pool = ProviderPool(allowed_networks=settings.EGRESS_ALLOWED_CIDRS)
        self._ask()

    @abstractmethod
    def open_targets(self) -> None:
        """Read the connections, ask the policy, resolve the credentials: as they are now."""

    @abstractmethod
    def rows(self) -> QuerySet[Any]:
        """All of the run's rows in this stage."""

    @abstractmethod
    def connections(self) -> Mapping[UUID, tuple[Q, int | None]]:
        """By connection: the filter for its rows, and the allowlist's limit for them."""

    @abstractmethod
    def refusals(self) -> Sequence[Refusal]:
        """Which rows policy or a missing credential forbids, and why: they are never claimed."""

    def refresh(self) -> None:
        if monotonic() - self._asked_at > ASK_AGAIN_SECONDS:
            self._ask()

    def room(self, run: Run) -> int:
        running: int = self.rows().filter(state=WorkState.RUNNING).count()
        return run.max_concurrency - running

    def lanes(self, run: Run) -> Sequence[Lane]:
        with answers_at_hand():  # the lock may have been long in coming; no network under it
            self.refresh()
        for refusal in self.refusals():
            self._refuse(refusal)
        running = self.rows().filter(state=WorkState.RUNNING)
        lanes = []
        for connection_id, (where, limit) in self.connections().items():
            if str(connection_id) in run.blocked_credentials:
                self._fail_blocked(where, code=run.blocked_credentials[str(connection_id)])
                continue
            room = self.slots if limit is None else limit - running.filter(where).count()
            lanes.append(Lane(where=where, room=room))
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

    def apply(self, outcome: Outcome, *, past: Past) -> None:
        """Cost the call in the ledger, then let the stage fill its own columns."""
        call, generation = outcome.job.call, self.arrived(outcome)
        assert call is not None
        if generation:
            self._cost(outcome, generation)
            call.latency_ms = generation.latency_ms
            call.usage = asdict(generation.usage) if generation.usage else None
            call.request_id = storable(generation.request_id or "")[:200]
        item = outcome.job.item
        item.latency_ms = generation.latency_ms if generation else None
        item.cost_usd, item.cost_source = self._total_cost(outcome, past=past)
        self.apply_answer(outcome, generation)

    @abstractmethod
    def apply_answer(self, outcome: Outcome, generation: Generation | None) -> None: ...

    def save_results(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            if outcome.error and outcome.error.code in CREDENTIAL_BLOCKING:
                self._block(outcome)

    async def aclose(self) -> None:
        await self.pool.aclose_all()

    def _ask(self) -> None:
        self.own_prices = price_book(self.run.experiment.organization)
        self.open_targets()
        self._asked_at = monotonic()

    def _cost(self, outcome: Outcome, generation: Generation) -> None:
        call, target = outcome.job.call, outcome.job.payload.target
        assert call is not None
        assert target.connection is not None
        priced = price(
            generation,
            kind=target.connection.provider,
            model=target.model,
            own=self.own_prices,
            at=call.started_at,
        )
        call.cost_usd, call.cost_source = priced.cost_usd, priced.source
        call.price_version = priced.version

    def _total_cost(self, outcome: Outcome, *, past: Past) -> tuple[Decimal | None, str]:
        """Of all calls for this row; unknown as soon as one of them is, or where none brought
        anything that could have a price."""
        call, item, error = outcome.job.call, outcome.job.item, outcome.error
        assert call is not None
        costs = list(past.costs)
        if error is None or error.sent:
            http_status = error.http_status if error else None
            costs.append(ledger.cost_of(call.cost_usd, http_status=http_status))
        source = item.cost_source if call.cost_usd is None else call.cost_source
        amount, known = ledger.total(costs)
        if not known or source == CostSource.NONE:
            return None, CostSource.NONE
        return amount, source

    def _block(self, outcome: Outcome) -> None:
        """No call with this credential can succeed: stop claiming for it, with the reason."""
        connection = outcome.job.payload.target.connection
        assert outcome.error is not None
        run = Run.objects.select_for_update(no_key=True).get(pk=self.run.pk)
        if connection and str(connection.pk) not in run.blocked_credentials:
            run.blocked_credentials[str(connection.pk)] = outcome.error.code
            run.save(update_fields=["blocked_credentials"])

    def _refuse(self, refusal: Refusal) -> None:
        where, now = refusal.where, timezone.now()
        if refusal.error.retryable:
            where &= waited_out(now=now)
        failed = self._fail_uncalled(where, code=refusal.error.code, detail=refusal.error.message)
        if refusal.error.retryable:
            put_off(self._pending(refusal.where), now=now)
        if failed and refusal.denied:
            record_denials(
                self.run.experiment.organization,
                [refusal.denied],
                at=DenialPoint.CLAIM,
                experiment_id=self.run.experiment_id,
                run_id=self.run.pk,
            )

    def _fail_blocked(self, where: Q, *, code: str) -> None:
        detail = f"Not called: the provider refused this credential before ({code})."
        self._fail_uncalled(where, code=code, detail=detail)

    def _fail_uncalled(self, where: Q, *, code: str, detail: str) -> int:
        return self._pending(where).update(
            state=WorkState.FAILED,
            lease_expires_at=None,
            finished_at=timezone.now(),
            error_code=code,
            error_detail=detail,
            retryable=False,
        )

    def _pending(self, where: Q) -> QuerySet[Any]:
        return self.rows().filter(where, state=WorkState.PENDING)
