"""Asking, before a run starts, whether every arm could be called. Nothing is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from experiments.means import Means, means_of
from experiments.models import Arm, Experiment
from experiments.prompts import render_task_prompt
from experiments.sizes import shortest_task
from experiments.work.stage import Problem, stages
from organizations.errors import DomainError, Invalid
from organizations.models import Organization
from providers.connections import credential_for
from providers.models import AllowlistEntry, Connection
from providers.parameters import unsupported_parameter, validate_parameters
from providers.policy import denial, entries_of
from providers.secrets import CredentialUnavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDraft:
    """What a run would be. `evaluator` is NAME[:VERSION], empty for none.

    Where nothing starts yet, what may still come before a start is not asked for: a credential.
    Where it is being defined, neither is money, of which the next month has more.
    """

    organization: Organization
    experiment: Experiment
    arms: tuple[Arm, ...]
    allowlist: dict[str, AllowlistEntry]
    evaluator: str
    starting: bool = True
    defining: bool = False

    def means(self) -> Means | None:
        """What the budgets that bind the run have left; None where none does. Asks afresh."""
        if self.defining:
            return None
        budget = self.experiment.budget_usd
        return means_of(self.organization, budget_usd=budget, allowlist=self.allowlist)


class Refused(DomainError):
    """Arms or evaluator are not allowed or not fit: one problem for each. Nothing was stored."""

    status = 422
    default_code: ClassVar[str]
    sentence: ClassVar[str]

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = "; ".join(f"{p.arm or 'evaluator'}: {p.sentence}" for p in self.problems)
        super().__init__(self.default_code, f"{self.sentence} {lines}")


class RunRefused(Refused):
    """Preflight found problems; nothing was stored, claimed or called."""

    default_code = "refused_by_preflight"
    sentence = "The run was refused."


class DefinitionRefused(Refused):
    """An experiment or an evaluator profile that could not be run as it is defined."""

    default_code = "definition_refused"
    sentence = "Nothing was stored."


def draft_run(experiment: Experiment, *, starting: bool = True) -> RunDraft:
    return RunDraft(
        organization=experiment.organization,
        experiment=experiment,
        arms=tuple(experiment.arms.select_related("connection")),
        allowlist=entries_of(experiment.organization),
        evaluator=experiment.evaluator,
        starting=starting,
    )


def problems_of(draft: RunDraft) -> list[Problem]:
    """What every stage has against the draft, the arms' problems first."""
    return [problem for stage in stages() for problem in stage.preflight(draft)]


def arm_problems(draft: RunDraft) -> list[Problem]:
    """One problem for each arm at the most: the first that stands in its way."""
    means = draft.means()
    prompt = _shortest_prompt(draft.experiment) if means else ""
    found = (
        arm_problem(draft, arm) or _too_dear(arm, means=means, prompt=prompt) for arm in draft.arms
    )
    return [problem for problem in found if problem]


def arm_problem(draft: RunDraft, arm: Arm) -> Problem | None:
    try:
        validate_parameters(arm.parameters)
    except Invalid as fault:
        return Problem(arm=arm.key, code="parameters_invalid", sentence=fault.message)
    problem = call_problem(
        draft, connection=arm.connection, model=arm.model, provider=arm.provider, arm=arm.key
    )
    return problem or parameters_problem(arm.parameters, connection=arm.connection, arm=arm.key)


def _too_dear(arm: Arm, *, means: Means | None, prompt: str) -> Problem | None:
    """No money for the arm's cheapest call."""
    if means is None:
        return None
    return means.problem(
        prompt, provider=arm.provider, model=arm.model, parameters=arm.parameters, arm=arm.key
    )


def _shortest_prompt(experiment: Experiment) -> str:
    task = shortest_task(experiment.task_set)
    template = experiment.prompt_template or None
    return render_task_prompt(task, template=template) if task else ""


def parameters_problem(
    parameters: Mapping[str, Any], *, connection: Connection | None, arm: str | None
) -> Problem | None:
    """What the interface of the connection's provider has no word for."""
    if connection is None:
        return None
    sentence = unsupported_parameter(
        parameters, provider=connection.provider, settings=connection.settings
    )
    return Problem(arm=arm, code="parameters_invalid", sentence=sentence) if sentence else None


def call_problem(
    draft: RunDraft,
    *,
    connection: Connection | None,
    model: str,
    provider: str,
    arm: str | None,
) -> Problem | None:
    """Policy first, then the connection, then its credential."""
    found = target_problem(
        draft.allowlist, connection=connection, model=model, provider=provider, arm=arm
    )
    if found or connection is None or not draft.starting:
        return found
    return _credential_problem(draft, connection, arm=arm)


def target_problem(
    allowlist: Mapping[str, AllowlistEntry],
    *,
    connection: Connection | None,
    model: str,
    provider: str,
    arm: str | None,
) -> Problem | None:
    """What can be told of a connection and a model without touching a credential."""
    denied = denial(allowlist.get(provider), provider=provider, model=model)
    if denied:
        return Problem(
            arm=arm, code=denied.code, sentence=denied.message, provider=provider, model=model
        )
    if connection is None or connection.provider != provider:
        return connection_missing(provider, arm=arm)
    return None


def connection_missing(provider: str, *, arm: str | None) -> Problem:
    sentence = f"There is no connection for the provider {provider}."
    return Problem(arm=arm, code="connection_missing", sentence=sentence)


def _credential_problem(
    draft: RunDraft, connection: Connection, *, arm: str | None
) -> Problem | None:
    try:
        credential_for(connection, organization=draft.organization)
    except CredentialUnavailable as fault:
        return Problem(arm=arm, code="credential_unavailable", sentence=str(fault))
    return None
