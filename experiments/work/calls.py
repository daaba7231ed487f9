"""A session whose work is provider calls: attempts, and the judge's evaluations."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from time import monotonic
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from experiments.models import ProviderCall, Run
from experiments.states import WorkState
from experiments.targets import Target
from experiments.work import ledger, limits
from experiments.work.admission import Admission, Route, gates_of
from experiments.work.breaker import note
from experiments.work.budget import months_kept, purses_of, reserve, settle
from experiments.work.costing import keep_answer, total_cost
from experiments.work.demand import waiting_elsewhere
from experiments.work.limits import Party
from experiments.work.refusals import Refusal, blocked_with, fail_blocked, refuse, too_dear
from experiments.work.stage import Among, Job, Lane, Outcome, Past, Session, within
from experiments.work.standing import Standing, standing_of
from providers.codes import CREDENTIAL_BLOCKING
from providers.connections import ProviderPool
from providers.contract import Generation, GenerationRequest
from providers.credentials.kept import answers_at_hand
from providers.models import AllowlistEntry
from providers.own_prices import price_book
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
    standing: Standing

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.open_breakers: set[UUID] = set()
        self._months, self._months_asked_at = frozenset[str](), float("-inf")
        self.pool = ProviderPool(allowed_networks=settings.EGRESS_ALLOWED_CIDRS)
        self._ask()

    @abstractmethod
    def open_targets(self) -> None:
        """Read the connections, ask the policy, resolve the credentials: as they are now."""

    @abstractmethod
    def rows(self) -> QuerySet[Any]:
        """All of the run's rows in this stage."""

    @abstractmethod
    def routes(self) -> Sequence[tuple[Route, Among]]:
        """One for each connection, with what its rows have."""

    @abstractmethod
    def route_of(self, item: Any) -> Route:
        """The one of `routes` that is the row's."""

    @abstractmethod
    def target_of(self, item: Any) -> Target: ...

    @abstractmethod
    def refusals(self) -> Sequence[Refusal]:
        """Which rows policy or a missing credential forbids, and why: they are never claimed."""

    def refresh(self) -> None:
        if _is_old(self._asked_at):
            self._ask()

    def hold(self) -> None:
        limits.hold(self._entries())

    def room(self, run: Run) -> int:
        return run.max_concurrency - self.standing.running

    def turn_away(self, run: Run) -> None:
        """By what policy says now: the run's lock may have been long in coming."""
        if _is_old(self._asked_at):
            with answers_at_hand():  # no network under the lock
                self._ask()
            self.hold()
        for refusal in self.refusals():
            refuse(refusal, run=self.run, pending=self._pending())
        for route, among in self.routes():
            blocked = blocked_with(run, route.connection_id)
            if blocked:
                fail_blocked(self._pending().filter(within(among)), code=blocked)

    def lanes(self, run: Run, *, now: datetime) -> list[Lane]:
        connections = [route.connection_id for route, _ in self.routes()]
        self.standing = standing_of(self.rows().model, run, connections=connections)
        self.admission = self._begin_admission(run, now=now)
        return [
            Lane(among=among, room=self._lane_room(route))
            for route, among in self.routes()
            if not blocked_with(run, route.connection_id)
        ]

    def admit(self, items: Sequence[Any], *, payloads: Mapping[UUID, CallPayload]) -> list[Any]:
        admission = self.admission
        admitted = admission.admit(
            items,
            route_of=self.route_of,
            entries=self.allowlist,
            worst_of=self._worst_cases(items, payloads) if admission.purses.any() else {},
        )
        self.opens_at = min(admission.opens, default=None)
        return admitted

    def give_up(self) -> None:
        """Rows that no budget will ever pay for; where nothing is left at all, all the others."""
        self.gave_up = bool(self.admission.exhausted)
        by_route: dict[Route, list[UUID]] = {}
        for item in self.admission.exhausted:
            by_route.setdefault(self.route_of(item), []).append(item.id)
        for route, among in self.routes():
            if route not in by_route:
                continue
            purses = self.admission.purses.for_provider(route.provider)
            nothing_left = any(purse.at_best <= 0 for purse in purses)
            refusal = too_dear(
                provider=route.provider,
                where=within(among if nothing_left else {"id": by_route[route]}),
            )
            refuse(refusal, run=self.run, pending=self._pending())

    def open_calls(self, items: Sequence[Any], *, now: datetime) -> list[Any]:
        bookings = [self._booking(item) for item in items]
        calls = ledger.open_calls(bookings, run=self.run, stage=self.stage_name, now=now)
        reserve(self.run, calls)
        return calls

    def counts(self, call: ProviderCall) -> bool:
        """Also where nothing was held for it, in a month that has a budget now and then."""
        return call.reserved_usd is not None or call.provider in self._months_kept()

    def closed(self, outcomes: Sequence[Outcome], *, uncounted: frozenset[UUID]) -> None:
        calls = [outcome.job.call for outcome in outcomes if outcome.job.call]
        settle(self.run, [call for call in calls if call.id in uncounted])
        by_connection: dict[UUID, list[Outcome]] = {}
        for outcome in outcomes:
            if outcome.job.call and outcome.job.call.connection_id:
                by_connection.setdefault(outcome.job.call.connection_id, []).append(outcome)
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
            keep_answer(call, generation, own=self.own_prices)
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

    def _begin_admission(self, run: Run, *, now: datetime) -> Admission:
        breakers = self.standing.breakers
        self.open_breakers = set(breakers)
        return Admission(
            party=self._party,
            now=now,
            probe_seconds=run.attempt_timeout_seconds + settings.LEASE_SECONDS,
            gates=gates_of(breakers, now=now),
            purses=purses_of(run, entries=self._entries(), now=now),
        )

    def _entries(self) -> list[AllowlistEntry]:
        providers = {route.provider for route, _ in self.routes()}
        return [self.allowlist[each] for each in sorted(providers) if each in self.allowlist]

    @property
    def _party(self) -> Party:
        return (self.run.pk, self.stage_name)

    def _lane_room(self, route: Route) -> int:
        entry = self.allowlist.get(route.provider)
        waiting = self._waiting_elsewhere(entry) if entry else {}
        return self.admission.lane_room(route, entry=entry, waiting=waiting)

    def _waiting_elsewhere(self, entry: AllowlistEntry) -> Mapping[Party, int]:
        """Counted no oftener than the policy is asked: it is fairness, not a limit."""
        if entry.max_concurrency is None:
            return {}
        if entry.provider not in self._elsewhere:
            self._elsewhere[entry.provider] = waiting_elsewhere(
                entry, party=self._party, limit=entry.max_concurrency, now=self.admission.now
            )
        return self._elsewhere[entry.provider]

    def _booking(self, item: Any) -> ledger.Booking:
        route = self.route_of(item)
        return ledger.Booking(
            item=item,
            provider=route.provider,
            connection_id=route.connection_id,
            model=self.target_of(item).model,
            reserved_usd=self.admission.reserved.get(item.id),
        )

    def _worst_cases(
        self, items: Sequence[Any], payloads: Mapping[UUID, CallPayload]
    ) -> dict[UUID, Decimal | None]:
        return {
            item.id: worst_case(
                payloads[item.id].request,
                kind=self.route_of(item).provider,
                own=self.own_prices,
                at=self.admission.now,
            )
            for item in items
        }

    def _months_kept(self) -> frozenset[str]:
        """Asked for by itself: who only hands in results does not ask the policy any more."""
        if _is_old(self._months_asked_at):
            self._months = months_kept(self.run.experiment.organization, now=timezone.now())
            self._months_asked_at = monotonic()
        return self._months

    def _ask(self) -> None:
        self.own_prices = price_book(self.run.experiment.organization)
        self._elsewhere: dict[str, Mapping[Party, int]] = {}
        self.open_targets()
        self._asked_at = monotonic()

    def _block(self, outcome: Outcome) -> None:
        """No call with this credential can succeed: stop claiming for it, with the reason."""
        connection = outcome.job.payload.target.connection
        assert outcome.error is not None
        run = Run.worked.select_for_update(no_key=True).get(pk=self.run.pk)
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


def _is_old(asked_at: float) -> bool:
    return monotonic() - asked_at > ASK_AGAIN_SECONDS
