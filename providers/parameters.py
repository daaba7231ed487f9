"""The parameters of an arm: few, common to all providers, checked before anything is sent."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from providers.contract import GenerationRequest, ProviderError
from providers.registry import provider_type
from providers.validation import parse

StopText = Annotated[str, Field(min_length=1)]


class Parameters(BaseModel):
    """A missing key leaves the choice to the provider."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    temperature: Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)] | None = None
    max_output_tokens: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    seed: Annotated[int, Field(ge=-(2**63), lt=2**63)] | None = None
    stop: StopText | Annotated[list[StopText], Field(min_length=1, max_length=4)] | None = None
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high", "xhigh"] | None = None


def validate_parameters(
    raw: Mapping[str, Any] | None, *, place: str = "parameters"
) -> dict[str, Any]:
    """The parameters that were given, checked. Raises Invalid naming the place and the value."""
    return parse(Parameters, raw or {}, place=place).model_dump(exclude_none=True)


def unsupported_parameter(
    parameters: Mapping[str, Any], *, provider: str, settings: Mapping[str, Any]
) -> str | None:
    """A sentence where the interface that the connection names lacks one of the parameters."""
    row = provider_type(provider)
    if row.body is None:
        return None
    try:
        checked = row.settings_schema.model_validate(dict(settings))
        row.body(checked, GenerationRequest(model="", messages=(), parameters=parameters))
    except ProviderError as refusal:
        return refusal.message
    except ValidationError:
        pass  # another check speaks of settings
    return None
