"""Profiles: stored as immutable versions, found by NAME[:VERSION], checked before a run."""

from dataclasses import replace
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max

from evaluation.judging import PARSER_VERSION
from evaluation.models import EvaluatorProfile, PromptTemplate, Rubric, VersionedText
from evaluation.spec import EvaluatorSpec, VersionedTextSpec
from experiments.preflight import RunDraft, RunRefused, call_problem
from experiments.work.stage import Problem
from organizations.digests import digest
from organizations.errors import Invalid
from organizations.models import Organization, User
from providers.models import Connection
from providers.parameters import validate_parameters

TextT = TypeVar("TextT", bound=VersionedText)


@transaction.atomic
def save_profile(
    organization: Organization, spec: EvaluatorSpec, *, actor: User | None
) -> EvaluatorProfile:
    """The version with this very content: the stored one, else a new one.

    Raises Invalid, RunRefused where the connection is missing.
    """
    rubric = _save_text(Rubric, organization, spec.rubric)
    template = _save_text(PromptTemplate, organization, spec.prompt_template)
    connection = _connection(organization, spec)
    content = {
        "provider": spec.provider,
        "connection": connection,
        "model": spec.model,
        "parameters": validate_parameters(spec.parameters, place="spec.evaluator.parameters"),
        "rubric": rubric,
        "prompt_template": template,
        "parser_version": PARSER_VERSION,
    }
    content_digest = _content_digest(content)
    versions = EvaluatorProfile.objects.filter(organization=organization, name=spec.name)
    if known := versions.filter(digest=content_digest).first():
        return known
    latest = versions.aggregate(latest=Max("version"))["latest"] or 0
    profile: EvaluatorProfile = EvaluatorProfile.objects.create(
        organization=organization,
        name=spec.name,
        version=latest + 1,
        digest=content_digest,
        created_by=actor,
        **content,
    )
    return profile


def profile_named(organization: Organization, *, reference: str) -> EvaluatorProfile:
    """NAME is the latest version, NAME:VERSION that one. Raises Invalid."""
    profiles = EvaluatorProfile.objects.in_organization(organization).order_by("-version")
    name, _, version = reference.rpartition(":")
    if name and version.isdecimal():
        found = profiles.filter(name=name, version=int(version)).first()
    else:
        found = profiles.filter(name=reference).first()
    if found is None:
        raise Invalid("profile_unknown", f"There is no evaluator profile {reference!r}.")
    profile: EvaluatorProfile = found
    return profile


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
    )
    return [_as_evaluators(problem)] if problem else []


def _as_evaluators(problem: Problem) -> Problem:
    denied = problem.code in ("provider_not_allowed", "model_not_allowed")
    code = "evaluator_not_allowed" if denied else problem.code
    return replace(problem, code=code)


def _save_text(model: type[TextT], organization: Organization, spec: VersionedTextSpec) -> TextT:
    stored: TextT
    stored, _ = model._default_manager.get_or_create(  # type: ignore[assignment]
        organization=organization,
        digest=digest({"version": spec.version, "text": spec.text}),
        defaults={"version": spec.version, "text": spec.text},
    )
    return stored


def _connection(organization: Organization, spec: EvaluatorSpec) -> Connection:
    connections = Connection.objects.in_organization(organization)
    found = connections.filter(name=spec.connection, provider=spec.provider).first()
    if found is None:
        sentence = f"There is no connection {spec.connection!r} for {spec.provider}."
        raise RunRefused([Problem(arm=None, code="connection_missing", sentence=sentence)])
    connection: Connection = found
    return connection


def _content_digest(content: dict[str, Any]) -> str:
    return digest(
        {
            "provider": str(content["provider"]),
            "connection": content["connection"].name,
            "model": content["model"],
            "parameters": content["parameters"],
            "rubric": content["rubric"].digest,
            "prompt_template": content["prompt_template"].digest,
            "parser_version": content["parser_version"],
        }
    )
