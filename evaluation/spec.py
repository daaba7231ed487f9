"""The whole spec file, checked: what each app contributes, under one version."""

from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from evaluation.judging import VARIABLES
from experiments.prompts import check_template
from experiments.spec import ExperimentSpec, Name
from experiments.taskfile import MAX_FAULTS
from organizations.errors import Invalid
from organizations.models import slug_validator
from organizations.strict import load_yaml
from providers.kinds import ProviderKind
from providers.spec import AllowlistSpec, ConnectionSpec
from providers.validation import problems
from providers.values import unstorable


class VersionedTextSpec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Annotated[str, Field(min_length=1, max_length=50)]
    text: Annotated[str, Field(min_length=1)]


class EvaluatorSpec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    provider: ProviderKind
    connection: str
    model: Name
    parameters: dict[str, Any] | None = None
    rubric: VersionedTextSpec
    prompt_template: VersionedTextSpec

    @field_validator("prompt_template")
    @classmethod
    def _known_variables(cls, template: VersionedTextSpec) -> VersionedTextSpec:
        check_template(template.text, allowed=VARIABLES)
        return template


class Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1]
    organization: str
    providers: dict[ProviderKind, AllowlistSpec] | None = None
    connections: list[ConnectionSpec] = []
    experiment: ExperimentSpec
    evaluator: EvaluatorSpec | None = None

    @field_validator("organization")
    @classmethod
    def _is_slug(cls, slug: str) -> str:
        if not slug_validator.regex.match(slug):  # type: ignore[union-attr]
            raise ValueError(str(slug_validator.message))
        return slug


def read_spec(path: Path) -> Spec:
    """Raises Invalid: `file: path.of.field: what is expected`, a line for each fault."""
    try:
        raw = load_yaml(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise Invalid("spec_unreadable", f"{path}: {fault.strerror}") from fault
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        raise Invalid("spec_invalid", f"{path}: not YAML or JSON: {fault}") from fault
    return parse_spec(raw, place=str(path))


def parse_spec(raw: Any, *, place: str) -> Spec:
    """Raises Invalid with a line for each fault."""
    try:
        found = islice(unstorable(raw, place="spec"), MAX_FAULTS)
        unfit = [f"{place}: {said}" for said in found]
    except RecursionError:
        raise Invalid("spec_invalid", f"{place}: spec: nested too deeply, or in itself") from None
    if unfit:
        raise Invalid("spec_invalid", "\n".join(unfit))
    try:
        return Spec.model_validate(raw)
    except ValidationError as fault:
        lines = [f"{place}: {said}" for said in problems(fault, place="spec")]
        raise Invalid("spec_invalid", "\n".join(lines)) from None
