"""The sections `providers` and `connections` of an experiment spec."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from providers.kinds import ProviderKind

Count = Annotated[int, Field(ge=1, lt=2**31, strict=True)]
Pattern = Annotated[str, Field(min_length=1, max_length=200)]
ConnectionName = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^\S(.*\S)?$")]
Reference = Annotated[str, Field(max_length=300)]


class AllowlistSpec(BaseModel):
    """What an organisation allows of one provider. Null: no limit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: Annotated[bool, Field(strict=True)] = False
    allowed_models: Annotated[list[Pattern], Field(max_length=1000)] = []
    max_concurrency: Count | None = None
    requests_per_minute: Count | None = None
    monthly_budget_usd: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=4)] | None = (
        None
    )


class ConnectionSpec(BaseModel):
    """`settings` are checked against the schema of the kind when the connection is saved."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: ConnectionName
    provider: ProviderKind
    credential_reference: Reference | None = None
    settings: dict[str, Any] = {}
