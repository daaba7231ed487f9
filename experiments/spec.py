"""The experiment part of a spec file, checked. Pure."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from experiments.prompts import TASK_VARIABLES, check_template
from providers.kinds import ProviderKind

Count = Annotated[int, Field(ge=1, le=10_000, strict=True)]


def _printable(name: str) -> str:
    if not name.isprintable():
        raise ValueError("1 to 200 printable characters are expected")
    return name


Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_printable)]


class ArmSpec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Name
    provider: ProviderKind
    connection: str
    model: Name
    parameters: dict[str, Any] | None = None


class ExperimentSpec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    repeats: Annotated[int, Field(ge=1, le=1_000, strict=True)] = 1
    max_concurrency: Count = 16
    deadline_seconds: Annotated[int, Field(ge=1, le=31_536_000, strict=True)] | None = None
    attempt_timeout_seconds: Annotated[int, Field(ge=1, le=86_400, strict=True)] = 120
    prompt_template: str | None = None
    arms: Annotated[list[ArmSpec], Field(min_length=1)]
    tasks: Path

    @field_validator("arms")
    @classmethod
    def _each_key_once(cls, arms: list[ArmSpec]) -> list[ArmSpec]:
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
