"""A session whose work is provider calls: attempts, and the judge's evaluations."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from time import monotonic
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from experiments.models import ProviderCall, Run
from experiments.states import WorkState
from experiments.targets import Target
from experiments.work import ledger, limits
from experiments.work.admission import Admission, Route, gates_of
from experiments.work.breaker import breakers_of, note
from experiments.work.budget import months_kept, purses_of, reserve, settle
from experiments.work.costing import price_call, total_cost
from experiments.work.refusals import Refusal, fail_blocked, refuse, too_dear
from experiments.work.stage import Job, Lane, Outcome, Past, Session
from providers.codes import CREDENTIAL_BLOCKING
from providers.connections import ProviderPool
from providers.contract import Generation, GenerationRequest
from providers.credentials.kept import answers_at_hand
from providers.models import AllowlistEntry
from providers.own_prices import price_book
from providers.text import storable
from providers.worst_case import worst_case

ASK_AGAIN_SECONDS = 1.0  # how old the answer of the policy may be when a call is claimed


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPayload:
    target: Target
    request: GenerationRequest


class CallSession(Session):
    stage_name: ClassVar[str]
    allowlist: dict[str, AllowlistEntry]
    admission: Admission

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.open_breakers: set[UUID] = set()
        self.pool = ProviderPool(allowed_networks=settings.EGRESS_ALLOWED_CIDRS)
        self._ask()

    @abstractmethod
    def open_targets(self) -> None:
        """Read the connections, ask the policy, resolve the credentials: as they are now."""

    @abstractmethod
    def rows(self) -> QuerySet[Any]:
        """All of the run's rows in this stage."""

    @abstractmethod
    def routes(self) -> Sequence[tuple[Route, Q]]:
        """One for each connection, with the filter for its rows."""

    @abstractmethod
    def target_of(self, item: Any) -> Target: ...

    @abstractmethod
    def refusals(self) -> Sequence[Refusal]:
        """Which rows policy or a missing credential forbids, and why: they are never claimed."""

    def refresh(self) -> None:
        if monotonic() - self._asked_at > ASK_AGAIN_SECONDS:
            self._ask()

    def hold(self) -> None:
        limits.hold(self._entries())

    def room(self, run: Run) -> int:
        running: int = self.rows().filter(state=WorkState.RUNNING).count()
        return run.max_concurrency - running

    def lanes(self, run: Run) -> Sequence[Lane]:
        with answers_at_hand():  # the lock may have been long in coming; no network under it
            self.refresh()
        for refusal in self.refusals():
            refuse(refusal, run=self.run, pending=self._pending())
        admission = self._begin_admission(run)
        lanes = []
        for route, where in self.routes():
            blocked = run.blocked_credentials.get(str(route.connection_id))
            if blocked:
                fail_blocked(self._pending().filter(where), code=blocked)
                continue
            entry = self.allowlist.get(route.provider)
            room = admission.lane_room(route, entry=entry, waiting=self._waiting_elsewhere(entry))
            lanes.append(Lane(where=where, room=room))
        self.opens_at = min(admission.opens, default=None) if lanes else None
        return lanes

    def admit(self, items: Sequence[Any]) -> list[Any]:
        admission = self.admission
        admitted = admission.admit(
            items,
            route_of=self._route_of,
            entries=self.allowlist,
            worst_of=self._worst_cases(items) if admission.purses.any() else {},
        )
        self.opens_at = min(admission.opens, default=None)
        self._give_up(admission.exhausted)
        return admitted

    def open_calls(self, items: Sequence[Any], *, now: datetime) -> list[Any]:
        bookings = [self._booking(item) for item in items]
        calls = ledger.open_calls(bookings, run=self.run, stage=self.stage_name, now=now)
        reserve(self.run, calls)
        return calls

    def closed(self, outcomes: Sequence[Outcome], *, still_open: frozenset[UUID]) -> None:
        calls = [outcome.job.call for outcome in outcomes if outcome.job.call]
        settle(self.run, [call for call in calls if call.id in still_open or self._counts(call)])
        by_connection: dict[UUID, list[ProviderCall]] = {}
        for call in calls:
            if call.connection_id:
                by_connection.setdefault(call.connection_id, []).append(call)
        note(by_connection, known=self.open_breakers, now=timezone.now())

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
        call.answered, call.latency_ms = generation is not None, _latency_ms(outcome, generation)
        if generation:
            price_call(call, generation, own=self.own_prices)
            call.usage = asdict(generation.usage) if generation.usage else None
            call.request_id = storable(generation.request_id or "")[:200]
        item = outcome.job.item
        item.latency_ms = call.latency_ms
        item.cost_usd, item.cost_source = total_cost(outcome, past=past)
        self.apply_answer(outcome, generation)

    @abstractmethod
    def apply_answer(self, outcome: Outcome, generation: Generation | None) -> None: ...

    def save_results(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            if outcome.error and outcome.error.code in CREDENTIAL_BLOCKING:
                self._block(outcome)

    async def aclose(self) -> None:
        await self.pool.aclose_all()

    def _begin_admission(self, run: Run) -> Admission:
        now, entries = timezone.now(), self._entries()
        breakers = breakers_of(route.connection_id for route, _ in self.routes())
        self.open_breakers = {id for id, each in breakers.items() if each.open_until}
        self.admission = Admission(
            run=run,
            now=now,
            probe_seconds=run.attempt_timeout_seconds + settings.LEASE_SECONDS,
            gates=gates_of(breakers, now=now),
            purses=purses_of(run, entries=entries, now=now),
        )
        return self.admission

    def _entries(self) -> list[AllowlistEntry]:
        providers = {route.provider for route, _ in self.routes()}
        return [self.allowlist[each] for each in sorted(providers) if each in self.allowlist]

    def _counts(self, call: ProviderCall) -> bool:
        """Nothing was held for it, but there is a month that has a budget now and then."""
        return call.reserved_usd is None and call.provider in self._months

    def _waiting_elsewhere(self, entry: AllowlistEntry | None) -> dict[UUID, int]:
        """Counted no oftener than the policy is asked: it is fairness, not a limit."""
        if entry is None or entry.max_concurrency is None:
            return {}
        if entry.provider not in self._elsewhere:
            self._elsewhere[entry.provider] = limits.waiting_elsewhere(
                entry, run=self.run, now=timezone.now()
            )
        return self._elsewhere[entry.provider]

    def _route_of(self, item: Any) -> Route:
        connection = self.target_of(item).connection
        assert connection is not None
        return Route(connection_id=connection.pk, provider=connection.provider)

    def _booking(self, item: Any) -> ledger.Booking:
        route = self._route_of(item)
        return ledger.Booking(
            item=item,
            provider=route.provider,
            connection_id=route.connection_id,
            model=self.target_of(item).model,
            reserved_usd=self.admission.reserved.get(item.id),
        )

    def _worst_cases(self, items: Sequence[Any]) -> dict[UUID, Decimal | None]:
        payloads: list[CallPayload] = self.payloads(items)
        return {
            item.id: worst_case(
                payload.request,
                kind=self._route_of(item).provider,
                own=self.own_prices,
                at=self.admission.now,
            )
            for item, payload in zip(items, payloads, strict=True)
        }

    def _give_up(self, items: Sequence[Any]) -> None:
        """Rows that no budget will ever pay for; where nothing is left at all, all the others."""
        self.gave_up = bool(items)
        by_route: dict[Route, list[UUID]] = {}
        for item in items:
            by_route.setdefault(self._route_of(item), []).append(item.id)
        for route, ids in by_route.items():
            nothing_left = any(
                purse.at_best <= 0 for purse in self.admission.purses.for_provider(route.provider)
            )
            everything = dict(self.routes())[route]
            where = everything if nothing_left else Q(id__in=ids)
            refusal = too_dear(provider=route.provider, where=where)
            refuse(refusal, run=self.run, pending=self._pending())

    def _ask(self) -> None:
        self.own_prices = price_book(self.run.experiment.organization)
        self._elsewhere: dict[str, dict[UUID, int]] = {}
        self._months = months_kept(self.run.experiment.organization, now=timezone.now())
        self.open_targets()
        self._asked_at = monotonic()

    def _block(self, outcome: Outcome) -> None:
        """No call with this credential can succeed: stop claiming for it, with the reason."""
        connection = outcome.job.payload.target.connection
        assert outcome.error is not None
        run = Run.objects.select_for_update(no_key=True).get(pk=self.run.pk)
        if connection and str(connection.pk) not in run.blocked_credentials:
            run.blocked_credentials[str(connection.pk)] = outcome.error.code
            run.save(update_fields=["blocked_credentials"])

    def _pending(self) -> QuerySet[Any]:
        return self.rows().filter(state=WorkState.PENDING)


def _latency_ms(outcome: Outcome, generation: Generation | None) -> float | None:
    """Of the answer; else from the claim to the failure, where a request went out and nobody cut
    it off."""
    if generation:
        return generation.latency_ms
    call, error = outcome.job.call, outcome.error
    if call is None or error is None or not error.sent:
        return None
    return (outcome.finished_at - call.started_at).total_seconds() * 1000
