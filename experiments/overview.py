"""An organisation at a glance: what runs, what failed lately, what it costs, what is still to do.

Each function takes a number of queries that does not grow with the rows. What has to read very many
rows may be a minute old.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Sum

from experiments.kept import kept_if_slow
from experiments.models import Attempt, Experiment, ProviderCall, Run
from experiments.queries import OF_UNKNOWN_COST, RunRow, run_rows
from experiments.states import RunState, WorkState
from organizations.models import Membership, Organization, User
from organizations.roles import Role, includes
from providers.models import AllowlistEntry, Connection

PLACES = 8  # SQLite adds decimals as floats
NAMES_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """A run that goes on."""

    experiment: str
    row: RunRow


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedGroup:
    """Attempts of one run that failed for one reason."""

    run_id: UUID
    experiment: str
    started_at: datetime
    error_code: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSpend:
    """USD since the month began, without `unknown` calls, which may have been billed."""

    provider: str
    usd: Decimal
    unknown: int
    budget_usd: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Which steps of setting up are done."""

    provider: bool
    connection: bool
    experiment: bool
    run: bool


def going_on(organization: Organization, *, most: int) -> tuple[list[Going], int]:
    """The latest that run, with the counts of their attempts; and how many run in all."""
    running = Run.objects.in_organization(organization).filter(state=RunState.RUNNING)
    shown = list(running.select_related("experiment").order_by("-started_at")[: most + 1])
    n = len(shown) if len(shown) <= most else running.count()
    names = {run.pk: run.experiment.name for run in shown}
    rows = run_rows(shown[:most])
    return [Going(experiment=names[row.id], row=row) for row in rows], n


def failed_since(organization: Organization, *, since: datetime) -> list[FailedGroup]:
    """The most frequent first. Only runs that went on since then are looked at."""
    return kept_if_slow(("failed", organization.pk), lambda: _failed(organization, since=since))


def _failed(organization: Organization, *, since: datetime) -> list[FailedGroup]:
    runs = Run.objects.in_organization(organization).filter(
        Q(state=RunState.RUNNING) | Q(finished_at__gte=since), imported=False
    )
    failed = Attempt.objects.filter(
        run__in=runs, state=WorkState.FAILED, finished_at__gte=since
    ).values_list("run_id", "run__experiment__name", "run__started_at", "error_code")
    return [
        FailedGroup(run_id=run_id, experiment=name, started_at=at, error_code=code, n=n)
        for run_id, name, at, code, n in failed.annotate(n=Count("id")).order_by(
            "-n", "run__experiment__name", "error_code"
        )
    ]


def spend_since(organization: Organization, *, month: datetime) -> list[ProviderSpend]:
    """By provider that was called or has a budget. Judges' calls are in it."""
    spent = kept_if_slow(("spent", organization.pk, month), lambda: _spent(organization, month))
    budgets = dict(
        AllowlistEntry.objects.in_organization(organization)
        .exclude(monthly_budget_usd=None)
        .values_list("provider", "monthly_budget_usd")
    )
    return [
        ProviderSpend(
            provider=provider,
            usd=round(spent.get(provider, (Decimal(0), 0))[0], PLACES),
            unknown=spent.get(provider, (Decimal(0), 0))[1],
            budget_usd=budgets.get(provider),
        )
        for provider in sorted({*spent, *budgets})
    ]


def _spent(organization: Organization, month: datetime) -> dict[str, tuple[Decimal, int]]:
    """By provider: the known cost, and how many calls have none. It reads all of the month's."""
    calls = ProviderCall.objects.filter(organization=organization, started_at__gte=month).order_by()
    summed = calls.values_list("provider").annotate(
        usd=Sum("cost_usd"), unknown=Count("pk", filter=OF_UNKNOWN_COST)
    )
    return {provider: (usd or Decimal(0), unknown) for provider, usd, unknown in summed}


def progress_of_setup(organization: Organization) -> Progress:
    enabled = AllowlistEntry.objects.filter(organization=OuterRef("pk"), enabled=True)
    connections = Connection.objects.filter(organization=OuterRef("pk"))
    experiments = Experiment.objects.filter(organization=OuterRef("pk"))
    runs = Run.objects.filter(experiment__organization=OuterRef("pk"))
    found = Organization.objects.values_list(
        Exists(enabled), Exists(connections), Exists(experiments), Exists(runs)
    ).get(pk=organization.pk)
    return Progress(provider=found[0], connection=found[1], experiment=found[2], run=found[3])


def able_to(organization: Organization, *, needed: Role) -> list[str]:
    """Who could do what takes this role, by name: a few of them."""
    roles = [role for role in Role if includes(role, needed=needed)]
    members = Membership.objects.filter(
        organization=organization, role__in=roles, user__is_active=True
    )
    rows = members.select_related("user").order_by("created_at", "pk")[:NAMES_SHOWN]
    return [name_of(row.user) for row in rows]


def name_of(user: User | None) -> str:
    """As people call somebody; '' for nobody."""
    return (user.get_full_name() or user.get_username()) if user else ""


def owners_of(organization: Organization) -> list[tuple[str, str]]:
    """Who defined an experiment of it: id and name."""
    rows = User.objects.filter(
        pk__in=Experiment.objects.filter(organization=organization).values("created_by")
    )
    named = [(str(user.pk), name_of(user)) for user in rows]
    return sorted(named, key=lambda each: each[1].lower())


def running_in(organizations: Collection[Organization]) -> dict[UUID, int]:
    """How many runs go on, by organisation that has any."""
    rows = Run.objects.filter(experiment__organization__in=organizations, state=RunState.RUNNING)
    counted = rows.values_list("experiment__organization").annotate(n=Count("id")).order_by()
    return dict(counted)
