"""Which provider an organisation allows, through what, with which key, and what it has cost.

It stands above the apps, since the ledger knows the provider of an arm and of a judge only
together with both. Each function asks a number of queries that does not grow with the rows.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum

from evaluation.models import Evaluation
from experiments.models import Attempt, ProviderCall
from experiments.states import CallOutcome, RunState, WorkState
from organizations.models import Organization
from providers.connections import CredentialCheck, check_credential
from providers.credentials.environment import slugs_at_hand
from providers.credentials.references import STORES
from providers.kinds import ProviderKind
from providers.models import AllowlistEntry, Connection
from providers.registry import is_simulated

Key = tuple[UUID, str]
PLACES = 8  # SQLite adds decimals as floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """USD by the ledger. `unknown` calls were sent and have no cost: the sum is without them."""

    usd: Decimal = Decimal(0)
    unknown: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionState:
    """`check` is None where the credential is in a store on the network, for which no page of
    many connections waits: it is asked on the connection's own page."""

    connection: Connection
    check: CredentialCheck | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderState:
    """`entry` is None where the organisation has decided nothing, which denies."""

    label: str
    simulated: bool
    entry: AllowlistEntry | None
    connections: tuple[ConnectionState, ...]
    spend: Spend

    @property
    def over_budget(self) -> bool:
        budget = self.entry.monthly_budget_usd if self.entry else None
        return budget is not None and self.spend.usd >= budget


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationState:
    """`untouched`: the kinds without an entry, a connection or a cost."""

    organization: Organization
    providers: tuple[ProviderState, ...]
    untouched: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """Work of running runs that has not been claimed yet."""

    attempts: int = 0
    evaluations: int = 0
    runs: int = 0

    def __bool__(self) -> bool:
        return bool(self.attempts or self.evaluations)


def governance_of(
    organizations: Collection[Organization], *, month: datetime
) -> list[OrganizationState]:
    """The state of each organisation, costs from the start of `month` on."""
    entries = {
        (entry.organization_id, entry.provider): entry
        for entry in AllowlistEntry.objects.filter(organization__in=organizations)
    }
    connections = _connections_of(organizations)
    spent = spend_of(organizations, since=month)
    return [
        _state(organization, entries=entries, connections=connections, spent=spent)
        for organization in organizations
    ]


def spend_of(organizations: Collection[Organization], *, since: datetime) -> dict[Key, Spend]:
    """By organisation and kind of provider: all calls that began since then."""
    # What a provider refused with an error status is not billed.
    billed = ~Q(outcome=CallOutcome.NOT_SENT) & ~Q(http_status__gte=400)
    rows = (
        ProviderCall.objects.filter(started_at__gte=since, organization__in=organizations)
        .values_list("organization", "provider")
        .annotate(usd=Sum("cost_usd"), unknown=Count("pk", filter=billed & Q(cost_usd=None)))
        .order_by()
    )
    return {
        (owner, kind): Spend(usd=round(usd or Decimal(0), PLACES), unknown=unknown)
        for owner, kind, usd, unknown in rows
    }


def queued_for(entries: Collection[AllowlistEntry]) -> dict[Key, Queued]:
    """By organisation and kind: what would fail if the provider were disabled."""
    owners = {entry.organization_id for entry in entries}
    attempts = _queued(Attempt, owners, kind="arm__provider")
    evaluations = _queued(Evaluation, owners, kind="profile__provider")
    return {
        key: Queued(
            attempts=sum(attempts[key].values()),
            evaluations=sum(evaluations[key].values()),
            runs=len(attempts[key].keys() | evaluations[key].keys()),
        )
        for key in {*attempts, *evaluations}
    }


def _connections_of(organizations: Collection[Organization]) -> dict[Key, list[ConnectionState]]:
    found: dict[Key, list[ConnectionState]] = defaultdict(list)
    rows = Connection.objects.filter(organization__in=organizations).select_related("organization")
    with slugs_at_hand():
        for connection in rows.order_by("name"):
            found[connection.organization_id, connection.provider].append(_connection(connection))
    return found


def _connection(connection: Connection) -> ConnectionState:
    store = STORES.get(connection.credential_reference.partition(":")[0])
    waits = store is not None and store.kept is not None
    check = None if waits else check_credential(connection)
    return ConnectionState(connection=connection, check=check)


def _queued(model: Any, owners: Collection[UUID], *, kind: str) -> dict[Key, dict[UUID, int]]:
    """How many rows of which run."""
    rows = model.objects.filter(
        state=WorkState.PENDING,
        run__state=RunState.RUNNING,
        run__experiment__organization__in=owners,
    )
    found: dict[Key, dict[UUID, int]] = defaultdict(dict)
    grouped = rows.values_list("run__experiment__organization", kind, "run")
    for owner, provider, run, n in grouped.annotate(n=Count("pk")).order_by():
        found[owner, provider][run] = n
    return found


def _state(
    organization: Organization,
    *,
    entries: Mapping[Key, AllowlistEntry],
    connections: Mapping[Key, list[ConnectionState]],
    spent: Mapping[Key, Spend],
) -> OrganizationState:
    touched = {kind for owner, kind in {*entries, *connections, *spent} if owner == organization.pk}
    return OrganizationState(
        organization=organization,
        providers=tuple(
            ProviderState(
                label=kind.label,
                simulated=is_simulated(kind),
                entry=entries.get((organization.pk, kind)),
                connections=tuple(connections.get((organization.pk, kind), ())),
                spend=spent.get((organization.pk, kind), Spend()),
            )
            for kind in ProviderKind
            if kind in touched
        ),
        untouched=tuple(kind.label for kind in ProviderKind if kind not in touched),
    )
