"""What the pages of this app show, as frozen values."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from experiments.models import Arm, Experiment, Run
from experiments.queries import RunRow, run_rows
from organizations.models import Organization
from providers.registry import is_simulated


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentRow:
    experiment: Experiment
    n_arms: int
    last_run: RunRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """An organisation of the user with those of its experiments that the page shows."""

    organization: Organization
    experiments: tuple[ExperimentRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmRow:
    key: str
    provider: str
    model: str
    connection: str | None
    parameters: tuple[tuple[str, Any], ...]
    simulated: bool


def home_groups(
    organizations: Iterable[Any], experiments: Iterable[Any], *, first: bool
) -> list[Group]:
    """Organisations without an experiment stand on the first page only."""
    organizations, experiments = list(organizations), list(experiments)
    last_ids = [each.last_run_id for each in experiments if each.last_run_id]
    last_runs = {row.id: row for row in run_rows(Run.objects.filter(pk__in=last_ids))}
    empty = {each.pk for each in organizations if not each.n_experiments}
    groups = [
        Group(
            organization=organization,
            experiments=tuple(
                ExperimentRow(
                    experiment=each, n_arms=each.n_arms, last_run=last_runs.get(each.last_run_id)
                )
                for each in experiments
                if each.organization_id == organization.pk
            ),
        )
        for organization in organizations
    ]
    return [
        group for group in groups if group.experiments or (first and group.organization.pk in empty)
    ]


def arm_rows(experiment: Experiment) -> list[ArmRow]:
    return [_arm_row(arm) for arm in experiment.arms.select_related("connection")]


def _arm_row(arm: Arm) -> ArmRow:
    return ArmRow(
        key=arm.key,
        provider=arm.get_provider_display(),
        model=arm.model,
        connection=arm.connection.name if arm.connection else None,
        parameters=tuple(sorted(arm.parameters.items())),
        simulated=is_simulated(arm.provider),
    )
