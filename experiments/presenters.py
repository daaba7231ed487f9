"""What the pages of this app show, as frozen values."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from experiments.forms.choices import Choices, ProviderChoice
from experiments.models import Arm, Experiment, Run
from experiments.overview import name_of
from experiments.queries import RunRow, run_rows
from experiments.spec import ExperimentBody
from experiments.versions import Version, Versions
from organizations.models import Organization
from providers.kinds import ProviderKind
from providers.registry import is_simulated


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A run in the list of its experiment. `version` is None for imported results."""

    row: RunRow
    by: str
    version: Version | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmRow:
    key: str
    provider: str
    model: str
    connection: str | None
    parameters: tuple[tuple[str, Any], ...]
    simulated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRow:
    """A provider beside the form. `admin_url` is empty for those who do not govern."""

    label: str
    refusal: str
    allowed_models: tuple[str, ...]
    connections: tuple[str, ...]
    simulated: bool
    admin_url: str


def provider_rows(
    choices: Choices, organization: Organization, *, governs: bool
) -> list[ProviderRow]:
    return [
        ProviderRow(
            label=each.label,
            refusal=each.refusal,
            allowed_models=each.allowed_models,
            connections=each.connections,
            simulated=each.simulated,
            admin_url=_admin_url(each, organization) if governs else "",
        )
        for each in choices.providers
    ]


def _admin_url(choice: ProviderChoice, organization: Organization) -> str:
    if choice.entry_id:
        return reverse("admin:providers_allowlistentry_change", args=[choice.entry_id])
    query = urlencode({"organization": str(organization.pk), "provider": choice.kind})
    return f"{reverse('admin:providers_allowlistentry_add')}?{query}"


def run_views(runs: Iterable[Run], *, versions: Versions) -> list[RunView]:
    """As listed, each with its configuration's number."""
    runs, by_digest = list(runs), versions.by_digest()
    return [
        RunView(
            row=row,
            by=name_of(run.created_by),
            version=None if run.imported else by_digest.get(run.config_digest),
        )
        for run, row in zip(runs, run_rows(runs), strict=True)
    ]


def arm_rows(experiment: Experiment) -> list[ArmRow]:
    return [_arm_row(arm) for arm in experiment.arms.select_related("connection")]


def arm_rows_of(body: ExperimentBody) -> list[ArmRow]:
    """The arms of an experiment that is not stored yet."""
    return [
        ArmRow(
            key=arm.key,
            provider=str(ProviderKind(arm.provider).label),
            model=arm.model,
            connection=arm.connection,
            parameters=tuple(sorted((arm.parameters or {}).items())),
            simulated=is_simulated(arm.provider),
        )
        for arm in body.arms
    ]


def _arm_row(arm: Arm) -> ArmRow:
    return ArmRow(
        key=arm.key,
        provider=arm.get_provider_display(),
        model=arm.model,
        connection=arm.connection.name if arm.connection else None,
        parameters=tuple(sorted(arm.parameters.items())),
        simulated=is_simulated(arm.provider),
    )
