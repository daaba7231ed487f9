"""What defines an experiment, in a spec file and over the API, checked. Pure."""

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    WithJsonSchema,
    field_validator,
)

from experiments.prompts import TASK_VARIABLES, check_template
from experiments.states import OnInterrupt
from providers.kinds import ProviderKind
from providers.parameters import Parameters

MOST_ARMS = 1_000
Count = Annotated[int, Field(ge=1, le=10_000, strict=True)]


def _printable(name: str) -> str:
    if not name.isprintable():
        raise ValueError("1 to 200 printable characters are expected")
    return name


Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_printable)]


ArmT = TypeVar("ArmT", bound="ArmBody")


class ArmBody(BaseModel):
    """An arm as it is asked for. Whether its provider is known, policy says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Name
    provider: Annotated[
        str, Field(min_length=1, max_length=30, json_schema_extra={"enum": ProviderKind.values})
    ]
    connection: Annotated[str, Field(max_length=100, description="Its name.")]
    model: Name
    parameters: Annotated[dict[str, Any], WithJsonSchema(Parameters.model_json_schema())] | None = (
        None
    )


class ArmSpec(ArmBody):
    """An arm of a spec file, which names known providers only."""

    provider: ProviderKind


class ExperimentFields(BaseModel):
    """What a file and the API say alike."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    repeats: Annotated[int, Field(ge=1, le=1_000, strict=True)] = 1
    max_concurrency: Count = 16
    deadline_seconds: Annotated[int, Field(ge=1, le=31_536_000, strict=True)] | None = None
    attempt_timeout_seconds: Annotated[int, Field(ge=1, le=86_400, strict=True)] = 120
    budget_usd: (
        Annotated[
            Decimal,
            Field(gt=0, max_digits=14, decimal_places=4, description="The most a run may cost."),
        ]
        | None
    ) = None
    on_interrupt: Annotated[
        OnInterrupt,
        Field(
            description="What becomes of a call that was cut off on this side and may have been"
            " billed: retry makes it again, fail leaves that to a person."
        ),
    ] = OnInterrupt.RETRY
    prompt_template: str | None = None

    @field_validator("arms", check_fields=False)
    @classmethod
    def _each_key_once(cls, arms: list[ArmT]) -> list[ArmT]:
        keys = Counter(arm.key for arm in arms)
        twice = sorted(key for key, times in keys.items() if times > 1)
        if twice:
            raise ValueError(f"the key {twice[0]!r} stands twice")
        return arms

    @field_validator("prompt_template")
    @classmethod
    def _known_variables(cls, template: str | None) -> str | None:
        check_template(template or "", allowed=TASK_VARIABLES)
        return template


class ExperimentSpec(ExperimentFields):
    """The section of a spec file. The tasks stand in a file beside it."""

    arms: Annotated[list[ArmSpec], Field(min_length=1, max_length=MOST_ARMS)]
    tasks: Path


class ExperimentBody(ExperimentFields):
    """An experiment, as the section of a spec file, about tasks and evaluators that are stored."""

    arms: Annotated[list[ArmBody], Field(min_length=1, max_length=MOST_ARMS)]
    task_set: UUID
    evaluator: Annotated[str, Field(max_length=220, description="NAME or NAME:VERSION.")] | None = (
        None
    )
