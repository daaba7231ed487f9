"""Profiles: stored as immutable versions, found by NAME[:VERSION], checked before a run."""

import re
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from evaluation.asking import estimated_asking, has_boundary
from evaluation.judging import PARSER_VERSION
from evaluation.models import EvaluatorProfile, PromptTemplate, Rubric
from evaluation.spec import EvaluatorSpec, RubricSpec, VersionedTextSpec
from evaluation.structured import surely_structured
from experiments.preflight import (
    DefinitionRefused,
    RunDraft,
    RunRefused,
    call_problem,
    parameters_problem,
    target_problem,
)
from experiments.prompts import variables_of
from experiments.sizes import shortest_task
from experiments.work.stage import Judge, PlannedCalls, Problem
from organizations.digests import digest
from organizations.errors import Invalid
from organizations.models import Organization, User
from organizations.versions import version_with
from providers.models import Connection
from providers.parameters import validate_parameters
from providers.policy import entries_of

VERSION = re.compile(r"[0-9]{1,9}")
NO_BOUNDARY = (
    "The template has no {{ boundary }}: a patch that guesses what stands around it may pass its"
    " own words off as instructions to the judge."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caveat:
    """What to keep in mind about a profile's scores."""

    code: str
    sentence: str


def caveats_of(profile: EvaluatorProfile) -> list[Caveat]:
    if has_boundary(profile):
        return []
    return [Caveat(code="no_boundary", sentence=NO_BOUNDARY)]


def save_profile(
    organization: Organization, spec: EvaluatorSpec, *, actor: User | None
) -> EvaluatorProfile:
    """The version with this very content: the stored one, else a new one.

    Raises Invalid, RunRefused where the connection is missing.
    """
    connection = _connection(organization, spec)
    if connection is None:
        sentence = f"There is no connection {spec.connection!r} for {spec.provider}."
        raise RunRefused([Problem(arm=None, code="connection_missing", sentence=sentence)])
    return _put_profile(organization, spec, connection=connection, actor=actor)[0]


def define_profile(
    organization: Organization, spec: EvaluatorSpec, *, actor: User | None
) -> tuple[EvaluatorProfile, bool]:
    """Like `save_profile`, where policy allows the judge. True: the version is new.

    Raises DefinitionRefused.
    """
    connection = _connection(organization, spec)
    problem = _definition_problem(organization, spec, connection=connection)
    if problem or connection is None:
        raise DefinitionRefused([problem] if problem else [])
    return _put_profile(organization, spec, connection=connection, actor=actor)


def profile_named(organization: Organization, *, reference: str) -> EvaluatorProfile:
    """NAME is the latest version, NAME:VERSION that one. A name may itself end like a version.

    Raises Invalid."""
    profiles = EvaluatorProfile.objects.in_organization(organization).order_by("-version")
    profiles = profiles.select_related("connection", "rubric", "prompt_template")
    name, _, version = reference.rpartition(":")
    found = None
    if VERSION.fullmatch(version):
        found = profiles.filter(name=name, version=int(version)).first()
    found = found or profiles.filter(name=reference).first()
    if found is None:
        raise Invalid("profile_unknown", f"There is no evaluator profile {reference!r}.")
    profile: EvaluatorProfile = found
    return profile


def judges_of(organization: Organization) -> list[Judge]:
    """Every version of every profile, each name's latest also without its number."""
    profiles = EvaluatorProfile.objects.in_organization(organization)
    allowlist, judges, named = entries_of(organization), [], ""
    for profile in profiles.select_related("connection").order_by("name", "-version"):
        problem = target_problem(
            allowlist,
            connection=profile.connection,
            model=profile.model,
            provider=profile.provider,
            arm=None,
        )
        refusal = problem.sentence if problem else ""
        if profile.name != named:
            label = f"{profile.name}, the latest version (now {profile.version}, {profile.model})"
            judges.append(Judge(reference=profile.name, label=label, refusal=refusal))
        label = f"{profile.name}, version {profile.version} ({profile.model})"
        judges.append(Judge(reference=str(profile), label=label, refusal=refusal))
        named = profile.name
    return judges


def evaluator_problems(draft: RunDraft) -> list[Problem]:
    """What forbids judging under the draft's profile: one problem at the most."""
    if not draft.evaluator:
        return []
    try:
        profile = profile_named(draft.organization, reference=draft.evaluator)
    except Invalid as fault:
        return [Problem(arm=None, code="evaluator_not_allowed", sentence=fault.message)]
    problem = call_problem(
        draft,
        connection=profile.connection,
        model=profile.model,
        provider=profile.provider,
        arm=None,
    ) or parameters_problem(profile.parameters, connection=profile.connection, arm=None)
    problem = problem or _too_dear(draft, profile)
    return [_as_evaluators(problem)] if problem else []


def planned_judging(draft: RunDraft) -> list[PlannedCalls]:
    """What judging would call; nothing where the draft names no profile that there is."""
    if not draft.evaluator:
        return []
    try:
        profile = profile_named(draft.organization, reference=draft.evaluator)
    except Invalid:
        return []
    template = profile.prompt_template.text
    shows = {"task": "prompt", "patch": "patch"}
    return [
        PlannedCalls(
            arm=None,
            provider=profile.provider,
            model=profile.model,
            max_output_tokens=profile.parameters.get("max_output_tokens"),
            around=len(estimated_asking(profile).prompt(task="", patch="").encode()),
            shows=frozenset(shows[each] for each in variables_of(template) & shows.keys()),
        )
    ]


def _too_dear(draft: RunDraft, profile: EvaluatorProfile) -> Problem | None:
    """No money for judging the least that there may be."""
    means = draft.means()
    if means is None:
        return None
    task = shortest_task(draft.experiment.task_set)
    prompt = estimated_asking(profile).prompt(task=task.prompt if task else "", patch="")
    return means.problem(
        prompt,
        provider=profile.provider,
        model=profile.model,
        parameters=profile.parameters,
        arm=None,
    )


def _as_evaluators(problem: Problem) -> Problem:
    denied = problem.code in ("provider_not_allowed", "model_not_allowed")
    code = "evaluator_not_allowed" if denied else problem.code
    return replace(problem, code=code)


def _save_rubric(organization: Organization, spec: RubricSpec) -> Rubric:
    """Its digest is of what its author wrote; one without criteria is a plain text."""
    written: dict[str, Any] = {"version": spec.version, "text": spec.text}
    fields = written | {"text": spec.rendered()}
    if spec.criteria:
        criteria = [each.model_dump() for each in spec.criteria]
        written |= {"criteria": criteria}
        fields |= {"preamble": spec.text, "criteria": criteria}
    stored: Rubric
    stored, _ = Rubric.objects.get_or_create(
        organization=organization, digest=digest(written), defaults=fields
    )
    return stored


def _save_template(organization: Organization, spec: VersionedTextSpec) -> PromptTemplate:
    stored: PromptTemplate
    stored, _ = PromptTemplate.objects.get_or_create(
        organization=organization, digest=digest(spec.model_dump()), defaults=spec.model_dump()
    )
    return stored


def _connection(organization: Organization, spec: EvaluatorSpec) -> Connection | None:
    connections = Connection.objects.in_organization(organization)
    found: Connection | None
    found = connections.filter(name=spec.connection, provider=spec.provider).first()
    return found


def _definition_problem(
    organization: Organization, spec: EvaluatorSpec, *, connection: Connection | None
) -> Problem | None:
    try:
        validate_parameters(spec.parameters)
    except Invalid as fault:
        return Problem(arm=None, code="parameters_invalid", sentence=fault.message)
    problem = target_problem(
        entries_of(organization),
        connection=connection,
        model=spec.model,
        provider=spec.provider,
        arm=None,
    ) or parameters_problem(spec.parameters or {}, connection=connection, arm=None)
    return _as_evaluators(problem) if problem else None


@transaction.atomic
def _put_profile(
    organization: Organization, spec: EvaluatorSpec, *, connection: Connection, actor: User | None
) -> tuple[EvaluatorProfile, bool]:
    content = {
        "provider": spec.provider,
        "connection": connection,
        "model": spec.model,
        "parameters": validate_parameters(spec.parameters, place="spec.evaluator.parameters"),
        "structured_output": _structured(spec, connection=connection),
        "rubric": _save_rubric(organization, spec.rubric),
        "prompt_template": _save_template(organization, spec.prompt_template),
        "parser_version": PARSER_VERSION,
    }
    versions = EvaluatorProfile.objects.filter(organization=organization, name=spec.name)
    content_digest = _content_digest(content)
    if versions.filter(digest=content_digest, connection=None).exists():
        # Its connection was deleted. Who has its name now is another, maybe elsewhere.
        content_digest = digest({"content": content_digest, "connection": str(connection.pk)})

    def create(version: int) -> EvaluatorProfile:
        profile: EvaluatorProfile = EvaluatorProfile.objects.create(
            organization=organization,
            name=spec.name,
            version=version,
            digest=content_digest,
            created_by=actor,
            **content,
        )
        return profile

    return version_with(versions, digest=content_digest, create=create)


def _structured(spec: EvaluatorSpec, *, connection: Connection) -> bool:
    """Decided once, as the version is stored: what is known of models may grow."""
    if spec.structured_output is not None:
        return spec.structured_output
    return surely_structured(spec.provider, model=spec.model, settings=connection.settings)


def _content_digest(content: dict[str, Any]) -> str:
    """Of a profile without structured output as before there was any."""
    structured = {"structured_output": True} if content["structured_output"] else {}
    return digest(
        structured
        | {
            "provider": str(content["provider"]),
            "connection": content["connection"].name,
            "model": content["model"],
            "parameters": content["parameters"],
            "rubric": content["rubric"].digest,
            "prompt_template": content["prompt_template"].digest,
            "parser_version": content["parser_version"],
        }
    )
