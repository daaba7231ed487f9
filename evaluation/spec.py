"""The whole spec file, checked: what each app contributes, under one version."""

from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from evaluation.judging import check_judge_template
from evaluation.rubrics import Criterion, rubric_text
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


Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\r\n]*\S[^\r\n]*$")]
Anchor = Annotated[str, Field(max_length=12, pattern=r"^(?:0|1|0\.[0-9]+|1\.0+)$")]
Anchored = Annotated[str, Field(min_length=1, max_length=2_000)]


class CriterionSpec(BaseModel):
    """One thing that the judge looks for. `anchors` say what earns which score: keys are numbers
    from 0 to 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Line
    description: Annotated[str, Field(max_length=5_000)] = ""
    anchors: Annotated[dict[Anchor, Anchored], Field(max_length=21)] = {}

    @field_validator("anchors", mode="before")
    @classmethod
    def _as_written(cls, anchors: Any) -> Any:
        """YAML reads the bare key 0.5 as a number."""
        if not isinstance(anchors, dict):
            return anchors
        numbers = {key: str(key) for key in anchors if type(key) in (int, float)}
        return {numbers.get(key, key): text for key, text in anchors.items()}

    @field_validator("anchors")
    @classmethod
    def _each_score_once(cls, anchors: dict[str, str]) -> dict[str, str]:
        if len({float(score) for score in anchors}) != len(anchors):
            raise ValueError("the same score stands twice")
        return anchors

    def criterion(self) -> Criterion:
        return Criterion(**self.model_dump())


class RubricSpec(BaseModel):
    """A text, criteria, or a text and then criteria: the judge reads them as one text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Annotated[str, Field(min_length=1, max_length=50)]
    text: str = ""
    criteria: Annotated[list[CriterionSpec], Field(max_length=50)] = []

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.text and not self.criteria:
            raise ValueError("a rubric needs a text or criteria")
        if len({each.name for each in self.criteria}) != len(self.criteria):
            raise ValueError("two criteria have the same name")
        return self

    def rendered(self) -> str:
        return rubric_text(self.text, [each.criterion() for each in self.criteria])


class EvaluatorSpec(BaseModel):
    """`structured_output`: whether the provider is given a JSON schema for its answer. Left out,
    it is for the models of which it is known that this works."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    provider: ProviderKind
    connection: str
    model: Name
    parameters: dict[str, Any] | None = None
    structured_output: bool | None = None
    rubric: RubricSpec
    prompt_template: VersionedTextSpec

    @field_validator("prompt_template")
    @classmethod
    def _known_variables(cls, template: VersionedTextSpec) -> VersionedTextSpec:
        check_judge_template(template.text)
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
