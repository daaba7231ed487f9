"""Bodies of requests that define what is to be compared or say what came of it, and how the API
describes them."""

from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SkipValidation,
    model_validator,
)

from experiments.posted import Posted
from experiments.spec import ExperimentBody, Name
from experiments.states import ENGINE_SOURCE, ValidationStatus
from experiments.taskfile import TaskLine
from providers.request_bodies import all_optional

SCORED = (ValidationStatus.PASSED, ValidationStatus.FAILED)


class ExperimentPatch(ExperimentBody):
    """Any of the fields of an experiment. For the description of the API alone."""

    model_config = ConfigDict(json_schema_extra=all_optional)


class TaskSetBody(BaseModel):
    """A task set with its tasks, as they stand in the lines of a tasks.jsonl."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    # Checked one by one by `check_tasks`, with the sentences of the file.
    tasks: Annotated[list[SkipValidation[TaskLine]], Field(min_length=1)]


class NamedUpload(BaseModel):
    """The query of an upload whose body is the file itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name


def _not_the_engine(source: str) -> str:
    if source.casefold() == ENGINE_SOURCE:
        raise ValueError(f"another name than {ENGINE_SOURCE}, which is Bakeoff's own, is expected")
    return source


Source = Annotated[
    str,
    Field(
        max_length=100,
        pattern=r"^[A-Za-z0-9]([A-Za-z0-9 ._:/@#+-]*[A-Za-z0-9])?$",
        description="Who found it out, such as `ci`: one result from each for an attempt.",
    ),
    AfterValidator(_not_the_engine),
]


class PostedValidation(BaseModel):
    """What a program outside found out about an attempt."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Source
    status: ValidationStatus
    score: Annotated[float, Field(ge=0, le=1, strict=True, allow_inf_nan=False)] | None = None
    details: (
        Annotated[str, Field(max_length=10_000, description="For all who may see the attempt.")]
        | None
    ) = None
    url: Annotated[str, Field(max_length=2000, pattern=r"^https?://[!-~]+$")] | None = None

    @model_validator(mode="after")
    def _score_fits(self) -> "PostedValidation":
        if self.score is not None and self.status not in SCORED:
            raise ValueError(f"a result that is `{self.status}` has no score")
        return self

    def posted(self) -> Posted:
        said = {name: value for name, value in self if value is not None}
        return Posted(**said)
